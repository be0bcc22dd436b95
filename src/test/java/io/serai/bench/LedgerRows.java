package io.serai.bench;

import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Fills the embedded database with rows of the last 30 days and the sums that the ledger would have made of them. */
final class LedgerRows {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final int DAYS = 30;

    /** Three sequences that have nothing to do with each other pick key, model and provider. */
    private static final String REQUEST = """
            insert into request (ended, request_id, client, caller_user, team, tags, ingress, dialect, asked, task, target,
              status, error, cache, streamed, attempts, total_ms, first_ms, in_tokens, out_tokens, cached_tokens,
              written_tokens, reasoning_tokens, cost, saved, counted)
            select ? + x * ?, 'req-' || lpad(x, 20, '0'), 'key-' || k, '', 'team-' || mod(k, 5), '', 'http', 'openai', 'auto',
              'task-' || mod(m, 5), 'provider-' || mod(m + 7 * p, 20) || '/model-' || m, case when mod(x, 50) = 0 then 502 else 200 end,
              '', 'miss', false, 1, 900 + mod(x, 400), 300, 400 + mod(x, 300), 90 + mod(x, 70), 0, 0, 0, 100000 + mod(x, 9000), 0,
              'vendor'
            from (select x, mod(mod(x * 2654435761, 4294967296) / 997, 50) k, mod(mod(x * 2246822519, 4294967296) / 991, 40) m,
              mod(mod(x * 3266489917, 4294967296) / 983, ?) p from system_range(?, ?)) rows_to_be""";

    private static final String ATTEMPT = """
            insert into attempt (ended, request_id, place, provider, model, outcome, called, total_ms, in_tokens, out_tokens,
              cached_tokens, written_tokens, reasoning_tokens, cost, counted, price)
            select ended, request_id, 0, substring(target, 1, locate('/', target) - 1), substring(target, locate('/', target) + 1),
              '200', true, total_ms, in_tokens, out_tokens, 0, 0, 0, cost, counted, '2/8/-/-'
            from request where id between ? and ?""";

    private static final String SUMS =
            " requests, failed, cancelled, hits, attempts, in_tokens, out_tokens, cached_tokens, written_tokens,"
                    + " reasoning_tokens, estimated, unpriced, cost, saved";

    private static final String HOUR =
            "insert into usage_hour (since, client, caller_user, team, task, provider, model," + SUMS + """
            ) select ended / 3600000 * 3600 as hour_begin, client, caller_user, team, task,
              substring(target, 1, locate('/', target) - 1) as asked_provider, substring(target, locate('/', target) + 1) as asked_model,
              count(*), sum(case when status >= 400 then 1 else 0 end), 0, 0, count(*), sum(in_tokens), sum(out_tokens), 0, 0, 0, 0, 0,
              sum(cost), 0
            from request where id between ? and ?
            group by hour_begin, client, caller_user, team, task, asked_provider, asked_model""";

    private static final String DAY_SUMS =
            "insert into usage_day (since, client, caller_user, team, task, provider, model," + SUMS
                    + ") select ?, client, caller_user, team, task, provider, model, sum("
                    + SUMS.strip().replace(", ", "), sum(")
                    + ") from usage_hour where since >= ? and since < ? group by client, caller_user, team, task, provider, model";

    private LedgerRows() {}

    /** @param spread how many of the 20 providers have each of the 40 models */
    static void fill(Path data, long rows, int spread) throws Exception {
        Files.createDirectories(data);
        new Store(StoreSettings.in(data)).read(connection -> true);
        long begun = System.nanoTime();
        long now = System.currentTimeMillis();
        long first = (now / DAY - DAYS + 1) * DAY;
        long step = Math.max(1, (now - first) / (rows + 1));
        try (Connection connection = connect(data)) {
            connection.setAutoCommit(false);
            for (int day = 0; day < DAYS; day++) {
                long from = day == 0 ? 1 : (day * DAY + step - 1) / step;
                long to = Math.min(rows, ((day + 1) * DAY + step - 1) / step - 1);
                long since = (first + day * DAY) / 1000;
                run(connection, REQUEST, first, step, spread, from, to);
                run(connection, ATTEMPT, from, to);
                run(connection, HOUR, from, to);
                run(connection, DAY_SUMS, since, since, since + DAY / 1000);
                connection.commit();
            }
        }
        System.out.printf("%,d rows in %.0f s%n", rows, (System.nanoTime() - begun) / 1e9);
    }

    private static Connection connect(Path data) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + data.resolve("usage").toAbsolutePath() + ";CACHE_SIZE=131072");
    }

    private static void run(Connection connection, String sql, long... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    static String counts(Path data) throws Exception {
        StringBuilder text = new StringBuilder("MiB: " + (Files.size(data.resolve("usage.mv.db")) >> 20));
        try (Connection connection = connect(data);
                Statement statement = connection.createStatement()) {
            for (String table : new String[] {"request", "attempt", "usage_hour", "usage_day", "usage_pack"}) {
                try (ResultSet row = statement.executeQuery("select count(*) from " + table)) {
                    row.next();
                    text.append(", ").append(table).append(": ").append(row.getLong(1));
                }
            }
        }
        return text.toString();
    }
}
