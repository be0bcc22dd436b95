package io.serai;

import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyDesk;
import io.serai.clients.KeyDesk.Made;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM's {@code /key/generate|update|delete|block|unblock|list} for tools that make keys there (docs.litellm.ai, "Virtual keys"). A field
 * that Serai cannot honour is refused by its name, never dropped; one that is null or empty asks for nothing.
 */
final class LiteLlmKeys {
    private static final Map<String, String> BUDGETS =
            Map.of("1d", "day@UTC", "7d", "week@UTC", "30d", "month@UTC", "1mo", "month@UTC", "24h", "24h", "1h", "h");
    private static final Set<String> KEYS = Set.of("key", "keys");

    private final KeyDesk desk;

    LiteLlmKeys(KeyDesk desk) {
        this.desk = desk;
    }

    /**
     * Does what is asked.
     *
     * @param verb the last word of the path
     * @throws ClientException if it cannot be done
     */
    Map<String, Object> answer(String verb, Map<String, Object> body) {
        return switch (verb) {
            case "generate" -> generated(desk.create(fields(body, Set.of()), ""));
            case "update" -> info(desk.change(id(body.get("key")), fields(body, KEYS)));
            case "delete" -> delete(body);
            case "block" -> info(desk.turn(only(body), false));
            case "unblock" -> info(desk.turn(only(body), true));
            default -> list();
        };
    }

    private static Map<String, Object> generated(Made made) {
        Map<String, Object> all = info(made.key());
        all.put("key", made.secret());
        return all;
    }

    private static Map<String, Object> info(ClientKey key) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("token", key.id());
        all.put("token_id", key.id());
        all.put("key_name", "sk-serai-" + key.id() + "-...");
        all.put("key_alias", key.name());
        all.put("user_id", key.owner());
        all.put("team_id", key.team());
        all.put("models", key.models() == null ? List.of() : key.models());
        all.put("expires", key.expires() == null ? null : key.expires().toString());
        all.put("blocked", !key.on());
        all.put("limits", key.limits().stream().map(Object::toString).toList());
        return all;
    }

    private Map<String, Object> delete(Map<String, Object> body) {
        if (!(body.get("keys") instanceof List<?> keys) || body.size() > 1) {
            throw new ClientException(400, "`keys` must be a list of keys' ids, and nothing else is taken here.");
        }
        List<String> deleted = new ArrayList<>();
        for (Object key : keys) {
            deleted.add(desk.delete(id(key)).id());
        }
        return Map.of("deleted_keys", deleted);
    }

    private Map<String, Object> list() {
        List<String> keys = desk.list(false).stream().map(ClientKey::id).toList();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("keys", keys);
        all.put("total_count", keys.size());
        all.put("current_page", 1);
        all.put("total_pages", 1);
        return all;
    }

    private static String only(Map<String, Object> body) {
        body.keySet().stream().filter(name -> !name.equals("key")).findFirst().ifPresent(LiteLlmKeys::refuse);
        return id(body.get("key"));
    }

    /** Whole keys are taken, too; what counts of them is the id. */
    static String id(@Nullable Object key) {
        if (!(key instanceof String text) || text.isBlank()) {
            throw new ClientException(400, "`key` must be the id of a key.");
        }
        String plain = text.startsWith("sk-serai-") ? text.substring("sk-serai-".length()) : text;
        int secret = plain.lastIndexOf('-');
        return plain.equals(text) || secret < 0 ? plain : plain.substring(0, secret);
    }

    private static Map<String, Object> fields(Map<String, Object> body, Set<String> besides) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<String> limits = new ArrayList<>();
        body.forEach((name, value) -> {
            if (besides.contains(name) || asksForNothing(value)) {
                return;
            }
            switch (name) {
                case "key_alias" -> fields.put("name", value);
                case "duration" -> fields.put("expires", value);
                case "user_id" -> fields.put("owner", value);
                case "team_id" -> fields.put("team", value);
                case "tags", "models" -> fields.put(name, value);
                case "blocked" -> fields.put("on", !Boolean.TRUE.equals(value));
                case "max_budget" -> limits.add(budget(value, body.get("budget_duration")));
                case "budget_duration" -> {
                    if (asksForNothing(body.get("max_budget"))) {
                        throw new ClientException(400, "`budget_duration` needs `max_budget` beside it.");
                    }
                }
                case "rpm_limit" -> limits.add(value + "/min");
                case "tpm_limit" -> limits.add(value + " tokens/min");
                case "max_parallel_requests" -> limits.add(value + " parallel");
                default -> refuse(name);
            }
        });
        if (!limits.isEmpty()) {
            fields.put("limits", limits);
        }
        return fields;
    }

    private static String budget(Object dollars, @Nullable Object duration) {
        if (asksForNothing(duration)) {
            return "total $" + dollars;
        }
        String window = BUDGETS.get(String.valueOf(duration));
        if (window == null) {
            throw new ClientException(
                    400, "`budget_duration` must be one of 1h, 24h, 1d, 7d, 30d and 1mo, not `" + duration + "`.");
        }
        return "$" + dollars + '/' + window;
    }

    private static boolean asksForNothing(@Nullable Object value) {
        return value == null
                || value.equals("")
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static void refuse(String name) {
        throw new ClientException(
                400,
                "Serai cannot honour `" + name
                        + "`. It takes key_alias, duration, user_id, team_id, tags, models, blocked, max_budget,"
                        + " budget_duration, rpm_limit, tpm_limit and max_parallel_requests; for the rest see POST"
                        + " /admin/keys.");
    }
}
