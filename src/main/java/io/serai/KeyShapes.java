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
 * What is known of a client key in the shapes of other gateways, as their clients read them: LiteLLM's {@code /key/info}, {@code
 * /user/info} and {@code /team/info} (docs.litellm.ai), OpenRouter's {@code /api/v1/key} (openrouter.ai/docs), and new-api's and OpenAI's
 * old ones of billing. Money is in US dollars; what Serai does not count is null or 0.
 */
final class KeyShapes {
    /** What new-api's units are for a dollar. */
    private static final long UNITS = 500_000;

    /** What those of the one-api world show for a limit that is none, in dollars. */
    private static final long UNLIMITED = 100_000_000;

    private KeyShapes() {}

    static Map<String, Object> liteLlmKey(Seen seen) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("key", seen.caller().key());
        all.put("info", info(seen));
        return all;
    }

    private static Map<String, Object> info(Seen seen) {
        ClientKey key = seen.key();
        State budget = seen.budget();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("token", seen.caller().key());
        info.put("key_name", "sk-serai-" + seen.caller().key() + "-...");
        info.put("key_alias", seen.caller().name());
        info.put("spend", spent(seen, budget));
        info.put("expires", text(key == null ? null : key.expires()));
        info.put("models", models(key));
        info.put("aliases", Map.of());
        info.put("config", Map.of());
        info.put("user_id", orNull(seen.caller().owner()));
        info.put("team_id", orNull(seen.caller().team()));
        info.put("max_parallel_requests", seen.most(Unit.PARALLEL, ""));
        info.put("tpm_limit", seen.most(Unit.TOKENS, "min"));
        info.put("rpm_limit", seen.most(Unit.REQUESTS, "min"));
        info.put(
                "max_budget",
                budget == null ? null : Money.decimal(budget.limit().amount()));
        info.put("budget_duration", duration(budget));
        info.put("budget_reset_at", resets(budget));
        info.put("metadata", Map.of("tags", seen.caller().tags()));
        info.put("blocked", key != null && !key.on());
        info.put("created_at", text(key == null ? null : key.created()));
        info.put("updated_at", text(key == null ? null : key.updated()));
        return info;
    }

    /** LiteLLM takes an empty list for all. */
    private static List<String> models(@Nullable ClientKey key) {
        List<String> models = key == null ? null : key.models();
        return models == null ? List.of() : models.isEmpty() ? List.of("no-default-models") : models;
    }

    static Map<String, Object> liteLlmUser(Seen seen) {
        Map<String, Object> user = new LinkedHashMap<>();
        State budget = seen.budget();
        user.put("user_id", orNull(seen.caller().owner()));
        user.put("spend", spent(seen, budget));
        user.put(
                "max_budget",
                budget == null ? null : Money.decimal(budget.limit().amount()));
        user.put("budget_duration", duration(budget));
        user.put("budget_reset_at", resets(budget));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("user_id", orNull(seen.caller().owner()));
        all.put("user_info", user);
        all.put("keys", List.of(info(seen)));
        all.put("teams", List.of());
        return all;
    }

    /** @param spent what the team's keys have spent together, for a team without a limit of money */
    static Map<String, Object> liteLlmTeam(Seen seen, long spent) {
        Map<String, Object> team = new LinkedHashMap<>();
        String name = seen.caller().team();
        State budget = seen.states().stream()
                .filter(state ->
                        state.owner().equals("team:" + name) && state.limit().unit() == Unit.MONEY)
                .findFirst()
                .orElse(null);
        team.put("team_id", orNull(name));
        team.put("team_alias", orNull(name));
        team.put("spend", Money.decimal(budget == null ? spent : budget.used()));
        team.put(
                "max_budget",
                budget == null ? null : Money.decimal(budget.limit().amount()));
        team.put("budget_duration", duration(budget));
        team.put("budget_reset_at", resets(budget));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("team_id", orNull(name));
        all.put("team_info", team);
        all.put("keys", List.of(info(seen)));
        all.put("team_memberships", List.of());
        return all;
    }

    static Map<String, Object> openRouterKey(Seen seen) {
        return Map.of("data", openRouter(seen));
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
        data.put("byok_usage", 0);
        data.put("include_byok_in_limit", false);
        data.put("is_free_tier", false);
        data.put("is_management_key", false);
        data.put("is_provisioning_key", false);
        data.put("expires_at", text(seen.key() == null ? null : seen.key().expires()));
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
    private static BigDecimal spent(Seen seen, @Nullable State budget) {
        return Money.decimal(budget == null ? seen.spent() : budget.used());
    }

    private static @Nullable String duration(@Nullable State budget) {
        return switch (budget == null ? "" : budget.limit().window()) {
            case "day" -> "1d";
            case "week" -> "7d";
            case "month" -> "30d";
            case "h" -> "1h";
            case "", "total" -> null;
            default -> budget == null ? null : budget.limit().period().toSeconds() + "s";
        };
    }

    private static @Nullable String reset(@Nullable State budget) {
        return switch (budget == null ? "" : budget.limit().window()) {
            case "day" -> "daily";
            case "week" -> "weekly";
            case "month" -> "monthly";
            default -> null;
        };
    }

    private static @Nullable String resets(@Nullable State budget) {
        return budget == null || budget.anew().equals(Instant.MAX)
                ? null
                : budget.anew().toString();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
