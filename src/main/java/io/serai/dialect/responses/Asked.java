package io.serai.dialect.responses;

import io.serai.chat.ChatRequest;
import io.serai.chat.Original;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Wishes of a request of Responses besides its answer. It travels with the original, in headers that no vendor gets: none speaks this
 * dialect.
 *
 * @param client a digest of the key with which it came
 * @param kept whether its answer is kept
 * @param previous the answer that it continues; null if none
 * @param summary whether the answer is to be a summary
 * @param compacts whether it came to the path for that
 */
record Asked(String client, boolean kept, @Nullable String previous, boolean summary, boolean compacts) {
    private static final Asked NOTHING = new Asked("", false, null, false, false);

    Original in(Map<String, Object> tree) {
        Map<String, String> marks = new LinkedHashMap<>();
        marks.put("client", client);
        marks.put("kept", Boolean.toString(kept));
        marks.put("summary", Boolean.toString(summary));
        marks.put("compacts", Boolean.toString(compacts));
        if (previous != null) {
            marks.put("previous", previous);
        }
        return new Original(ResponsesServer.NAME, tree, marks);
    }

    static Asked of(ChatRequest request) {
        Original original = request.original();
        if (original == null || !original.dialect().equals(ResponsesServer.NAME)) {
            return NOTHING;
        }
        Map<String, String> marks = original.headers();
        return new Asked(
                marks.getOrDefault("client", ""),
                "true".equals(marks.get("kept")),
                marks.get("previous"),
                "true".equals(marks.get("summary")),
                "true".equals(marks.get("compacts")));
    }
}
