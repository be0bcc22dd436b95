package io.serai.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** Groups the sums of one question, from rollups and from the tables of sums. */
final class UsageSums {
    private final Connection connection;
    private final List<String> columns;
    private final Map<String, String> only;
    private final LongUnaryOperator time;
    private final Map<Long, Long> times = new HashMap<>();
    private final Groups groups;

    /**
     * @param columns the names by which it groups
     * @param only the value that a name must have, by column
     * @param time the time by which it groups, for the beginning of an hour or a day
     */
    UsageSums(Connection connection, List<String> columns, Map<String, String> only, LongUnaryOperator time) {
        this.connection = connection;
        this.columns = columns;
        this.only = only;
        this.time = time;
        this.groups = new Groups(columns.size());
    }

    Groups groups() {
        return groups;
    }

    void read(Span span) throws SQLException {
        if (span.packed()) {
            readPacks(span);
        } else {
            readSums(span);
        }
    }

    private long time(long since) {
        return times.computeIfAbsent(since, time::applyAsLong);
    }

    private void readPacks(Span span) throws SQLException {
        List<String> names = new ArrayList<>(columns);
        names.addAll(only.keySet());
        Rollup rollup = Rollup.with(names, span.hourly());
        try (PreparedStatement select = connection.prepareStatement(
                "select since, bytes from usage_pack where kind = ? and since >= ? and since < ?")) {
            select.setString(1, rollup.kind());
            select.setLong(2, span.from());
            select.setLong(3, span.to());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Pack.read(row.getBytes(2), rollup.columns().size(), new Adding(rollup, time(row.getLong(1))));
                }
            }
        }
    }

    private void readSums(Span span) throws SQLException {
        List<String> key = new ArrayList<>(List.of("since"));
        key.addAll(columns);
        List<String> counted =
                Sum.COLUMNS.stream().map(name -> "sum(" + name + ")").toList();
        StringBuilder where = new StringBuilder(" where since >= ? and since < ?");
        only.keySet().forEach(name -> where.append(" and ").append(name).append(" = ?"));
        try (PreparedStatement select = connection.prepareStatement("select " + String.join(", ", key) + ", "
                + String.join(", ", counted) + " from " + Rollup.source(span.hourly()) + where + " group by "
                + String.join(", ", key))) {
            select.setLong(1, span.from());
            select.setLong(2, span.to());
            int place = 2;
            for (String value : only.values()) {
                select.setString(++place, value);
            }
            try (ResultSet row = select.executeQuery()) {
                add(row);
            }
        }
    }

    private void add(ResultSet row) throws SQLException {
        int[] name = new int[columns.size()];
        long[] counts = new long[Sum.COLUMNS.size()];
        while (row.next()) {
            for (int i = 0; i < name.length; i++) {
                name[i] = groups.number(row.getString(i + 2));
            }
            for (int i = 0; i < counts.length; i++) {
                counts[i] = row.getLong(name.length + i + 2);
            }
            groups.add(time(row.getLong(1)), name, counts);
        }
    }

    /** Adds the sums of a pack. */
    private final class Adding implements Pack.Reader {
        private final long at;
        private final int[] places;
        private final int[] confined;
        private final String[] values;
        private final int[] wanted;
        private final int[] name;
        private int[] numbers = {};

        Adding(Rollup rollup, long at) {
            this.at = at;
            this.places = columns.stream().mapToInt(rollup.columns()::indexOf).toArray();
            this.confined =
                    only.keySet().stream().mapToInt(rollup.columns()::indexOf).toArray();
            this.values = only.values().toArray(String[]::new);
            this.wanted = new int[confined.length];
            this.name = new int[places.length];
        }

        @Override
        public void names(List<String> all) {
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = all.indexOf(values[i]);
            }
            numbers = all.stream().mapToInt(groups::number).toArray();
        }

        @Override
        public void sum(int[] found, long[] counts) {
            for (int i = 0; i < wanted.length; i++) {
                if (found[confined[i]] != wanted[i]) {
                    return;
                }
            }
            for (int i = 0; i < name.length; i++) {
                name[i] = numbers[found[places[i]]];
            }
            groups.add(at, name, counts);
        }
    }
}
