package io.serai;

import io.serai.chat.Caller;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyReport.Group;
import io.serai.clients.KeyReport.Seen;
import io.serai.quota.Allowances.State;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Money;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Client keys, their users and their teams in the shapes of LiteLLM's {@code /key/info}, {@code /user/info} and {@code /team/info}
 * (docs.litellm.ai, "Virtual keys"). Money is in US dollars; what Serai does not know is null.
 */
final class LiteLlmShapes {
    /** What LiteLLM has in the list of models of a key that may ask none; an empty list is all. */
    static final String NO_MODELS = "no-default-models";

    private LiteLlmShapes() {}

    /** Whose a key is: its owner, or else the key itself, unless it has a team. Tools ask about the user of each key that has no team. */
    static @Nullable String user(Caller caller) {
        return !caller.owner().isEmpty() ? caller.owner() : caller.team().isEmpty() ? caller.key() : null;
    }

    static Map<String, Object> key(Seen seen) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("key", seen.caller().key());
        all.put("info", info(seen));
        return all;
    }

    /** The fields that LiteLLM has of every key. */
    static Map<String, Object> info(Seen seen) {
        ClientKey key = seen.key();
        State budget = seen.budget();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("token", seen.caller().key());
        info.put("key_name", "sk-serai-" + seen.caller().key() + "-...");
        info.put("key_alias", seen.caller().name());
        info.put("spend", KeyShapes.spent(seen, budget));
        info.put("expires", KeyShapes.text(key == null ? null : key.expires()));
        info.put("models", models(key));
        info.put("aliases", Map.of());
        info.put("config", Map.of());
        info.put("user_id", user(seen.caller()));
        info.put("team_id", orNull(seen.caller().team()));
        info.put("max_parallel_requests", seen.most(Unit.PARALLEL, ""));
        info.put("tpm_limit", seen.most(Unit.TOKENS, "min"));
        info.put("rpm_limit", seen.most(Unit.REQUESTS, "min"));
        budget(info, budget);
        info.put("metadata", Map.of("tags", seen.caller().tags()));
        info.put("blocked", key != null && !key.on());
        info.put("created_at", KeyShapes.text(key == null ? null : key.created()));
        info.put("updated_at", KeyShapes.text(key == null ? null : key.updated()));
        return info;
    }

    static List<String> models(@Nullable ClientKey key) {
        List<String> models = key == null ? null : key.models();
        return models == null ? List.of() : models.isEmpty() ? List.of(NO_MODELS) : models;
    }

    /** @param teams those of the user's keys */
    static Map<String, Object> user(@Nullable String id, Group user, List<Group> teams) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("user_id", id);
        all.put("user_info", sums("user_id", "user_alias", id, user));
        all.put("keys", user.keys().stream().map(key -> info(key.own())).toList());
        all.put(
                "teams",
                teams.stream()
                        .map(team -> sums("team_id", "team_alias", team.name(), team))
                        .toList());
        return all;
    }

    /** @param shown the keys of the team that the asker may see */
    static Map<String, Object> team(Group team, List<Seen> shown) {
        Map<String, Object> all = new LinkedHashMap<>();
        String id = orNull(team.name());
        all.put("team_id", id);
        all.put("team_info", sums("team_id", "team_alias", id, team));
        all.put("keys", shown.stream().map(key -> info(key.own())).toList());
        all.put("team_memberships", List.of());
        return all;
    }

    private static Map<String, Object> sums(String idField, String aliasField, @Nullable String id, Group group) {
        State budget = group.budget();
        Map<String, Object> sums = new LinkedHashMap<>();
        sums.put(idField, id);
        sums.put(aliasField, id);
        sums.put("spend", Money.decimal(budget == null ? group.spent() : budget.used()));
        budget(sums, budget);
        return sums;
    }

    private static void budget(Map<String, Object> fields, @Nullable State budget) {
        fields.put("max_budget", budget == null ? null : dollars(budget));
        fields.put("budget_duration", duration(budget));
        fields.put("budget_reset_at", KeyShapes.resets(budget));
    }

    private static BigDecimal dollars(State budget) {
        return Money.decimal(budget.limit().amount());
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

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
