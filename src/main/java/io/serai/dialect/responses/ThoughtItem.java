package io.serai.dialect.responses;

import io.serai.chat.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's thoughts, as a summary, where clients of OpenAI's models look for them. */
final class ThoughtItem extends Item {
    private final StringBuilder text = new StringBuilder();
    private @Nullable Signature signature;

    ThoughtItem(String id, int index, Output.Listener listener) {
        super(id, index, listener);
    }

    void think(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        if (text.isEmpty()) {
            tell("response.reasoning_summary_part.added", "summary_index", 0, "part", part(""));
        }
        text.append(piece);
        tell("response.reasoning_summary_text.delta", "summary_index", 0, "delta", piece);
    }

    void sign(Signature told) {
        signature = told;
    }

    @Override
    void endParts() {
        if (!text.isEmpty()) {
            tell("response.reasoning_summary_text.done", "summary_index", 0, "text", text.toString());
            tell("response.reasoning_summary_part.done", "summary_index", 0, "part", part(text.toString()));
        }
    }

    @Override
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("type", "reasoning");
        fields.put("summary", text.isEmpty() ? List.of() : List.of(part(text.toString())));
        if (signature != null) {
            fields.put("encrypted_content", Thoughts.encrypted(signature));
        }
        fields.put("status", status());
        return fields;
    }

    private static Map<String, Object> part(String text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "summary_text");
        part.put("text", text);
        return part;
    }
}
