package io.serai;

import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyDesk;
import io.serai.clients.KeyReport;
import io.serai.clients.KeyReport.Seen;
import io.serai.quota.Limit;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenRouter's {@code /api/v1/keys} for tools that make keys there (openrouter.ai/docs, "Provisioning API keys"). A field that Serai cannot
 * honour is refused by its name; one that is null or false asks for nothing. A key's {@code hash} is its id.
 */
final class OpenRouterKeys {
    private static final Map<String, String> RESETS =
            Map.of("daily", "day@UTC", "weekly", "week@UTC", "monthly", "month@UTC");
    private static final Map<String, String> WORDS = Map.of("day", "daily", "week", "weekly", "month", "monthly");
    private static final int PAGE = 100;

    private final KeyDesk desk;
    private final KeyReport report;

    OpenRouterKeys(KeyDesk desk, KeyReport report) {
        this.desk = desk;
        this.report = report;
    }

    /**
     * Does what is asked of all keys.
     *
     * @param repeated by what the wish is known if it is sent again; empty if by nothing
     * @param offset where the page begins
     * @param disabled whether those that are off are listed
     * @throws ClientException if it cannot be done
     */
    Map<String, Object> all(String method, Map<String, Object> body, String repeated, int offset, boolean disabled) {
        if (method.equals("POST")) {
            if (!(body.get("name") instanceof String name) || name.isBlank()) {
                throw new ClientException(400, "`name` must be a text.");
            }
            KeyDesk.Made made = desk.create(fields(body, null), repeated);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("data", row(made.key()));
            answer.put("key", made.secret());
            return answer;
        }
        need(method, "GET");
        List<ClientKey> keys = desk.list(false).stream()
                .filter(key -> disabled || key.on())
                .skip(offset)
                .limit(PAGE)
                .toList();
        List<Seen> seen = report.of(keys.stream().map(ClientKey::caller).toList());
        List<Map<String, Object>> rows = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            rows.add(row(keys.get(i), seen.get(i)));
        }
        return Map.of("data", rows);
    }

    /** Does what is asked of one key. */
    Map<String, Object> one(String method, String id, Map<String, Object> body) {
        return switch (method) {
            case "DELETE" -> {
                desk.delete(id);
                yield Map.of("deleted", true);
            }
            case "PATCH" -> Map.of("data", row(desk.change(id, fields(body, desk.get(id)))));
            default -> {
                need(method, "GET");
                yield Map.of("data", row(desk.get(id)));
            }
        };
    }

    private static void need(String method, String wanted) {
        if (!method.equals(wanted) && !method.equals("HEAD")) {
            throw new ClientException(
                    405, "GET and POST /api/v1/keys, and GET, PATCH and DELETE /api/v1/keys/HASH are there.");
        }
    }

    private Map<String, Object> row(ClientKey key) {
        return row(key, report.of(key.caller()));
    }

    private static Map<String, Object> row(ClientKey key, Seen seen) {
        Map<String, Object> row = new LinkedHashMap<>(KeyShapes.openRouter(seen.own()));
        row.put("hash", key.id());
        row.put("name", key.name());
        row.put("label", "sk-serai-" + key.id() + "-...");
        row.put("disabled", !key.on());
        row.put("created_at", text(key.created()));
        row.put("updated_at", text(key.updated()));
        return row;
    }

    private static @Nullable String text(@Nullable Object moment) {
        return moment == null ? null : moment.toString();
    }

    /** @param known the key that is changed; null for a new one */
    private Map<String, Object> fields(Map<String, Object> body, @Nullable ClientKey known) {
        Map<String, Object> fields = new LinkedHashMap<>();
        body.forEach((name, value) -> {
            switch (name) {
                case "name" -> fields.put("name", value);
                case "disabled" -> {
                    if (value != null) {
                        fields.put("on", value instanceof Boolean off ? !off : value);
                    }
                }
                case "expires_at" -> fields.put("expires", value);
                case "creator_user_id" -> fields.put("owner", value);
                case "limit", "limit_reset" -> fields.put("limits", limit(body, known));
                default -> {
                    if (value != null && !Boolean.FALSE.equals(value)) {
                        throw new ClientException(
                                400,
                                "Serai cannot honour `" + name + "`. It takes name, disabled, limit, limit_reset,"
                                        + " expires_at and creator_user_id; for the rest see POST /admin/keys.");
                    }
                }
            }
        });
        return fields;
    }

    /** The limit as it is after a change; what is not named stays. */
    private String limit(Map<String, Object> body, @Nullable ClientKey known) {
        List<Limit> before = known == null ? List.of() : known.limits();
        Limit budget = before.size() == 1 && before.getFirst().unit() == Unit.MONEY ? before.getFirst() : null;
        if (known != null && !before.isEmpty() && budget == null) {
            throw new ClientException(
                    409,
                    "The key `" + known.id() + "` has limits that `limit` cannot say; change them by PATCH /admin/keys/"
                            + known.id() + '.');
        }
        Object wanted =
                body.containsKey("limit") ? body.get("limit") : budget == null ? null : Money.decimal(budget.amount());
        Object reset = body.containsKey("limit_reset")
                ? body.get("limit_reset")
                : budget == null ? null : WORDS.get(budget.window());
        if (wanted == null) {
            return "";
        }
        String dollars = LiteLlmFields.decimal("limit", wanted).toPlainString();
        if (reset == null) {
            return "total $" + dollars;
        }
        String window = RESETS.get(String.valueOf(reset));
        if (window == null) {
            throw new ClientException(
                    400, "`limit_reset` must be daily, weekly, monthly or null, not `" + reset + "`.");
        }
        return "$" + dollars + '/' + window;
    }
}
