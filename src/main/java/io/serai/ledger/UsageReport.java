package io.serai.ledger;

import io.serai.dialect.Json;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/** Answers questions for usage from the sums by hour and day and their rollups, never from rows. */
public final class UsageReport {
    private static final String TIME = "since";
    private static final Map<String, List<String>> COLUMNS = Map.of(
            "key", List.of("client"),
            "user", List.of("caller_user"),
            "team", List.of("team"),
            "task", List.of("task"),
            "provider", List.of("provider"),
            "model", List.of("model"),
            "target", List.of("provider", "model"),
            "day", List.of(TIME),
            "hour", List.of(TIME));
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
    private final List<Line> page;
    private final Sum total = new Sum();
    private final int lines;

    /** A group by the words of the question. */
    private record Line(List<String> key, int group, Groups groups) {}

    private UsageReport(UsageQuery query, List<String> columns, Groups groups) {
        this.query = query;
        this.lines = groups.size();
        this.page = page(query, columns, groups);
        for (int group = 0; group < groups.size(); group++) {
            for (int i = 0; i < Sum.COLUMNS.size(); i++) {
                total.add(i, groups.count(group, i));
            }
        }
    }

    /** Reads the sums. */
    public static UsageReport read(Connection connection, UsageQuery query) throws SQLException {
        long from = query.from().getEpochSecond();
        long to = query.to().getEpochSecond();
        try (PreparedStatement select = connection.prepareStatement(
                        "select (select min(since) from usage_day), (select max(since) from usage_day)");
                ResultSet row = select.executeQuery()) {
            // There is nothing before and behind it, so that nobody looks there.
            from = row.next() ? Math.max(from, row.getLong(1)) : from;
            to = Math.min(to, row.getLong(2) + Rollup.DAY);
        }
        boolean hourly = query.by().contains("hour") || query.by().contains("day") && !isUtc(query.zone());
        List<String> columns = query.by().stream()
                .flatMap(it -> columns(it).stream())
                .filter(it -> !it.equals(TIME))
                .distinct()
                .toList();
        UsageSums sums = new UsageSums(connection, columns, only(query), time(query));
        Set<Long> hours = Rollups.done(connection, true, from, to);
        Set<Long> days = Rollups.done(connection, false, from, to);
        for (Span span : Span.of(from, to, hourly, query.open(), hours, days)) {
            sums.read(span);
        }
        return new UsageReport(query, columns, sums.groups());
    }

    /** The values of columns to which a question is confined. */
    private static Map<String, String> only(UsageQuery query) {
        Map<String, String> only = new TreeMap<>();
        query.only().forEach((name, value) -> {
            if (name.equals("target")) {
                only.put("provider", Text.provider(value));
                only.put("model", Text.model(value));
            } else {
                only.put(columns(name).getFirst(), value);
            }
        });
        return only;
    }

    /** What tells hours apart: a number for each hour, or for each day of the zone, or one for all. */
    private static LongUnaryOperator time(UsageQuery query) {
        if (query.by().contains("hour")) {
            return since -> since;
        }
        return query.by().contains("day")
                ? since -> Instant.ofEpochSecond(since)
                        .atZone(query.zone())
                        .toLocalDate()
                        .toEpochDay()
                : since -> 0;
    }

    private static boolean isUtc(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC);
    }

    private static List<Line> page(UsageQuery query, List<String> columns, Groups groups) {
        int[] name = new int[groups.width()];
        return new Order(query.by(), columns, query.zone(), groups)
                .page(query.skip(), query.skip() + (long) query.limit())
                .mapToObj(group -> new Line(key(query, columns, groups, groups.read(group, name), name), group, groups))
                .toList();
    }

    /** The columns that a word of a question stands for. */
    static List<String> columns(String word) {
        return COLUMNS.getOrDefault(word, List.of(word));
    }

    private static List<String> key(UsageQuery query, List<String> columns, Groups groups, long time, int[] name) {
        List<String> key = new ArrayList<>(query.by().size());
        for (String word : query.by()) {
            key.add(
                    switch (word) {
                        case "target" ->
                            target(text(columns, groups, name, "provider"), text(columns, groups, name, "model"));
                        case "day" -> day(query, time);
                        case "hour" -> Instant.ofEpochSecond(time).toString();
                        default -> text(columns, groups, name, columns(word).getFirst());
                    });
        }
        return key;
    }

    private static String day(UsageQuery query, long time) {
        LocalDate day = query.by().contains("hour")
                ? Instant.ofEpochSecond(time).atZone(query.zone()).toLocalDate()
                : LocalDate.ofEpochDay(time);
        return day.toString();
    }

    private static String text(List<String> columns, Groups groups, int[] name, String column) {
        return groups.text(name[columns.indexOf(column)]);
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
        answer.put("rows", page.stream().map(this::fields).toList());
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
        page.forEach(line -> text.append(
                        fields(line).values().stream().map(Csv::cell).collect(Collectors.joining(",")))
                .append("\r\n"));
        return text.toString();
    }

    /** Where the next page begins; empty if this is the last. */
    public String next() {
        return query.skip() + (long) query.limit() < lines ? Integer.toString(query.skip() + query.limit()) : "";
    }

    private Map<String, Object> fields(Line line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < line.key().size(); i++) {
            fields.put(query.by().get(i), line.key().get(i));
        }
        fields.putAll(counts(line.groups().sum(line.group())));
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
