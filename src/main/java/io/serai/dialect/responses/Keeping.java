package io.serai.dialect.responses;

import io.serai.chat.ChatRequest;
import io.serai.chat.Heavy;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.responses.ResponseStore.Kept;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads requests that refer to what was answered before, and keeps answers for those that will. */
record Keeping(ResponseStore store) {
    private static final String COMPACT = "/compact";
    private static final String PREVIOUS = "previous_response_id";
    /** The original's own input, under a name that no request has: what the request itself said, without what it refers to. */
    private static final String OWN = "serai.input";

    /** @param tree stays as it is */
    ChatRequest read(Inbound in, Map<String, Object> tree) {
        boolean compacts = in.path().endsWith(COMPACT);
        String previous = store.keeps() && tree.get(PREVIOUS) instanceof String id && !id.isEmpty() ? id : null;
        List<Object> own = History.items(tree.get("input"));
        boolean summary = compacts || Compaction.isAskedFor(own);
        boolean plain = !summary && previous == null && !own.stream().anyMatch(Keeping::refers);
        boolean kept = store.keeps() && !compacts && !Boolean.FALSE.equals(tree.get("store"));
        Asked asked = new Asked(in.client(), kept, previous, summary, compacts);
        Map<String, Object> whole = plain ? tree : whole(tree, asked, own);
        ChatRequest read = RequestReader.chat(in, whole);
        Map<String, Object> original = new LinkedHashMap<>(whole);
        if (kept) {
            original.put(OWN, own);
        }
        return new ChatRequest(
                read.dialect(),
                read.model(),
                read.messages(),
                read.tools(),
                read.stream(),
                read.parameters(),
                asked.in(original));
    }

    /** How many bytes of kept answers are to be read for a request. */
    long referred(Inbound in) {
        if (!store.keeps()) {
            return 0;
        }
        String id = StoredResponses.id(in);
        return (id.isEmpty() ? 0 : store.bytes(in.client(), id, List.of())) + referredInBody(in);
    }

    private long referredInBody(Inbound in) {
        if (in.body().length >= Heavy.LARGE) {
            // It is read where there is time for all of it.
            return 0;
        }
        String text = new String(in.body(), StandardCharsets.ISO_8859_1);
        if (!text.contains("\"id\"") && !text.contains('"' + PREVIOUS + '"')) {
            return 0;
        }
        return Json.parseIfAny(in.body()) instanceof Map<?, ?> tree
                ? store.bytes(
                        in.client(),
                        tree.get(PREVIOUS) instanceof String previous ? previous : null,
                        History.references(History.items(tree.get("input"))))
                : 0;
    }

    private static boolean refers(Object item) {
        return item instanceof Map<?, ?> fields
                && ("item_reference".equals(fields.get("type"))
                        || (fields.get("type") == null && !fields.containsKey("role"))
                        || String.valueOf(fields.get("type")).startsWith("compaction"));
    }

    private Map<String, Object> whole(Map<String, Object> tree, Asked asked, List<Object> own) {
        List<Object> items = store.keeps() ? new History(store, asked.client()).whole(asked.previous(), own) : own;
        items = Compaction.read(items);
        Map<String, Object> whole = new LinkedHashMap<>(tree);
        if (asked.previous() != null) {
            whole.remove(PREVIOUS);
        }
        if (asked.summary()) {
            items = Compaction.asked(items);
            whole.remove("text");
            if (tree.get("tools") instanceof List<?> tools && !tools.isEmpty()) {
                whole.put("tool_choice", "none");
            }
        }
        if (asked.compacts()) {
            whole.remove("stream");
        }
        if (!items.isEmpty()) {
            whole.put("input", items);
        }
        return whole;
    }

    /** @param response the whole response object */
    void keep(ChatRequest request, Map<String, Object> response) {
        Asked asked = Asked.of(request);
        if (asked.kept() && request.original() != null && response.get("id") instanceof String id) {
            Object own = request.original().tree().get(OWN);
            List<Object> input = own instanceof List<?> items ? new ArrayList<>(items) : List.of();
            store.put(asked.client(), new Kept(id, asked.previous(), input, response));
        }
    }
}
