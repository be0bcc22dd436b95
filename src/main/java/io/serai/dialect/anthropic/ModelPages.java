package io.serai.dialect.anthropic;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.ServerDialect.Known;
import io.serai.dialect.ServerDialect.ModelEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The list of models, all at once unless a client asks for pages, or the one that the path names.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/models/list">List models</a>
 */
final class ModelPages {
    private static final String PATH = "/v1/models/";

    private ModelPages() {}

    static byte[] answer(Inbound in, List<ModelEntry> models) {
        String id = in.path().startsWith(PATH) ? in.path().substring(PATH.length()) : "";
        if (!id.isEmpty()) {
            int at = indexOf(models, id);
            if (at < 0) {
                throw RejectedException.modelNotFound(
                        "Unknown model '" + id + "'. GET /v1/models lists what there is.");
            }
            return Json.write(model(models.get(at)));
        }
        int size = limit(in.query().get("limit"), models.size());
        int after = indexOf(models, in.query().get("after_id"));
        int before = indexOf(models, in.query().get("before_id"));
        int from = before >= 0 ? Math.max(0, before - size) : after + 1;
        int to = before >= 0 ? before : Math.min(models.size(), from + size);
        List<Object> data = new ArrayList<>();
        models.subList(from, to).forEach(entry -> data.add(model(entry)));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("data", data);
        page.put("has_more", before >= 0 ? from > 0 : to < models.size());
        page.put("first_id", from < to ? models.get(from).id() : null);
        page.put("last_id", from < to ? models.get(to - 1).id() : null);
        return Json.write(page);
    }

    private static int limit(@Nullable String text, int all) {
        if (text == null) {
            return all;
        }
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) == 0) {
            throw RejectedException.badRequest(
                    "'limit' must be a whole number from 1 to 1000, not " + text + '.', "limit");
        }
        return Integer.parseInt(text);
    }

    private static int indexOf(List<ModelEntry> models, @Nullable String id) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** The date of a model is unknown, and so may be the rest: then, by the document, the date is an epoch's and the rest null. */
    private static Map<String, Object> model(ModelEntry entry) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "model");
        model.put("id", entry.id());
        model.put("display_name", entry.id());
        model.put("created_at", "1970-01-01T00:00:00Z");
        Known known = entry.known();
        model.put("max_input_tokens", known == null || known.context() <= 0 ? null : known.context());
        model.put("max_tokens", null);
        model.put("capabilities", null);
        return model;
    }
}
