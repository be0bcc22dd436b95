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
import java.util.Map;
import java.util.TreeMap;

/**
 * What calls with a client key have cost, in nano-dollars; days, weeks and months are those of UTC. It is kept in a table of its own, in
 * the transaction of the sums, so that it is known in a few rows whatever there is in the ledger.
 *
 * @param week since Monday
 */
public record Spent(long total, long day, long week, long month) {
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
    static void add(Connection connection, Map<Bucket, Sum> hours) throws SQLException {
        Map<Place, Long> costs = new TreeMap<>();
        hours.forEach((bucket, sum) -> {
            long cost = sum.at(Sum.Column.COST);
            if (cost != 0) {
                costs.merge(new Place(EVER, bucket.client()), cost, Long::sum);
                costs.merge(new Place(bucket.day().since(), bucket.client()), cost, Long::sum);
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

    /** What some keys have spent up to now, by their ids. */
    public static Map<String, Spent> read(Connection connection, Collection<String> clients, Instant now)
            throws SQLException {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate first = today.withDayOfMonth(1);
        LocalDate from = monday.isBefore(first) ? monday : first;
        Map<String, Spent> all = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select cost from client_spent where since = ? and client = ?")) {
            for (String client : clients) {
                long week = 0;
                long month = 0;
                long day = 0;
                for (LocalDate date = from; !date.isAfter(today); date = date.plusDays(1)) {
                    day = cost(select, date.toEpochDay() * Rollup.DAY, client);
                    week += date.isBefore(monday) ? 0 : day;
                    month += date.isBefore(first) ? 0 : day;
                }
                all.put(client, new Spent(cost(select, EVER, client), day, week, month));
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
