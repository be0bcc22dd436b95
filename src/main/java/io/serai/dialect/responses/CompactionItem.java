package io.serai.dialect.responses;

import java.util.LinkedHashMap;
import java.util.Map;

/** A summary that takes the place of a conversation. */
final class CompactionItem extends Item {
    private final StringBuilder summary = new StringBuilder();

    CompactionItem(String id, int index, Output.Listener listener) {
        super(id, index, listener);
    }

    void say(String piece) {
        summary.append(piece);
    }

    @Override
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("type", "compaction");
        fields.put("encrypted_content", Compaction.content(summary.toString()));
        return fields;
    }

    @Override
    void endParts() {
        // It has none.
    }
}
