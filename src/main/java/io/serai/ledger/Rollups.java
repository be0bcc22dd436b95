package io.serai.ledger;

import io.serai.store.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the {@link Rollup rollups} of hours and days that are over, each once, and again if there is more of such an hour. {@code
 * usage_packed} has the hours and days: a question reads the rollups of those that are done, and the sums of all others.
 */
public final class Rollups {
    /** Calls are written down half a second after their end. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private Rollups() {}

    /** An hour or a day. */
    private record Due(boolean hourly, long since) {}

    /**
     * Makes those of one hour or day, the newest that has none; hours before days.
     *
     * @return whether there may be more to do
     */
    public static boolean make(Session session, Instant now) {
        Due hour = session.change(connection -> due(connection, true, now));
        Due due = hour.since() >= 0 ? hour : session.change(connection -> due(connection, false, now));
        if (due.since() < 0) {
            return false;
        }
        // The row is there for all to see and lock before the sums are read.
        session.change(connection -> mark(connection, due));
        session.change(connection -> make(connection, due));
        return true;
    }

    /** The newest hour or day that is over and has no rollups; since -1 if there is none. */
    private static Due due(Connection connection, boolean hourly, Instant now) throws SQLException {
        long length = Rollup.length(hourly);
        long last = Math.floorDiv(now.minus(LATE).getEpochSecond(), length) * length - length;
        try (PreparedStatement first = connection.prepareStatement("select min(since) from " + Rollup.source(hourly));
                ResultSet row = first.executeQuery()) {
            long oldest = row.next() ? row.getLong(1) : 0;
            if (!row.wasNull()) {
                Set<Long> done = done(connection, hourly, oldest, last + length);
                for (long since = last; since >= oldest; since -= length) {
                    if (!done.contains(since)) {
                        return new Due(hourly, since);
                    }
                }
            }
        }
        return new Due(hourly, -1);
    }

    /** The hours or days whose rollups may be read. */
    static Set<Long> done(Connection connection, boolean hourly, long from, long to) throws SQLException {
        Set<Long> done = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select since from usage_packed where hourly = ? and since >= ? and since < ? and done")) {
            select.setBoolean(1, hourly);
            select.setLong(2, from);
            select.setLong(3, to);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    done.add(row.getLong(1));
                }
            }
        }
        return done;
    }

    private static boolean mark(Connection connection, Due due) throws SQLException {
        if (!set(connection, due, false)) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into usage_packed (hourly, since, done) values (?, ?, false)")) {
                insert.setBoolean(1, due.hourly());
                insert.setLong(2, due.since());
                insert.executeUpdate();
            }
        }
        return true;
    }

    private static boolean set(Connection connection, Due span, boolean done) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update usage_packed set done = " + done + " where hourly = ? and since = ?")) {
            update.setBoolean(1, span.hourly());
            update.setLong(2, span.since());
            return update.executeUpdate() > 0;
        }
    }

    private static boolean make(Connection connection, Due due) throws SQLException {
        // Whoever adds to it meanwhile waits for this row.
        set(connection, due, true);
        List<Rollup> wanted = Rollup.ALL.stream()
                .filter(rollup -> rollup.hourly() == due.hourly())
                .toList();
        Groups all = sums(connection, due);
        for (Rollup rollup : wanted) {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from usage_pack where kind = ? and since = ?")) {
                delete.setString(1, rollup.kind());
                delete.setLong(2, due.since());
                delete.executeUpdate();
            }
            write(connection, rollup, due.since(), Pack.of(only(all, rollup.columns())));
        }
        return true;
    }

    private static Groups sums(Connection connection, Due due) throws SQLException {
        Groups groups = new Groups(Rollup.NAMES.size());
        int[] name = new int[Rollup.NAMES.size()];
        long[] counts = new long[Sum.COLUMNS.size()];
        try (PreparedStatement select = connection.prepareStatement("select " + String.join(", ", Rollup.NAMES) + ", "
                + String.join(", ", Sum.COLUMNS) + " from " + Rollup.source(due.hourly()) + " where since = ?")) {
            select.setLong(1, due.since());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    for (int i = 0; i < name.length; i++) {
                        name[i] = groups.number(row.getString(i + 1));
                    }
                    for (int i = 0; i < counts.length; i++) {
                        counts[i] = row.getLong(name.length + i + 1);
                    }
                    groups.add(0, name, counts);
                }
            }
        }
        return groups;
    }

    /** The same by some of the names. */
    private static Groups only(Groups all, List<String> columns) {
        if (columns.equals(Rollup.NAMES)) {
            return all;
        }
        Groups some = new Groups(columns.size());
        int[] from = columns.stream().mapToInt(Rollup.NAMES::indexOf).toArray();
        int[] name = new int[all.width()];
        int[] kept = new int[from.length];
        long[] counts = new long[Sum.COLUMNS.size()];
        for (int group = 0; group < all.size(); group++) {
            all.read(group, name);
            for (int i = 0; i < kept.length; i++) {
                kept[i] = some.number(all.text(name[from[i]]));
            }
            for (int i = 0; i < counts.length; i++) {
                counts[i] = all.count(group, i);
            }
            some.add(0, kept, counts);
        }
        return some;
    }

    private static void write(Connection connection, Rollup rollup, long since, List<Pack.Part> parts)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into usage_pack (kind, since, part, requests, bytes) values (?, ?, ?, ?, ?)")) {
            for (int i = 0; i < parts.size(); i++) {
                insert.setString(1, rollup.kind());
                insert.setLong(2, since);
                insert.setInt(3, i);
                insert.setLong(4, parts.get(i).requests());
                insert.setBytes(5, parts.get(i).bytes());
                insert.executeUpdate();
            }
        }
    }

    /** Notes that there is more of some hours, in the transaction that adds it. */
    static void outdate(Connection connection, Set<SumKey> keys) throws SQLException {
        Set<Long> hours = new TreeSet<>();
        Set<Long> days = new TreeSet<>();
        for (SumKey key : keys) {
            hours.add(key.since());
            days.add(key.day().since());
        }
        List<Due> spans = new ArrayList<>();
        hours.forEach(hour -> spans.add(new Due(true, hour)));
        days.forEach(day -> spans.add(new Due(false, day)));
        for (Due span : spans) {
            set(connection, span, false);
        }
    }
}
