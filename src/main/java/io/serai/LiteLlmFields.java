package io.serai;

import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.quota.Limit;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM's fields of a key as Serai's. A field that is absent stays as it is; null or an empty one takes away what the key has. One that
 * Serai cannot honour is refused by its name, unless it asks for nothing.
 */
final class LiteLlmFields {
    private static final Map<String, String> CALENDAR = Map.of(
            "1d",
            "day@UTC",
            "daily",
            "day@UTC",
            "7d",
            "week@UTC",
            "1w",
            "week@UTC",
            "weekly",
            "week@UTC",
            "30d",
            "month@UTC",
            "1mo",
            "month@UTC",
            "monthly",
            "month@UTC");
    private static final Map<String, String> UNITS =
            Map.of("s", "s", "m", "min", "h", "h", "d", "day", "w", "week", "mo", "month");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|mo|m|h|d|w)");
    private static final Set<String> ALL_MODELS = Set.of("all-proxy-models", "all-team-models");
    private static final int MONTH_DAYS = 30;

    private final Map<String, Object> body;
    private final @Nullable ClientKey known;
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    private final List<Limit> limits;

    /** @param known the key that is changed; null for a new one */
    private LiteLlmFields(Map<String, Object> body, @Nullable ClientKey known) {
        this.body = body;
        this.known = known;
        this.limits = new ArrayList<>(known == null ? List.of() : known.limits());
    }

    /**
     * The fields of a key as {@code /admin/keys} takes them.
     *
     * @param known the key that is changed; null for a new one
     * @param besides fields of the body that are no key's
     * @throws ClientException if one cannot be honoured
     */
    static Map<String, Object> of(Map<String, Object> body, @Nullable ClientKey known, Set<String> besides) {
        LiteLlmFields all = new LiteLlmFields(body, known);
        body.forEach((name, value) -> {
            if (!besides.contains(name)) {
                all.take(name, value);
            }
        });
        return all.fields;
    }

    private void take(String name, @Nullable Object value) {
        boolean nothing = asksForNothing(value);
        if (nothing && known == null) {
            return;
        }
        switch (name) {
            case "key_alias" -> fields.put("name", value);
            case "user_id" -> fields.put("owner", value);
            case "team_id" -> fields.put("team", value);
            case "tags" -> fields.put("tags", nothing ? null : value);
            case "models" -> fields.put("models", models(value));
            case "duration" -> fields.put("expires", nothing || "-1".equals(value) ? null : lifetime(value));
            case "blocked" -> {
                if (value != null) {
                    fields.put("on", value instanceof Boolean off ? !off : value);
                }
            }
            case "max_budget", "budget_duration" -> limit(Unit.MONEY, "", budget());
            case "rpm_limit" -> limit(Unit.REQUESTS, "min", nothing ? "" : number(name, value) + "/min");
            case "tpm_limit" -> limit(Unit.TOKENS, "min", nothing ? "" : number(name, value) + " tokens/min");
            case "max_parallel_requests" -> limit(Unit.PARALLEL, "", nothing ? "" : number(name, value) + " parallel");
            default -> {
                boolean usual = Boolean.FALSE.equals(value) || (name.equals("spend") && known == null && isZero(value));
                if (!nothing && !usual) {
                    throw refused(name);
                }
            }
        }
    }

    private static boolean isZero(@Nullable Object value) {
        return value instanceof Number number && number.doubleValue() == 0;
    }

    /** Whether a value is there that says nothing. */
    private static boolean asksForNothing(@Nullable Object value) {
        return value == null
                || value.equals("")
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    /** An empty list is all there, and a word none. */
    private static @Nullable Object models(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return value;
        }
        boolean all = list.isEmpty() || list.stream().anyMatch(one -> ALL_MODELS.contains(String.valueOf(one)));
        return all ? null : list.equals(List.of(LiteLlmShapes.NO_MODELS)) ? List.of() : list;
    }

    private static Object lifetime(@Nullable Object value) {
        Matcher form = DURATION.matcher(String.valueOf(value));
        if (!form.matches()) {
            return String.valueOf(value);
        }
        return switch (form.group(2)) {
            case "mo" -> Long.parseLong(form.group(1)) * MONTH_DAYS + "d";
            case "w" -> form.group(1) + "week";
            case "m" -> form.group(1) + "min";
            default -> form.group();
        };
    }

    /** Puts a limit in place of those that count the same; an empty text takes them away. */
    private void limit(Unit unit, String window, String text) {
        limits.removeIf(limit -> isOf(limit, unit, window));
        if (!text.isEmpty()) {
            try {
                limits.addAll(Limit.parseClients(text));
            } catch (IllegalArgumentException e) {
                throw new ClientException(400, String.valueOf(e.getMessage()));
            }
        }
        fields.put("limits", limits.stream().map(Limit::toString).toList());
    }

    private static boolean isOf(Limit limit, Unit unit, String window) {
        return limit.unit() == unit
                && limit.models().equals(Limit.ALL)
                && (window.isEmpty() || limit.window().equals(window));
    }

    /** The limit of money as it is after a change; empty for none. What is not named stays. */
    private String budget() {
        List<Limit> before = known == null
                ? List.of()
                : known.limits().stream()
                        .filter(limit -> isOf(limit, Unit.MONEY, ""))
                        .toList();
        if (before.size() > 1) {
            throw new ClientException(
                    409,
                    "The key has several limits of money, which `max_budget` cannot say; change them by PATCH"
                            + " /admin/keys/ID.");
        }
        Limit old = before.isEmpty() ? null : before.getFirst();
        Object wanted = body.get("max_budget");
        if (body.containsKey("max_budget") && asksForNothing(wanted)) {
            return "";
        }
        if (!body.containsKey("max_budget") && old == null) {
            if (asksForNothing(body.get("budget_duration"))) {
                return "";
            }
            throw new ClientException(400, "`budget_duration` needs `max_budget` beside it.");
        }
        String dollars = wanted == null && old != null
                ? Money.decimal(old.amount()).toPlainString()
                : decimal("max_budget", wanted).toPlainString();
        if (!body.containsKey("budget_duration") && old != null) {
            return old.of(Money.nanos(new BigDecimal(dollars))).toString();
        }
        Object duration = body.get("budget_duration");
        return asksForNothing(duration) ? "total $" + dollars : "$" + dollars + '/' + window(duration);
    }

    private static String window(@Nullable Object duration) {
        String text = String.valueOf(duration);
        String calendar = CALENDAR.get(text);
        Matcher form = DURATION.matcher(text);
        if (calendar == null && !form.matches()) {
            throw new ClientException(
                    400, "`budget_duration` must be a time such as 1h, 24h, 1d, 7d, 30d or 1mo, not `" + text + "`.");
        }
        return calendar != null ? calendar : form.group(1) + UNITS.get(form.group(2));
    }

    /** A number from 0 that a limit can have. */
    static BigDecimal decimal(String name, @Nullable Object value) {
        try {
            BigDecimal number = new BigDecimal(String.valueOf(value));
            if (number.signum() >= 0 && number.precision() - number.scale() <= 10 && number.scale() <= 9) {
                return number;
            }
        } catch (NumberFormatException e) {
            // It is reported below.
        }
        throw new ClientException(400, "`" + name + "` must be a number from 0, not `" + value + "`.");
    }

    private static String number(String name, @Nullable Object value) {
        BigDecimal number = decimal(name, value);
        if (number.stripTrailingZeros().scale() > 0) {
            throw new ClientException(400, "`" + name + "` must be a whole number, not `" + value + "`.");
        }
        return number.toBigInteger().toString();
    }

    static ClientException refused(String name) {
        return new ClientException(
                400,
                "Serai cannot honour `" + name
                        + "`. It takes key_alias, duration, user_id, team_id, tags, models, blocked, max_budget,"
                        + " budget_duration, rpm_limit, tpm_limit and max_parallel_requests; for the rest see POST"
                        + " /admin/keys.");
    }
}
