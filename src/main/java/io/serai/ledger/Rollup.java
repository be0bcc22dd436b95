package io.serai.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * Sums of a day that is over, with fewer names than {@code usage_hour} and {@code usage_day} have, so that a question reads few rows.
 *
 * @param kind its name in {@code usage_rollup}
 * @param hourly whether it has a sum for each hour, or one for the day
 * @param from the rollup that it is made from; empty for the sums themselves
 * @param columns what it tells apart
 */
record Rollup(String kind, boolean hourly, String from, List<String> columns) {
    static final String TABLE = "usage_rollup";

    /** What sums tell apart, in the order of their key. */
    private static final List<String> NAMES = List.of("client", "caller_user", "team", "task", "provider", "model");

    /** Each one is made from one before it. */
    static final List<Rollup> ALL = List.of(
            new Rollup("hour-target", true, "", List.of("task", "provider", "model")),
            new Rollup("hour-model", true, "hour-target", List.of("task", "model")),
            new Rollup("hour-provider", true, "hour-target", List.of("provider")),
            new Rollup("hour-client", true, "", List.of("client", "team")),
            new Rollup("hour-all", true, "hour-provider", List.of()),
            new Rollup("day-client-model", false, "", List.of("client", "team", "task", "model")),
            new Rollup("day-client-provider", false, "", List.of("client", "team", "provider")),
            new Rollup("day-user", false, "", List.of("client", "caller_user", "team")),
            new Rollup("day-target", false, "", List.of("task", "provider", "model")),
            new Rollup("day-model", false, "day-target", List.of("task", "model")),
            new Rollup("day-provider", false, "day-target", List.of("provider")),
            new Rollup("day-client", false, "day-client-provider", List.of("client", "team")),
            new Rollup("day-all", false, "day-client", List.of()));

    /** Those that have some columns; usually the smallest is the last. */
    static List<Rollup> with(List<String> columns, boolean hourly) {
        return ALL.stream()
                .filter(one -> one.hourly == hourly && one.columns.containsAll(columns))
                .toList();
    }

    /** The table that it is made from. */
    String source() {
        return from.isEmpty() ? hourly ? "usage_hour" : "usage_day" : TABLE;
    }

    /** The statement that makes it; its parameters are the beginning and the end of the day. */
    String insert() {
        List<String> columns = new ArrayList<>(List.of("'" + kind + "'", "since"));
        NAMES.forEach(name -> columns.add(this.columns.contains(name) ? name : "''"));
        Sum.COLUMNS.forEach(name -> columns.add("sum(" + name + ")"));
        List<String> groups = new ArrayList<>(List.of("since"));
        groups.addAll(this.columns);
        return "insert into " + TABLE + " (kind, since, " + String.join(", ", NAMES) + ", "
                + String.join(", ", Sum.COLUMNS) + ") select " + String.join(", ", columns) + " from " + source()
                + " where " + (from.isEmpty() ? "" : "kind = '" + from + "' and ") + "since >= ? and since < ?"
                + " group by "
                + String.join(", ", groups);
    }
}
