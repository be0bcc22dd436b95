package io.serai.ledger;

import java.util.List;

/**
 * Sums of an hour or a day that is over, by some of the names that {@code usage_hour} and {@code usage_day} tell apart, {@link Pack packed}
 * so that a question reads few rows.
 *
 * @param kind its name in {@code usage_pack}
 * @param hourly whether it is of an hour, or of a day
 * @param columns what it tells apart
 */
record Rollup(String kind, boolean hourly, List<String> columns) {
    static final long HOUR = SumKey.SECONDS;
    static final long DAY = SumKey.SECONDS * SumKey.HOURS_OF_DAY;

    /** What sums tell apart, in the order of their key. */
    static final List<String> NAMES = List.of("client", "caller_user", "team", "task", "provider", "model");

    private static final List<String> CLIENT = List.of("client", "team");
    private static final List<String> USER = List.of("client", "caller_user", "team");
    private static final List<String> MODEL = List.of("task", "model");
    private static final List<String> PROVIDER = List.of("provider");
    private static final List<String> TARGET = List.of("task", "provider", "model");

    /** Of each length those with fewer sums are first; the last has all names. */
    static final List<Rollup> ALL = List.of(
            new Rollup("day-all", false, List.of()),
            new Rollup("day-provider", false, PROVIDER),
            new Rollup("day-client", false, CLIENT),
            new Rollup("day-model", false, MODEL),
            new Rollup("day-user", false, USER),
            new Rollup("day-target", false, TARGET),
            new Rollup("day", false, NAMES),
            new Rollup("hour-all", true, List.of()),
            new Rollup("hour-provider", true, PROVIDER),
            new Rollup("hour-client", true, CLIENT),
            new Rollup("hour-model", true, MODEL),
            new Rollup("hour-user", true, USER),
            new Rollup("hour-target", true, TARGET),
            new Rollup("hour", true, NAMES));

    /** The one with the fewest sums that tells some names apart. */
    static Rollup with(List<String> columns, boolean hourly) {
        return ALL.stream()
                .filter(one -> one.hourly == hourly && one.columns.containsAll(columns))
                .findFirst()
                .orElseThrow();
    }

    /** The table of the sums that it is made from. */
    static String source(boolean hourly) {
        return hourly ? "usage_hour" : "usage_day";
    }

    /** How many seconds one is about. */
    static long length(boolean hourly) {
        return hourly ? HOUR : DAY;
    }
}
