package io.serai.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The rows of lines that have a result, and where each result lies in the journal. */
final class LineTable {
    /**
     * @param place of the result in the journal, in bytes
     * @param bytes its length
     */
    record Row(long line, String customId, int status, String reason, long place, int bytes, Tokens tokens, long cost) {

        static Row of(LineResult result, long place) {
            return new Row(
                    result.number(),
                    cut(result.customId(), 512),
                    result.status(),
                    Results.cut(result.reason().replace('\0', ' ')),
                    place,
                    result.output().length,
                    result.tokens(),
                    result.cost());
        }

        private static String cut(String text, int most) {
            String plain = text.replace('\0', ' ');
            return plain.length() <= most ? plain : plain.substring(0, most);
        }
    }

    /** Sums over all lines of a job. */
    record Sums(long done, long failed, Tokens tokens, long cost, long end) {
        static final Sums NONE = new Sums(0, 0, Tokens.NONE, 0, 0);

        Sums plus(Row row) {
            boolean answered = row.status() == 200;
            return new Sums(
                    done + (answered ? 1 : 0),
                    failed + (answered ? 0 : 1),
                    tokens.plus(row.tokens()),
                    cost + row.cost(),
                    end);
        }
    }

    private LineTable() {}

    /** Where H2 is to find the rows in the order of the index, the whole of it is named; else it sorts all that are left, for each page. */
    static final String LINES = "select line from batch_line where job = ? and line > ? order by job, line limit 50000";

    /** @param which of the lines that are left; to be followed by how many at most */
    static String pages(String which) {
        return "select line, custom_id, status, reason, place, bytes, in_tokens, cached_tokens, out_tokens,"
                + " reasoning_tokens, cost from batch_line where job = ? and line > ?" + which
                + " order by job, line limit ";
    }

    private static final String INSERT = "insert into batch_line (job, line, custom_id, status, reason, place, bytes,"
            + " in_tokens, cached_tokens, out_tokens, reasoning_tokens, cost) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** Adds rows, of which some may be there already. */
    static void add(Connection connection, String job, List<Row> rows) throws SQLException {
        try (PreparedStatement delete =
                        connection.prepareStatement("delete from batch_line where job = ? and line = ?");
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Row row : rows) {
                delete.setString(1, job);
                delete.setLong(2, row.line());
                delete.addBatch();
                set(insert, job, row);
            }
            delete.executeBatch();
            insert.executeBatch();
        }
    }

    /** Adds those rows whose lines have none yet, and returns whether each was added. The first result of a line counts. */
    static boolean[] addNew(Connection connection, String job, List<Row> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT + " on conflict (job, line) do nothing")) {
            for (Row row : rows) {
                set(insert, job, row);
            }
            int[] counts = insert.executeBatch();
            boolean[] added = new boolean[counts.length];
            for (int i = 0; i < counts.length; i++) {
                added[i] = counts[i] == 1;
            }
            return added;
        }
    }

    private static void set(PreparedStatement insert, String job, Row row) throws SQLException {
        insert.setString(1, job);
        insert.setLong(2, row.line());
        insert.setString(3, row.customId());
        insert.setInt(4, row.status());
        insert.setString(5, row.reason());
        insert.setLong(6, row.place());
        insert.setLong(7, row.bytes());
        insert.setLong(8, row.tokens().input());
        insert.setLong(9, row.tokens().cached());
        insert.setLong(10, row.tokens().output());
        insert.setLong(11, row.tokens().reasoning());
        insert.setLong(12, row.cost());
        insert.addBatch();
    }

    /** The lines that have a result. */
    static BitSet lines(Connection connection, String job) throws SQLException {
        BitSet lines = new BitSet();
        long after = -1;
        try (PreparedStatement query = connection.prepareStatement(LINES)) {
            while (true) {
                query.setString(1, job);
                query.setLong(2, after);
                long before = after;
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        after = row.getLong(1);
                        lines.set((int) after);
                    }
                }
                if (after == before) {
                    return lines;
                }
            }
        }
    }

    /** The next rows in the order of the lines. */
    static List<Row> page(Connection connection, String job, long after, int most) throws SQLException {
        return page(connection, job, after, most, "");
    }

    /** The first lines that have failed. */
    static List<Row> failures(Connection connection, String job, int most) throws SQLException {
        return page(connection, job, 0, most, " and status <> 200");
    }

    private static List<Row> page(Connection connection, String job, long after, int most, String which)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(pages(which) + most)) {
            query.setString(1, job);
            query.setLong(2, after);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getLong(1),
                            row.getString(2),
                            row.getInt(3),
                            row.getString(4),
                            row.getLong(5),
                            row.getInt(6),
                            tokens(row, 7),
                            row.getLong(11)));
                }
            }
            return rows;
        }
    }

    private static Tokens tokens(ResultSet row, int first) throws SQLException {
        return new Tokens(row.getLong(first), row.getLong(first + 1), row.getLong(first + 2), row.getLong(first + 3));
    }

    /** How many bytes all results have. */
    static long bytes(Connection connection, String job) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select coalesce(sum(bytes), 0) from batch_line where job = ?")) {
            query.setString(1, job);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static Sums sums(Connection connection, String job) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select"
                + " coalesce(sum(case when status = 200 then 1 else 0 end), 0),"
                + " coalesce(sum(case when status = 200 then 0 else 1 end), 0), coalesce(sum(in_tokens), 0),"
                + " coalesce(sum(cached_tokens), 0), coalesce(sum(out_tokens), 0), coalesce(sum(reasoning_tokens), 0),"
                + " coalesce(sum(cost), 0), coalesce(max(place + bytes), 0)"
                + " from batch_line where job = ?")) {
            query.setString(1, job);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Sums(row.getLong(1), row.getLong(2), tokens(row, 3), row.getLong(7), row.getLong(8));
            }
        }
    }

    /** Forgets the lines that have failed, so that they are asked once more. */
    static void forgetFailures(Connection connection, String job) throws SQLException {
        String failed = "(select line from batch_line where job = ? and status <> 200)";
        try (PreparedStatement answers =
                        connection.prepareStatement("delete from batch_answer where job = ? and line in " + failed);
                PreparedStatement lines =
                        connection.prepareStatement("delete from batch_line where job = ? and status <> 200")) {
            answers.setString(1, job);
            answers.setString(2, job);
            answers.executeUpdate();
            lines.setString(1, job);
            lines.executeUpdate();
        }
    }
}
