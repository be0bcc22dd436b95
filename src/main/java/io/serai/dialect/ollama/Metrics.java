package io.serai.dialect.ollama;

import io.serai.chat.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The usage of an answer, in both directions. Durations are nanoseconds; 0 where they were not measured, since some clients miss them. */
final class Metrics {
    private static final String INPUT = "prompt_eval_count";
    private static final String OUTPUT = "eval_count";

    private Metrics() {}

    /** The last fields of an answer, between the first piece and the end of which time has passed. */
    static Map<String, Object> write(@Nullable Usage usage, long toFirstPiece, long sinceFirstPiece) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("total_duration", toFirstPiece + sinceFirstPiece);
        fields.put("load_duration", 0);
        fields.put(INPUT, usage == null ? 0 : usage.inputTokens());
        fields.put("prompt_eval_duration", toFirstPiece);
        fields.put(OUTPUT, usage == null ? 0 : usage.outputTokens());
        fields.put("eval_duration", sinceFirstPiece);
        return fields;
    }

    /** Null if there are none; the count may leave out a cached prompt. */
    static @Nullable Usage read(Map<?, ?> answer) {
        Object input = answer.get(INPUT);
        Object output = answer.get(OUTPUT);
        return input instanceof Number || output instanceof Number ? Usage.of(count(input), count(output)) : null;
    }

    private static long count(@Nullable Object number) {
        return Usage.count(number, 0);
    }
}
