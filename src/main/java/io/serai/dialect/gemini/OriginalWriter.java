package io.serai.dialect.gemini;

import io.serai.dialect.Notes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests that came in Gemini's form to vendors of the same, as they came: but for the model's name, for thoughts of other vendors that
 * the client has brought along, for the signatures that these have not given, and for results that come twice.
 */
final class OriginalWriter {

    private OriginalWriter() {}

    static Map<String, Object> chat(Map<String, Object> tree, String model, Notes notes) {
        Map<String, Object> body = named(tree, model);
        boolean signatures = Generation.of(model).wantsSignatures();
        String name = body.containsKey("contents") ? "contents" : "";
        if (name.isEmpty() || !(body.get(name) instanceof List<?> contents)) {
            return body;
        }
        List<Object> written = new ArrayList<>(contents.size());
        boolean changed = false;
        Results results = new Results();
        for (int i = 0; i < contents.size(); i++) {
            Object content = contents.get(i);
            Object other = once(content(content, signatures), results, "contents[" + i + "]", notes);
            changed |= other != content;
            if (other != null) {
                written.add(other);
            }
        }
        if (changed) {
            body = body == tree ? new LinkedHashMap<>(body) : body;
            body.put(name, written);
        }
        return body;
    }

    /** A body that names its model names the one that is asked now. */
    static Map<String, Object> named(Map<String, Object> tree, String model) {
        if (!tree.containsKey("model")) {
            return tree;
        }
        Map<String, Object> body = new LinkedHashMap<>(tree);
        body.put("model", Path.resource(model));
        return body;
    }

    /** A content without the results that its calls have already; null if nothing is in it, or left of it. */
    private static @Nullable Object once(Object content, Results results, String path, Notes notes) {
        if (!(content instanceof Map<?, ?> fields)) {
            return content;
        }
        List<?> parts = Names.list(fields, "parts");
        List<Object> written = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Object part = parts.get(i);
            if (part instanceof Map<?, ?> said && repeats(said, results)) {
                notes.drop(path + ".parts[" + i + "].functionResponse");
            } else {
                written.add(part);
            }
        }
        // Google refuses a content without parts.
        if (written.size() == parts.size() && !parts.isEmpty()) {
            return content;
        }
        Map<String, Object> copy = copy(fields);
        copy.put("parts", written);
        return written.isEmpty() ? null : copy;
    }

    private static boolean repeats(Map<?, ?> part, Results results) {
        Map<?, ?> call = Names.object(part, "functionCall");
        if (call != null) {
            results.called(Names.text(call, "id"));
        }
        Map<?, ?> result = Names.object(part, "functionResponse");
        return result != null && results.repeats(Names.text(result, "id"), Names.get(result, "response"));
    }

    private static Object content(Object content, boolean signatures) {
        if (!(content instanceof Map<?, ?> fields) || !"model".equals(fields.get("role"))) {
            return content;
        }
        List<?> parts = Names.list(fields, "parts");
        List<Object> written = new ArrayList<>(parts.size());
        boolean changed = false;
        boolean signed = !signatures;
        for (Object item : parts) {
            if (!(item instanceof Map<?, ?> part)) {
                written.add(item);
                continue;
            }
            boolean foreign = ThoughtSignatures.isForeign(part);
            boolean calls = Names.object(part, "functionCall") != null;
            boolean lacks = calls && !signed && (foreign || !ThoughtSignatures.isIn(part));
            signed |= calls;
            if (foreign && Boolean.TRUE.equals(part.get("thought"))) {
                changed = true;
            } else if (foreign || lacks) {
                written.add(mended(part, lacks));
                changed = true;
            } else {
                written.add(part);
            }
        }
        if (!changed) {
            return content;
        }
        Map<String, Object> copy = copy(fields);
        copy.put("parts", written);
        return copy;
    }

    private static Map<String, Object> mended(Map<?, ?> part, boolean lacks) {
        Map<String, Object> copy = copy(part);
        ThoughtSignatures.remove(copy);
        if (lacks) {
            copy.put("thoughtSignature", ThoughtSignatures.PLACEHOLDER);
        }
        return copy;
    }

    private static Map<String, Object> copy(Map<?, ?> fields) {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
