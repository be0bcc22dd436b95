package io.serai.ledger;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question for usage.
 *
 * @param by what it is told apart by, in order; words of {@link #BY}
 * @param from a full hour
 * @param to a full hour, excluded
 * @param open whether nothing can have happened after {@code to} yet
 * @param zone whose days are meant
 * @param limit rows at most
 * @param skip rows that were answered before
 * @param only values of words of {@link #FILTERS}, of which alone usage counts
 */
public record UsageQuery(
        List<String> by,
        Instant from,
        Instant to,
        boolean open,
        ZoneId zone,
        int limit,
        int skip,
        boolean csv,
        Map<String, String> only) {
    /** What usage can be told apart by. */
    public static final List<String> BY =
            List.of("key", "user", "team", "task", "provider", "model", "target", "day", "hour");

    /** What usage can be confined to. */
    private static final List<String> FILTERS = List.of("key", "user", "team", "task", "provider", "model", "target");

    private static final Set<String> KNOWN = Set.of("by", "from", "to", "zone", "limit", "cursor", "format");
    private static final int MOST = 10_000;
    private static final int USUAL = 1_000;
    private static final Duration SPAN = Duration.ofDays(30);

    /**
     * Reads parameters.
     *
     * @param parameters by name
     * @param accept the {@code Accept} header; empty for none
     * @throws IllegalArgumentException if one is wrong or not known, with its name
     */
    public static UsageQuery of(Map<String, String> parameters, String accept, Instant now) {
        for (String name : parameters.keySet()) {
            if (!KNOWN.contains(name) && !FILTERS.contains(name)) {
                throw new IllegalArgumentException("There is no parameter '" + name
                        + "'; known are by, from, to, zone, limit, cursor and format, and the filters "
                        + String.join(", ", FILTERS));
            }
        }
        ZoneId zone = zone(parameters.getOrDefault("zone", "UTC"));
        Instant hour = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        Instant to = parameters.containsKey("to") ? moment("to", parameters, zone) : hour;
        Instant from = parameters.containsKey("from")
                ? moment("from", parameters, zone)
                : to.minus(SPAN).truncatedTo(ChronoUnit.HOURS);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("'from' must be before 'to'");
        }
        List<String> by = by(parameters.getOrDefault("by", "model"));
        if (by.contains("day") && zone.getRules().getOffset(from).getTotalSeconds() % SumKey.SECONDS != 0) {
            throw new IllegalArgumentException(
                    "Days of '" + zone + "' do not begin at a full hour of UTC; use by=hour, or" + " another 'zone'");
        }
        return new UsageQuery(
                by,
                from,
                to,
                !to.isBefore(hour),
                zone,
                number("limit", parameters, USUAL, 1, MOST),
                number("cursor", parameters, 0, 0, Integer.MAX_VALUE),
                csv(parameters.get("format"), accept),
                only(parameters));
    }

    private static Map<String, String> only(Map<String, String> parameters) {
        Map<String, String> only = new LinkedHashMap<>();
        for (String name : FILTERS) {
            String value = parameters.get(name);
            if (value != null) {
                only.put(name, value);
            }
        }
        return Collections.unmodifiableMap(only);
    }

    private static boolean csv(@Nullable String format, String accept) {
        if (format == null) {
            return accept.contains("text/csv");
        }
        if (!format.equals("csv") && !format.equals("json")) {
            throw new IllegalArgumentException("'format' must be json or csv, not '" + format + "'");
        }
        return format.equals("csv");
    }

    private static List<String> by(String text) {
        List<String> by = new ArrayList<>();
        for (String word : text.split(",")) {
            String name = word.strip();
            if (!BY.contains(name)) {
                throw new IllegalArgumentException(
                        "'by' must hold words of " + String.join(", ", BY) + ", not '" + name + "'");
            }
            if (by.contains(name)) {
                throw new IllegalArgumentException("'by' holds '" + name + "' twice");
            }
            by.add(name);
        }
        return List.copyOf(by);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'zone' must be a zone such as Europe/Berlin, not '" + text + "'", e);
        }
    }

    private static Instant moment(String name, Map<String, String> parameters, ZoneId zone) {
        String text = parameters.getOrDefault(name, "");
        Instant moment;
        try {
            moment = text.length() == "2026-11-01".length()
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' must be a day such as 2026-11-01 or a time such as 2026-11-01T08:00:00Z, not '"
                            + text + "'",
                    e);
        }
        if (!moment.equals(moment.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException("'" + name + "' must be a full hour of UTC, not '" + text + "'");
        }
        return moment;
    }

    private static int number(String name, Map<String, String> parameters, int otherwise, int least, int most) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(
                "'" + name + "' must be a whole number from " + least + " to " + most + ", not '" + text + "'");
    }
}
