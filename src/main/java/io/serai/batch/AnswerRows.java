package io.serai.batch;

import io.serai.store.Store;
import io.serai.store.StoreException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Results of one job in a store that several nodes share. Of two results for one line the first counts. */
final class AnswerRows implements Answers {
    private final String job;
    private final String home;
    private final Store store;

    AnswerRows(String job, String home, Store store) {
        this.job = job;
        this.home = home;
        this.store = store;
    }

    @Override
    public void keep(List<LineResult> results) throws IOException, InterruptedException {
        List<LineTable.Row> rows =
                results.stream().map(result -> LineTable.Row.of(result, 0)).toList();
        try {
            var unused =
                    store.write(connection -> add(connection, results, rows)).get();
        } catch (ExecutionException e) {
            throw new IOException(Trouble.words(e), e);
        }
    }

    private void add(Connection connection, List<LineResult> results, List<LineTable.Row> rows) throws SQLException {
        boolean[] added = LineTable.addNew(connection, job, rows);
        LineTable.Sums sums = LineTable.Sums.NONE;
        try (PreparedStatement insert =
                connection.prepareStatement("insert into batch_answer (job, line, output) values (?, ?, ?)")) {
            for (int i = 0; i < added.length; i++) {
                if (added[i]) {
                    insert.setString(1, job);
                    insert.setLong(2, results.get(i).number());
                    insert.setBytes(3, results.get(i).output());
                    insert.addBatch();
                    sums = sums.plus(rows.get(i));
                }
            }
            insert.executeBatch();
        }
        ShareTable.add(connection, job, home, sums, 0);
    }

    @Override
    public void close() {}

    /** Reads some results at a time. */
    static final class Reader implements Answers.Reader {
        private static final int SOME = 50;

        private final Store store;
        private final String job;
        private Map<Long, byte[]> some = Map.of();

        Reader(Store store, String job) {
            this.store = store;
            this.job = job;
        }

        @Override
        public byte[] read(LineTable.Row row) throws IOException {
            if (!some.containsKey(row.line())) {
                try {
                    some = store.read(connection -> from(connection, row.line()));
                } catch (StoreException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
            byte[] output = some.get(row.line());
            if (output == null) {
                throw new IOException("The store lacks the result of line " + row.line());
            }
            return output;
        }

        private Map<Long, byte[]> from(Connection connection, long line) throws SQLException {
            try (PreparedStatement query = connection.prepareStatement(
                    "select line, output from batch_answer where job = ? and line >= ? order by job, line limit "
                            + SOME)) {
                query.setString(1, job);
                query.setLong(2, line);
                Map<Long, byte[]> outputs = new HashMap<>();
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        outputs.put(row.getLong(1), row.getBytes(2));
                    }
                }
                return outputs;
            }
        }

        @Override
        public void close() {
            some = Map.of();
        }
    }
}
