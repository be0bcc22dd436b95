package io.serai.clients;

import io.serai.catalog.Nearest;
import io.serai.quota.Limit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a client key as people write them, in JSON, in YAML and on the command line: one table for all. */
final class KeyFields {
    /** All that may be set. */
    static final List<String> KNOWN = List.of(
            "name", "owner", "team", "tags", "on", "expires", "models", "pools", "limits", "prompts", "systemPrompt");

    private static final int LONGEST = 256;
    private static final int MOST = 1000;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(s|min|h|d|day|days|week|weeks)");

    private final InstantSource clock;
    private final BiConsumer<String, String> mistakes;

    /** @param mistakes hears of each field that is wrong: its name, and what is wrong with it */
    KeyFields(InstantSource clock, BiConsumer<String, String> mistakes) {
        this.clock = clock;
        this.mistakes = mistakes;
    }

    /** Reports the fields that nobody knows. */
    void onlyKnown(Map<String, ?> fields, List<String> besides) {
        List<String> known = new ArrayList<>(KNOWN);
        known.addAll(besides);
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                mistakes.accept(
                        name,
                        "is no field, did you mean `" + Nearest.to(name, known) + "`? Allowed: "
                                + String.join(", ", known));
            }
        }
    }

    /** The key with some fields changed. A field that is absent stays as it is; null takes it away. */
    ClientKey over(ClientKey key, Map<String, ?> fields) {
        return new ClientKey(
                key.id(),
                key.hash(),
                text(fields, "name", key.name()),
                text(fields, "owner", key.owner()),
                text(fields, "team", key.team()),
                orNone(texts(fields, "tags", key.tags())),
                truth(fields, "on", key.on()),
                moment(fields, key.expires()),
                texts(fields, "models", key.models()),
                texts(fields, "pools", key.pools()),
                limits(fields, key.limits()),
                prompts(fields, key.prompts()),
                systemPrompt(fields, key.systemPrompt()),
                key.previousHash(),
                key.previousUntil(),
                key.created(),
                key.updated(),
                key.deleted(),
                key.declared());
    }

    private String text(Map<String, ?> fields, String name, String otherwise) {
        if (!fields.containsKey(name)) {
            return otherwise;
        }
        Object value = fields.get(name);
        if (value == null) {
            return "";
        }
        if (!(value instanceof String || value instanceof Number)
                || value.toString().length() > LONGEST) {
            mistakes.accept(name, "must be a text of at most " + LONGEST + " characters");
            return otherwise;
        }
        return value.toString().strip();
    }

    private static List<String> orNone(@Nullable List<String> texts) {
        return texts == null ? List.of() : texts;
    }

    private @Nullable List<String> texts(Map<String, ?> fields, String name, @Nullable List<String> otherwise) {
        if (!fields.containsKey(name)) {
            return otherwise;
        }
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof List<?> list)
                || list.size() > MOST
                || !list.stream()
                        .allMatch(one -> one instanceof String text && !text.isBlank() && text.length() <= LONGEST)) {
            mistakes.accept(name, "must be a list of texts, such as [\"gpt-*\"]; [] for none, and absent for all");
            return otherwise;
        }
        return list.stream().map(one -> one.toString().strip()).toList();
    }

    private boolean truth(Map<String, ?> fields, String name, boolean otherwise) {
        if (!fields.containsKey(name)) {
            return otherwise;
        }
        if (fields.get(name) instanceof Boolean truth) {
            return truth;
        }
        mistakes.accept(name, "must be true or false");
        return otherwise;
    }

    private @Nullable Boolean prompts(Map<String, ?> fields, @Nullable Boolean otherwise) {
        boolean taken = fields.containsKey("prompts") && fields.get("prompts") == null;
        return taken || (!fields.containsKey("prompts") && otherwise == null)
                ? null
                : (Boolean) truth(fields, "prompts", Boolean.TRUE.equals(otherwise));
    }

    private @Nullable KeyPrompt systemPrompt(Map<String, ?> fields, @Nullable KeyPrompt otherwise) {
        if (!fields.containsKey("systemPrompt")) {
            return otherwise;
        }
        Object value = fields.get("systemPrompt");
        try {
            return value == null ? null : KeyPrompt.of(value);
        } catch (IllegalArgumentException e) {
            mistakes.accept("systemPrompt", String.valueOf(e.getMessage()));
            return otherwise;
        }
    }

    private List<Limit> limits(Map<String, ?> fields, List<Limit> otherwise) {
        if (!fields.containsKey("limits")) {
            return otherwise;
        }
        Object value = fields.get("limits");
        String text = value instanceof List<?> list
                ? String.join(", ", list.stream().map(String::valueOf).toList())
                : value == null ? "" : value.toString();
        try {
            return Limit.parseClients(text);
        } catch (IllegalArgumentException e) {
            mistakes.accept("limits", "is wrong: " + e.getMessage());
            return otherwise;
        }
    }

    private @Nullable Instant moment(Map<String, ?> fields, @Nullable Instant otherwise) {
        if (!fields.containsKey("expires")) {
            return otherwise;
        }
        Object value = fields.get("expires");
        if (value == null) {
            return null;
        }
        Instant moment = moment(value.toString().strip(), clock.instant());
        if (moment == null) {
            mistakes.accept(
                    "expires",
                    "must be a moment such as 2027-01-31T00:00:00Z, a day such as 2027-01-31 (the end of it, UTC), or"
                            + " a time from now such as 30d, not `" + value + "`");
            return otherwise;
        }
        return moment;
    }

    /** Whether a key is to expire a time from now, whenever that is read. */
    static boolean isFromNow(Map<String, ?> fields) {
        Object end = fields.get("expires");
        return end != null && duration(end.toString().strip()) != null;
    }

    /** A moment as people write it; null if it is none. */
    static @Nullable Instant moment(String text, Instant now) {
        try {
            Duration time = duration(text);
            if (time != null) {
                return now.plus(time);
            }
            return text.length() == "2027-01-31".length()
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** A time as people write it, such as {@code 24h} or {@code 30d}; null if it is none. */
    static @Nullable Duration duration(String text) {
        Matcher form = DURATION.matcher(text);
        if (!form.matches()) {
            return null;
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "week", "weeks" -> Duration.ofDays(number * 7);
            default -> Duration.ofDays(number);
        };
    }

    /** All that is known of a key but its hashes, as JSON shows it. */
    static Map<String, Object> shown(ClientKey key, @Nullable Instant used) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", key.id());
        fields.put("name", key.name());
        fields.put("owner", key.owner());
        fields.put("team", key.team());
        fields.put("tags", key.tags());
        fields.put("on", key.on());
        fields.put("expires", text(key.expires()));
        fields.put("models", key.models());
        fields.put("pools", key.pools());
        fields.put("limits", key.limits().stream().map(Limit::toString).toList());
        fields.put("prompts", key.prompts());
        KeyPrompt systemPrompt = key.systemPrompt();
        fields.put("systemPrompt", systemPrompt == null ? null : systemPrompt.shown());
        fields.put("declared", key.declared());
        fields.put("previousUntil", text(key.previousUntil()));
        fields.put("created", text(key.created()));
        fields.put("updated", text(key.updated()));
        fields.put("lastUsed", text(used));
        if (key.deleted() != null) {
            fields.put("deleted", text(key.deleted()));
        }
        return fields;
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
