package io.serai;

import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyDesk;
import io.serai.clients.KeyDesk.Made;
import io.serai.clients.KeyReport;
import io.serai.ingress.http.OperatorQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM's {@code /key/generate|update|delete|block|unblock|list} for tools that make keys there (docs.litellm.ai, "Virtual keys"). What
 * Serai cannot honour is refused by its name, never dropped. A key's {@code token} is its id.
 */
final class LiteLlmKeys {
    /** What may stand in the query of {@code /key/list}. */
    static final List<String> LIST = List.of(
            "page",
            "size",
            "user_id",
            "team_id",
            "key_alias",
            "key_hash",
            "sort_by",
            "sort_order",
            "return_full_object");

    private static final int MOST = 100;

    private final KeyDesk desk;
    private final KeyReport report;

    LiteLlmKeys(KeyDesk desk, KeyReport report) {
        this.desk = desk;
        this.report = report;
    }

    /**
     * Does what is asked.
     *
     * @param verb the last word of the path
     * @param repeated by what the wish is known if it is sent again; empty if by nothing
     * @throws ClientException if it cannot be done
     */
    Map<String, Object> answer(String verb, Map<String, Object> body, Map<String, String> query, String repeated) {
        return switch (verb) {
            case "generate" -> generated(desk.create(LiteLlmFields.of(body, null, Set.of()), repeated));
            case "update" -> {
                String id = id(body.get("key"));
                yield info(desk.change(id, LiteLlmFields.of(body, desk.get(id), Set.of("key"))));
            }
            case "delete" -> delete(body);
            case "block" -> info(desk.turn(only(body), false));
            case "unblock" -> info(desk.turn(only(body), true));
            default -> list(query);
        };
    }

    private Map<String, Object> generated(Made made) {
        Map<String, Object> all = info(made.key());
        all.put("key", made.secret());
        return all;
    }

    private Map<String, Object> info(ClientKey key) {
        Map<String, Object> all =
                new LinkedHashMap<>(LiteLlmShapes.info(report.of(key.caller()).own()));
        all.put("token_id", key.id());
        all.put("limits", key.limits().stream().map(Object::toString).toList());
        return all;
    }

    private Map<String, Object> delete(Map<String, Object> body) {
        boolean aliases = body.containsKey("key_aliases");
        if (!(body.get(aliases ? "key_aliases" : "keys") instanceof List<?> keys) || body.size() > 1) {
            throw new ClientException(
                    400, "`keys` must be a list of keys' ids, or `key_aliases` of their names; nothing else is taken.");
        }
        List<String> ids =
                keys.stream().map(key -> aliases ? named(key) : id(key)).toList();
        List<String> deleted = new ArrayList<>();
        ids.forEach(id -> deleted.add(desk.delete(id).id()));
        return Map.of("deleted_keys", deleted);
    }

    private String named(@Nullable Object alias) {
        List<ClientKey> all = desk.list(false).stream()
                .filter(key -> key.name().equals(alias))
                .toList();
        if (all.size() != 1) {
            throw new ClientException(
                    all.isEmpty() ? 404 : 409,
                    (all.isEmpty() ? "No client key is" : "Several client keys are") + " called `" + alias + "`.");
        }
        return all.getFirst().id();
    }

    private Map<String, Object> list(Map<String, String> query) {
        int page = number(query, "page", 1);
        int size = Math.min(MOST, number(query, "size", MOST));
        ordered(query, "sort_by", "created_at");
        ordered(query, "sort_order", "desc");
        List<ClientKey> all = desk.list(false).stream()
                .filter(key -> is(query, "user_id", key.owner())
                        && is(query, "team_id", key.team())
                        && is(query, "key_alias", key.name())
                        && is(query, "key_hash", key.id()))
                .toList();
        List<ClientKey> shown =
                all.stream().skip((long) (page - 1) * size).limit(size).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "keys",
                OperatorQuery.truth(query, "return_full_object")
                        ? report.of(shown.stream().map(ClientKey::caller).toList()).stream()
                                .map(key -> LiteLlmShapes.info(key.own()))
                                .toList()
                        : shown.stream().map(ClientKey::id).toList());
        answer.put("total_count", all.size());
        answer.put("current_page", page);
        answer.put("total_pages", Math.max(1, (all.size() + size - 1) / size));
        return answer;
    }

    /** Whether a filter lets a key through; none finds parts of names, by which others' keys would be found. */
    private static boolean is(Map<String, String> query, String name, String value) {
        String wanted = query.get(name);
        return wanted == null || wanted.isEmpty() || wanted.equals(value);
    }

    private static int number(Map<String, String> query, String name, int usual) {
        String text = query.get(name);
        if (text != null && !text.matches("[1-9]\\d{0,5}")) {
            throw new ClientException(400, "'" + name + "' must be a whole number from 1.");
        }
        return text == null ? usual : Integer.parseInt(text);
    }

    private static void ordered(Map<String, String> query, String name, String only) {
        if (!query.getOrDefault(name, only).equals(only)) {
            throw new ClientException(400, "Keys are listed the newest first: '" + name + "' must be " + only + '.');
        }
    }

    private static String only(Map<String, Object> body) {
        body.keySet().stream().filter(name -> !name.equals("key")).findFirst().ifPresent(name -> {
            throw LiteLlmFields.refused(name);
        });
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
}
