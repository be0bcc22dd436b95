package io.serai.dialect.responses;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.responses.ResponseStore.Kept;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells of answers that were kept.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/get">Get a response</a>
 */
record StoredResponses(ResponseStore store) {
    private static final String ROOT = "/responses/";
    private static final int USUAL = 20;
    private static final int MOST = 100;

    byte[] response(Inbound in) {
        return Json.write(kept(in).response());
    }

    byte[] deletion(Inbound in) {
        String id = id(in);
        if (!store.remove(in.client(), id)) {
            throw unknown(id);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("object", "response");
        fields.put("deleted", true);
        return Json.write(fields);
    }

    /** A page of what it was an answer to; the newest first unless asked otherwise. */
    byte[] inputItems(Inbound in) {
        Kept kept = kept(in);
        List<Object> items = new ArrayList<>();
        for (Object item : new History(store, in.client()).inputOf(kept)) {
            items.add(withId(item, kept.id(), items.size()));
        }
        if (!"asc".equals(in.query().get("order"))) {
            Collections.reverse(items);
        }
        int from = after(items, in.query().getOrDefault("after", ""));
        int to = Math.min(items.size(), from + limit(in.query().getOrDefault("limit", "")));
        List<Object> page = items.subList(from, to);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("object", "list");
        fields.put("data", page);
        fields.put("first_id", page.isEmpty() ? null : idOf(page.getFirst()));
        fields.put("last_id", page.isEmpty() ? null : idOf(page.getLast()));
        fields.put("has_more", to < items.size());
        return Json.write(fields);
    }

    private static int after(List<Object> items, String id) {
        for (int i = 0; i < items.size() && !id.isEmpty(); i++) {
            if (id.equals(idOf(items.get(i)))) {
                return i + 1;
            }
        }
        return 0;
    }

    private static int limit(String text) {
        if (text.isEmpty()) {
            return USUAL;
        }
        if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > MOST) {
            throw RejectedException.badRequest("'limit' must be a number from 1 to 100.", "limit");
        }
        return Integer.parseInt(text);
    }

    private static Object idOf(Object item) {
        return item instanceof Map<?, ?> fields && fields.get("id") instanceof String id ? id : "";
    }

    /** As OpenAI lists it: with an id, a type, and its text as a part. */
    private static Object withId(Object item, String response, int place) {
        if (!(item instanceof Map<?, ?> told)) {
            return item;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        told.forEach((name, value) -> fields.put(String.valueOf(name), value));
        fields.putIfAbsent("type", "message");
        fields.putIfAbsent("id", "msg_" + response.substring(response.indexOf('_') + 1) + "in" + place);
        if (fields.get("content") instanceof String text && fields.get("type").equals("message")) {
            String type = "assistant".equals(fields.get("role")) ? "output_text" : "input_text";
            fields.put("content", List.of(Map.of("type", type, "text", text)));
        }
        if (fields.get("type").equals("message")) {
            fields.putIfAbsent("status", "completed");
        }
        return fields;
    }

    private Kept kept(Inbound in) {
        String id = id(in);
        Kept kept = store.get(in.client(), id);
        if (kept == null) {
            throw unknown(id);
        }
        return kept;
    }

    /** The id of the answer that a request is about; empty if it is about none. */
    static String id(Inbound in) {
        int root = in.path().indexOf(ROOT);
        String rest = root < 0 ? "" : in.path().substring(root + ROOT.length());
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private static RejectedException unknown(String id) {
        return new RejectedException(
                404,
                "not_found",
                "Response with id '" + id.substring(0, Math.min(100, id.length()))
                        + "' not found. Serai keeps answers for some hours (serai.responses.keep), each for the key"
                        + " that asked for it, and none that came with \"store\": false.",
                null);
    }
}
