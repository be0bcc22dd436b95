package io.serai.ledger;

import io.serai.store.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes the {@link Rollup rollups} of the days that are over, each once, and again if such a day gets more. {@code usage_rolled} has the
 * days: a question reads the rollups of those that are done, and the sums of all others.
 */
public final class Rollups {
    private static final long DAY = Bucket.SECONDS * Bucket.HOURS_OF_DAY;

    /** Calls are written down half a second after their end; a database that was away, or another node's clock, takes longer. */
    private static final Duration LATE = Duration.ofMinutes(10);

    private Rollups() {}

    /**
     * Makes those of one day, the newest that has none.
     *
     * @return whether there may be more to do
     */
    public static boolean make(Session session, Instant now) {
        long day = session.change(connection -> due(connection, now));
        if (day < 0) {
            return false;
        }
        // The row is there for all to see and lock before the sums are read.
        session.change(connection -> mark(connection, day));
        session.change(connection -> make(connection, day));
        return true;
    }

    /** The newest day that is over and has no rollups; -1 for none. */
    private static long due(Connection connection, Instant now) throws SQLException {
        long last = Math.floorDiv(now.minus(LATE).getEpochSecond(), DAY) * DAY - DAY;
        try (PreparedStatement first = connection.prepareStatement("select min(since) from usage_day");
                ResultSet row = first.executeQuery()) {
            long oldest = row.next() ? row.getLong(1) : 0;
            if (row.wasNull()) {
                return -1;
            }
            Set<Long> done = done(connection, oldest, last + DAY);
            for (long day = last; day >= oldest; day -= DAY) {
                if (!done.contains(day)) {
                    return day;
                }
            }
        }
        return -1;
    }

    /** The days whose rollups may be read. */
    static Set<Long> done(Connection connection, long from, long to) throws SQLException {
        Set<Long> days = new HashSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("select since from usage_rolled where since >= ? and since < ? and done")) {
            select.setLong(1, from);
            select.setLong(2, to);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    days.add(row.getLong(1));
                }
            }
        }
        return days;
    }

    private static boolean mark(Connection connection, long day) throws SQLException {
        if (update(connection, "update usage_rolled set done = false where since = ?", day) == 0) {
            update(connection, "insert into usage_rolled (since, done) values (?, false)", day);
        }
        return true;
    }

    private static boolean make(Connection connection, long day) throws SQLException {
        // Whoever adds to the day meanwhile waits for this row.
        update(connection, "update usage_rolled set done = true where since = ?", day);
        for (Rollup rollup : Rollup.ALL) {
            String what = "delete from " + Rollup.TABLE + " where kind = '" + rollup.kind() + "' and";
            update(connection, what + " since >= ? and since < ?", day, day + DAY);
            update(connection, rollup.insert(), day, day + DAY);
        }
        return true;
    }

    /** Notes that a day has got more, in the transaction that adds it. */
    static void outdate(Connection connection, Set<Long> days) throws SQLException {
        for (long day : days) {
            update(connection, "update usage_rolled set done = false where since = ?", day);
        }
    }

    private static int update(Connection connection, String sql, long... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
