package io.serai.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The cost of calls with a client key, in nano-dollars; days, weeks and months are those of UTC. It is kept in a table of its own, in
 * the transaction of the sums, so that it is known in a few rows whatever there is in the ledger.
 *
 * @param week since Monday
 */
public record Spent(long total, long day, long week, long month) {
    /** Of more keys all rows are read at once, which takes as long as to look for some dozens of each. */
    private static final int FEW = 8;

    /** The day under which all days together are kept. */
    private static final long EVER = 0;

    /** A row of the table. Writers of several nodes take rows in this order. */
    private record Place(long since, String client) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int days = Long.compare(since, other.since);
            return days != 0 ? days : client.compareTo(other.client);
        }
    }

    /** Adds sums by hour. */
    static void add(Connection connection, Map<SumKey, Sum> hours) throws SQLException {
        Map<Place, Long> costs = new TreeMap<>();
        hours.forEach((key, sum) -> {
            long cost = sum.at(Sum.Column.COST);
            if (cost != 0) {
                costs.merge(new Place(EVER, key.client()), cost, Long::sum);
                costs.merge(new Place(key.day().since(), key.client()), cost, Long::sum);
            }
        });
        for (Map.Entry<Place, Long> one : costs.entrySet()) {
            if (put(connection, "update client_spent set cost = cost + ? where since = ? and client = ?", one) == 0) {
                put(connection, "insert into client_spent (cost, since, client) values (?, ?, ?)", one);
            }
        }
    }

    private static int put(Connection connection, String sql, Map.Entry<Place, Long> one) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, one.getValue());
            statement.setLong(2, one.getKey().since());
            statement.setString(3, one.getKey().client());
            return statement.executeUpdate();
        }
    }

    /** What some keys have spent up to now, by their ids; of many with one question, whichever of them have spent something. */
    public static Map<String, Spent> read(Connection connection, Collection<String> clients, Instant now)
            throws SQLException {
        Calendar calendar = Calendar.at(now);
        return clients.size() > FEW ? readMany(connection, clients, calendar) : readEach(connection, clients, calendar);
    }

    /** The first days of what is summed up. */
    private record Calendar(LocalDate today, LocalDate monday, LocalDate first) {
        static Calendar at(Instant now) {
            LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
            return new Calendar(
                    today, today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), today.withDayOfMonth(1));
        }

        LocalDate from() {
            return monday.isBefore(first) ? monday : first;
        }

        /** What was spent on a day, in the sums to which it belongs. */
        Spent of(LocalDate date, long cost) {
            return new Spent(
                    0,
                    date.equals(today) ? cost : 0,
                    date.isBefore(monday) ? 0 : cost,
                    date.isBefore(first) ? 0 : cost);
        }
    }

    private Spent plus(Spent other) {
        return new Spent(total + other.total, day + other.day, week + other.week, month + other.month);
    }

    private static Map<String, Spent> readEach(Connection connection, Collection<String> clients, Calendar calendar)
            throws SQLException {
        Map<String, Spent> all = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select cost from client_spent where since = ? and client = ?")) {
            for (String client : clients) {
                Spent sum = new Spent(cost(select, EVER, client), 0, 0, 0);
                LocalDate today = calendar.today();
                for (LocalDate date = calendar.from(); !date.isAfter(today); date = date.plusDays(1)) {
                    sum = sum.plus(calendar.of(date, cost(select, date.toEpochDay() * Rollup.DAY, client)));
                }
                all.put(client, sum);
            }
        }
        return all;
    }

    private static Map<String, Spent> readMany(Connection connection, Collection<String> clients, Calendar calendar)
            throws SQLException {
        Set<String> wanted = new HashSet<>(clients);
        Map<String, Spent> all = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select since, client, cost from client_spent where since = ?"
                        + " union all select since, client, cost from client_spent where since between ? and ?")) {
            select.setLong(1, EVER);
            select.setLong(2, calendar.from().toEpochDay() * Rollup.DAY);
            select.setLong(3, calendar.today().toEpochDay() * Rollup.DAY);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long since = row.getLong(1);
                    long cost = row.getLong(3);
                    if (wanted.contains(row.getString(2))) {
                        Spent more = since == EVER
                                ? new Spent(cost, 0, 0, 0)
                                : calendar.of(LocalDate.ofEpochDay(since / Rollup.DAY), cost);
                        all.merge(row.getString(2), more, Spent::plus);
                    }
                }
            }
        }
        return all;
    }

    /** What the keys that have spent most have cost in all, in nano-dollars by their ids, the most first; under the empty id without a key. */
    public static Map<String, Long> most(Connection connection, int keys) throws SQLException {
        Map<String, Long> all = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select client, cost from client_spent where since = ? order by cost desc, client limit " + keys)) {
            select.setLong(1, EVER);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.put(row.getString(1), row.getLong(2));
                }
            }
        }
        return all;
    }

    private static long cost(PreparedStatement select, long since, String client) throws SQLException {
        select.setLong(1, since);
        select.setString(2, client);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
