package io.serai.ledger;

import io.serai.catalog.Price;
import io.serai.chat.Attempt;
import io.serai.chat.Usage;
import io.serai.cost.Counted;
import io.serai.cost.Used;
import io.serai.ledger.Sum.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes rows and sums, with statements that H2 and PostgreSQL both take. */
final class Tables {
    private static final String KEY = "since, client, caller_user, team, task, provider, model";

    private Tables() {}

    private static String insert(String table, String columns) {
        int number = columns.split(",").length;
        return "insert into " + table + " (" + columns + ") values ("
                + String.join(", ", Collections.nCopies(number, "?")) + ")";
    }

    private static final String REQUEST = insert(
            "request",
            "ended, request_id, client, caller_user, team, tags, ingress, dialect, asked, task, target, status, error,"
                    + " cache, streamed, attempts, total_ms, first_ms, in_tokens, out_tokens, cached_tokens,"
                    + " written_tokens, reasoning_tokens, cost, saved, counted");
    private static final String ATTEMPT = insert(
            "attempt",
            "ended, request_id, place, provider, model, outcome, called, total_ms, in_tokens, out_tokens,"
                    + " cached_tokens, written_tokens, reasoning_tokens, cost, counted, price");

    static void rows(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement request = connection.prepareStatement(REQUEST);
                PreparedStatement attempt = connection.prepareStatement(ATTEMPT)) {
            for (Row row : rows) {
                if (!row.entry().deferred()) {
                    request(request, row);
                }
                int place = 0;
                for (Used used : row.entry().used()) {
                    attempt(attempt, row.entry(), used, place++);
                }
            }
            request.executeBatch();
            attempt.executeBatch();
        }
    }

    private static void request(PreparedStatement to, Row row) throws SQLException {
        Entry entry = row.entry();
        Sum all = new Sum();
        Counted counted = Counted.NONE;
        for (Used used : entry.used()) {
            all.attempt(used);
            Counted by = used.counted();
            counted = by.compareTo(counted) < 0 && counted != Counted.ESTIMATED ? by : counted;
        }
        Fill fill = new Fill(to)
                .number(entry.ended())
                .text(Text.of(entry.id(), 64))
                .text(Text.of(entry.caller().key()))
                .text(Text.of(entry.caller().user()))
                .text(Text.of(entry.caller().team()))
                .text(Text.of(String.join(",", entry.caller().tags())))
                .text(Text.of(entry.origin().ingress(), 32))
                .text(Text.of(entry.origin().dialect(), 32))
                .text(Text.of(entry.asked()))
                .text(Text.of(entry.task()))
                .text(Text.of(entry.target(), 512))
                .number(entry.status())
                .text(Text.of(entry.error(), 64))
                .text(Text.of(entry.cache(), 16))
                .truth(entry.streamed())
                .number(all.at(Column.ATTEMPTS))
                .number(entry.totalNanos() / 1_000_000)
                .number(entry.firstNanos() / 1_000_000);
        fill.number(all.at(Column.IN_TOKENS))
                .number(all.at(Column.OUT_TOKENS))
                .number(all.at(Column.CACHED_TOKENS))
                .number(all.at(Column.WRITTEN_TOKENS))
                .number(all.at(Column.REASONING_TOKENS))
                .optional(all.at(Column.UNPRICED) > 0 ? null : Long.valueOf(all.at(Column.COST)))
                .number(row.saved())
                .text(word(counted));
        to.addBatch();
    }

    private static void attempt(PreparedStatement to, Entry entry, Used used, int place) throws SQLException {
        Usage usage = used.usage();
        Attempt attempt = used.attempt();
        Price price = used.price();
        String target = attempt.target();
        new Fill(to)
                .number(entry.ended())
                .text(Text.of(entry.id(), 64))
                .number(place)
                .text(Text.provider(target))
                .text(Text.model(target))
                .text(Text.of(attempt.outcome(), 64))
                .truth(attempt.asked())
                .number(attempt.nanos() / 1_000_000)
                .number(usage.inputTokens())
                .number(usage.outputTokens())
                .number(Math.max(0, usage.cachedTokens()))
                .number(Math.max(0, usage.cacheWriteTokens()))
                .number(Math.max(0, usage.reasoningTokens()))
                .optional(used.cost())
                .text(word(used.counted()))
                .text(price == null ? "" : Text.of(version(price, usage.share()), 200));
        to.addBatch();
    }

    private static String version(Price price, double share) {
        return share == 1 ? price.version() : price.version() + " x" + share;
    }

    private static String word(Counted counted) {
        return counted.name().toLowerCase(Locale.ROOT);
    }

    static void sums(Connection connection, Map<SumKey, Sum> hours) throws SQLException {
        Map<SumKey, Sum> days = new TreeMap<>();
        hours.forEach((key, sum) ->
                days.computeIfAbsent(key.day(), absent -> new Sum()).add(sum));
        sums(connection, "usage_hour", new TreeMap<>(hours));
        sums(connection, "usage_day", days);
    }

    private static void sums(Connection connection, String table, Map<SumKey, Sum> sums) throws SQLException {
        List<SumKey> order = new ArrayList<>(sums.keySet());
        int[] changed;
        try (PreparedStatement update = connection.prepareStatement("update " + table + " set "
                + String.join(
                        ", ",
                        Sum.COLUMNS.stream().map(it -> it + " = " + it + " + ?").toList())
                + " where " + KEY.replace(", ", " = ? and ") + " = ?")) {
            for (SumKey key : order) {
                Fill fill = new Fill(update);
                counts(fill, sums, key);
                key(fill, key);
                update.addBatch();
            }
            changed = update.executeBatch();
        }
        try (PreparedStatement insert =
                connection.prepareStatement(insert(table, KEY + ", " + String.join(", ", Sum.COLUMNS)))) {
            for (int i = 0; i < changed.length; i++) {
                if (changed[i] == 0) {
                    Fill fill = new Fill(insert);
                    key(fill, order.get(i));
                    counts(fill, sums, order.get(i));
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static void counts(Fill fill, Map<SumKey, Sum> sums, SumKey key) throws SQLException {
        Sum sum = sums.getOrDefault(key, new Sum());
        for (int i = 0; i < Sum.COLUMNS.size(); i++) {
            fill.number(sum.at(i));
        }
    }

    private static void key(Fill fill, SumKey key) throws SQLException {
        fill.number(key.since())
                .text(key.client())
                .text(key.user())
                .text(key.team())
                .text(key.task())
                .text(key.provider())
                .text(key.model());
    }

    /** Sets parameters one after the other. */
    private static final class Fill {
        private final PreparedStatement statement;
        private int place;

        Fill(PreparedStatement statement) {
            this.statement = statement;
        }

        Fill number(long value) throws SQLException {
            statement.setLong(++place, value);
            return this;
        }

        Fill optional(@Nullable Long value) throws SQLException {
            if (value == null) {
                statement.setNull(++place, Types.BIGINT);
            } else {
                statement.setLong(++place, value);
            }
            return this;
        }

        Fill text(String value) throws SQLException {
            statement.setString(++place, value);
            return this;
        }

        Fill truth(boolean value) throws SQLException {
            statement.setBoolean(++place, value);
            return this;
        }
    }
}
