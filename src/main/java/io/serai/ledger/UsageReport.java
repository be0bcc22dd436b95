package io.serai.ledger;

import io.serai.dialect.Json;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers questions for usage from the sums by hour and day and their rollups, never from rows. */
public final class UsageReport {
    private static final long DAY = Bucket.SECONDS * Bucket.HOURS_OF_DAY;
    private static final Map<String, List<String>> COLUMNS = Map.of(
            "key", List.of("client"),
            "user", List.of("caller_user"),
            "team", List.of("team"),
            "task", List.of("task"),
            "provider", List.of("provider"),
            "model", List.of("model"),
            "target", List.of("provider", "model"),
            "day", List.of("since"),
            "hour", List.of("since"));
    private static final Map<String, String> NAMES = Map.of(
            "in_tokens", "input_tokens",
            "out_tokens", "output_tokens",
            "written_tokens", "cache_write_tokens",
            "hits", "cache_hits",
            "cost", "cost_nanos",
            "saved", "saved_nanos",
            "failed_cost", "failed_cost_nanos");
    private static final int NANO = 9;

    private final UsageQuery query;
    private final Map<List<String>, Sum> groups;
    private final Sum total = new Sum();

    private UsageReport(UsageQuery query, Map<List<String>, Sum> groups) {
        this.query = query;
        this.groups = groups;
        groups.values().forEach(total::add);
    }

    /** Reads the sums. */
    public static UsageReport read(Connection connection, UsageQuery query) throws SQLException {
        Map<List<String>, Sum> groups = new TreeMap<>(UsageReport::compare);
        long from = query.from().getEpochSecond();
        long to = query.to().getEpochSecond();
        boolean hourly = query.by().contains("hour") || query.by().contains("day") && !isUtc(query.zone());
        List<String> columns = query.by().stream()
                .flatMap(it -> COLUMNS.getOrDefault(it, List.of()).stream())
                .distinct()
                .toList();
        List<String> names = columns.stream().filter(it -> !it.equals("since")).toList();
        Set<Long> rolled = Rollups.done(connection, Math.floorDiv(from, DAY) * DAY, to);
        for (Span span : Span.of(from, to, hourly, query.open(), names, rolled)) {
            add(connection, query, span, columns, groups);
        }
        return new UsageReport(query, groups);
    }

    private static boolean isUtc(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC);
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static void add(
            Connection connection, UsageQuery query, Span span, List<String> columns, Map<List<String>, Sum> groups)
            throws SQLException {
        String key = String.join(", ", columns);
        String sums = Sum.COLUMNS.stream().map(it -> "sum(" + it + ")").collect(Collectors.joining(", "));
        try (PreparedStatement select = connection.prepareStatement("select " + key + ", " + sums + " from "
                + span.table() + " where " + (span.kind().isEmpty() ? "" : "kind = '" + span.kind() + "' and ")
                + "since >= ? and since < ? group by " + key)) {
            select.setLong(1, span.from());
            select.setLong(2, span.to());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Sum sum = groups.computeIfAbsent(key(query, row), absent -> new Sum());
                    for (int i = 0; i < Sum.COLUMNS.size(); i++) {
                        sum.add(i, row.getLong(columns.size() + 1 + i));
                    }
                }
            }
        }
    }

    private static List<String> key(UsageQuery query, ResultSet row) throws SQLException {
        List<String> key = new ArrayList<>(query.by().size());
        for (String name : query.by()) {
            key.add(
                    switch (name) {
                        case "target" -> target(row.getString("provider"), row.getString("model"));
                        case "day" ->
                            Instant.ofEpochSecond(row.getLong("since"))
                                    .atZone(query.zone())
                                    .toLocalDate()
                                    .toString();
                        case "hour" ->
                            Instant.ofEpochSecond(row.getLong("since")).toString();
                        case "key" -> row.getString("client");
                        case "user" -> row.getString("caller_user");
                        default -> row.getString(name);
                    });
        }
        return key;
    }

    private static String target(String provider, String model) {
        return model.isEmpty() ? provider : provider + '/' + model;
    }

    /** As an object for JSON. */
    public Map<String, Object> json() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("from", query.from().toString());
        answer.put("to", query.to().toString());
        answer.put("zone", query.zone().toString());
        answer.put("by", query.by());
        answer.put("currency", "USD");
        answer.put(
                "rows",
                page().map(group -> fields(group.getKey(), group.getValue())).toList());
        answer.put("total", counts(total));
        if (!next().isEmpty()) {
            answer.put("next_cursor", next());
        }
        return answer;
    }

    /** As comma-separated values with a head. */
    public String csv() {
        List<String> head = new ArrayList<>(query.by());
        head.addAll(counts(total).keySet());
        StringBuilder text = new StringBuilder(String.join(",", head)).append("\r\n");
        page().forEach(group -> text.append(fields(group.getKey(), group.getValue()).values().stream()
                        .map(Csv::cell)
                        .collect(Collectors.joining(",")))
                .append("\r\n"));
        return text.toString();
    }

    /** Where the next page begins; empty if this is the last. */
    public String next() {
        return query.skip() + (long) query.limit() < groups.size()
                ? Integer.toString(query.skip() + query.limit())
                : "";
    }

    private Stream<Map.Entry<List<String>, Sum>> page() {
        return groups.entrySet().stream().skip(query.skip()).limit(query.limit());
    }

    private Map<String, Object> fields(List<String> key, Sum sum) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < key.size(); i++) {
            fields.put(query.by().get(i), key.get(i));
        }
        fields.putAll(counts(sum));
        return fields;
    }

    private static Map<String, Object> counts(Sum sum) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (int i = 0; i < Sum.COLUMNS.size(); i++) {
            String column = Sum.COLUMNS.get(i);
            counts.put(NAMES.getOrDefault(column, column), sum.at(i));
        }
        counts.put("cost", Json.plain(BigDecimal.valueOf(sum.at(Sum.Column.COST), NANO)));
        return counts;
    }
}
