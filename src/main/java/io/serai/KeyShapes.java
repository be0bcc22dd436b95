package io.serai;

import io.serai.clients.ClientKey;
import io.serai.clients.KeyReport.Seen;
import io.serai.quota.Allowances.State;
import io.serai.quota.Limit;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client key in the shapes of other gateways, as their clients read them: OpenRouter's {@code /api/v1/key}
 * (openrouter.ai/docs), and new-api's and OpenAI's old ones of billing; for LiteLLM's see {@link LiteLlmShapes}. Money is in US dollars; what
 * Serai does not count is null or 0.
 */
final class KeyShapes {
    /** What new-api's units are for a dollar. */
    private static final long UNITS = 500_000;

    /** What those of the one-api world show for a limit that is none, in dollars. */
    private static final long UNLIMITED = 100_000_000;

    private KeyShapes() {}

    static Map<String, Object> openRouterKey(Seen seen) {
        Map<String, Object> data = openRouter(seen);
        // Its own SDK refuses an answer without it, though it says nothing any more.
        data.put("rate_limit", Map.of("requests", -1, "interval", "10s", "note", "See GET /v1/key for limits."));
        return Map.of("data", data);
    }

    /** The fields that OpenRouter has of every key. */
    static Map<String, Object> openRouter(Seen seen) {
        State budget = seen.budget();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(
                "label",
                seen.caller().name().isEmpty()
                        ? seen.caller().key()
                        : seen.caller().name());
        data.put("limit", budget == null ? null : Money.decimal(budget.limit().amount()));
        data.put("limit_remaining", budget == null ? null : Money.decimal(budget.left()));
        data.put("limit_reset", reset(budget));
        data.put("usage", Money.decimal(seen.spent()));
        data.put("usage_daily", of(seen, "day", seen.cost().day()));
        data.put("usage_weekly", of(seen, "week", seen.cost().week()));
        data.put("usage_monthly", of(seen, "month", seen.cost().month()));
        for (String span : new String[] {"", "_daily", "_weekly", "_monthly"}) {
            data.put("byok_usage" + span, 0);
        }
        data.put("include_byok_in_limit", false);
        data.put("is_free_tier", false);
        data.put("is_management_key", false);
        data.put("is_provisioning_key", false);
        data.put("expires_at", text(seen.key() == null ? null : seen.key().expires()));
        data.put(
                "creator_user_id",
                seen.caller().owner().isEmpty() ? null : seen.caller().owner());
        data.put("workspace_id", "default");
        return data;
    }

    /**
     * What was spent in a window, as the limit of the key counts it, if there is one.
     *
     * @param otherwise what it is without one
     */
    private static BigDecimal of(Seen seen, String window, long otherwise) {
        return seen.states().stream()
                .filter(state -> state.limit().unit() == Unit.MONEY
                        && state.limit().window().equals(window)
                        && state.limit().models().equals(Limit.ALL)
                        && state.owner().startsWith("key:"))
                .map(state -> Money.decimal(state.used()))
                .findFirst()
                .orElse(Money.decimal(otherwise));
    }

    static Map<String, Object> openRouterCredits(Seen seen) {
        State budget = seen.budget();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(
                "total_credits",
                budget == null
                        ? BigDecimal.valueOf(UNLIMITED)
                        : Money.decimal(budget.limit().amount()));
        data.put("total_usage", spent(seen, budget));
        return Map.of("data", data);
    }

    static Map<String, Object> newApiUsage(Seen seen) {
        State budget = seen.budget();
        ClientKey key = seen.key();
        List<String> models = key == null ? null : key.models();
        Map<String, Object> limits = new LinkedHashMap<>();
        if (models != null) {
            models.forEach(model -> limits.put(model, true));
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("object", "token_usage");
        data.put("name", seen.caller().name());
        data.put("total_granted", budget == null ? 0 : units(budget.limit().amount()));
        data.put("total_used", units(budget == null ? seen.spent() : budget.used()));
        data.put("total_available", budget == null ? 0 : units(budget.left()));
        data.put("unlimited_quota", budget == null);
        data.put("model_limits", limits);
        data.put("model_limits_enabled", models != null);
        data.put("expires_at", seconds(key));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("code", true);
        all.put("message", "ok");
        all.put("data", data);
        return all;
    }

    private static long units(long nanos) {
        return BigDecimal.valueOf(nanos, 9).multiply(BigDecimal.valueOf(UNITS)).longValue();
    }

    private static long seconds(@Nullable ClientKey key) {
        Instant expires = key == null ? null : key.expires();
        return expires == null ? 0 : expires.getEpochSecond();
    }

    static Map<String, Object> billingSubscription(Seen seen) {
        State budget = seen.budget();
        BigDecimal limit = budget == null
                ? BigDecimal.valueOf(UNLIMITED)
                : Money.decimal(budget.limit().amount());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("object", "billing_subscription");
        all.put("has_payment_method", true);
        all.put("soft_limit_usd", limit);
        all.put("hard_limit_usd", limit);
        all.put("system_hard_limit_usd", limit);
        all.put("access_until", seconds(seen.key()));
        return all;
    }

    /** In cents. */
    static Map<String, Object> billingUsage(Seen seen) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("object", "list");
        all.put("total_usage", spent(seen, seen.budget()).movePointRight(2));
        return all;
    }

    /** What counts against the budget, or all where there is none. */
    static BigDecimal spent(Seen seen, @Nullable State budget) {
        return Money.decimal(budget == null ? seen.spent() : budget.used());
    }

    private static @Nullable String reset(@Nullable State budget) {
        return switch (budget == null ? "" : budget.limit().window()) {
            case "day" -> "daily";
            case "week" -> "weekly";
            case "month" -> "monthly";
            default -> null;
        };
    }

    static @Nullable String resets(@Nullable State budget) {
        return budget == null || budget.anew().equals(Instant.MAX)
                ? null
                : budget.anew().toString();
    }

    static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
