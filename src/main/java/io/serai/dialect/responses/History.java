package io.serai.dialect.responses;

import io.serai.chat.RejectedException;
import io.serai.dialect.responses.ResponseStore.Kept;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts in place of references what they refer to: earlier answers with their inputs, and single items. Each is read once, and an item stands
 * where it was referred to first: a short list of references would else become any number of long ones.
 */
final class History {
    private static final int LONGEST_CHAIN = 10_000;
    private static final String WAY_OUT =
            " Serai keeps answers for some hours only (serai.responses.keep). Send the whole of it in 'input', as"
                    + " clients do with \"store\": false (in the AI SDK providerOptions: {openai: {store: false}}).";

    private final ResponseStore store;
    private final String client;

    /** The items of all answers that were read. */
    private final Map<String, Map<String, Object>> items = new HashMap<>();

    private final Set<String> added = new HashSet<>();

    History(ResponseStore store, String client) {
        this.store = store;
        this.client = client;
    }

    /** The items that came before and those of the request, without references. */
    List<Object> whole(@Nullable String previous, List<Object> input) {
        List<Object> all = previous == null ? new ArrayList<>() : before(previous);
        for (int i = 0; i < input.size(); i++) {
            add(all, input.get(i), "input[" + i + ']');
        }
        return all;
    }

    /** The items of an answer's conversation up to its end. */
    private List<Object> before(String id) {
        Deque<Kept> chain = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        String next = id;
        while (next != null && seen.add(next) && seen.size() < LONGEST_CHAIN) {
            Kept kept = store.get(client, next);
            if (kept == null) {
                throw new RejectedException(
                        400,
                        "previous_response_not_found",
                        "Previous response with id '" + shortened(next) + "' not found." + WAY_OUT,
                        "previous_response_id");
            }
            chain.push(kept);
            next = kept.previous();
        }
        List<Object> all = new ArrayList<>();
        for (Kept kept : chain) {
            kept.input().forEach(item -> add(all, item, null));
            all.addAll(kept.output());
        }
        return all;
    }

    /** What an answer was an answer to. */
    List<Object> inputOf(Kept kept) {
        List<Object> all = kept.previous() == null ? new ArrayList<>() : before(kept.previous());
        kept.input().forEach(item -> add(all, item, null));
        return all;
    }

    /** @param place where it stands in the request; null in an earlier one, whose items may be forgotten by now */
    private void add(List<Object> all, Object item, @Nullable String place) {
        String id = reference(item);
        if (id == null) {
            all.add(item);
            return;
        }
        Map<String, Object> known = item(id);
        if (known != null) {
            if (added.add(id)) {
                all.add(known);
            }
        } else if (place != null && !id.startsWith("rs_")) {
            throw new RejectedException(
                    404, "item_not_found", "Item with id '" + shortened(id) + "' not found." + WAY_OUT, place + ".id");
        }
    }

    private @Nullable Map<String, Object> item(String id) {
        Kept kept = items.containsKey(id) ? null : store.ofItem(client, id);
        if (kept != null) {
            for (Object item : kept.output()) {
                if (item instanceof Map<?, ?> told && told.get("id") instanceof String name) {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    told.forEach((field, value) -> fields.put(String.valueOf(field), value));
                    items.putIfAbsent(name, fields);
                }
            }
        }
        return items.get(id);
    }

    /** The ids of items to which an input refers. */
    static List<String> references(List<?> input) {
        List<String> ids = new ArrayList<>();
        for (Object item : input) {
            String id = reference(item);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static @Nullable String reference(Object item) {
        return item instanceof Map<?, ?> fields
                        && ("item_reference".equals(fields.get("type"))
                                || (fields.get("type") == null && fields.size() == 1))
                        && fields.get("id") instanceof String id
                ? id
                : null;
    }

    /** Items of an input, which may be a text; those that have no id get one. */
    static List<Object> items(@Nullable Object input) {
        if (input instanceof String text) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("type", "message");
            message.put("role", "user");
            message.put("content", List.of(Map.of("type", "input_text", "text", text)));
            return List.of(message);
        }
        return input instanceof List<?> list ? new ArrayList<>(list) : List.of();
    }

    private static String shortened(String id) {
        return id.length() <= 100 ? id : id.substring(0, 100) + "...";
    }
}
