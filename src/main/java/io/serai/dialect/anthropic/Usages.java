package io.serai.dialect.anthropic;

import io.serai.chat.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What answers cost, in both directions. Anthropic counts what its cache has read and written beside the input, everybody else within it.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/prompt-caching">Prompt caching: tracking cache performance</a>
 */
final class Usages {
    private static final String INPUT = "input_tokens";
    private static final String OUTPUT = "output_tokens";
    private static final String READ = "cache_read_input_tokens";
    private static final String WRITTEN = "cache_creation_input_tokens";
    private static final String DETAILS = "output_tokens_details";
    private static final String THINKING = "thinking_tokens";

    private Usages() {}

    /**
     * @param usage the last that was told
     * @param before what was told earlier in the same stream, for what the last one leaves out
     */
    static Usage read(Map<?, ?> usage, @Nullable Map<?, ?> before) {
        long read = number(usage, before, READ);
        long written = number(usage, before, WRITTEN);
        return new Usage(
                Math.max(0, number(usage, before, INPUT)) + Math.max(0, read) + Math.max(0, written),
                Math.max(0, number(usage, before, OUTPUT)),
                read,
                thinking(usage),
                written,
                Map.of());
    }

    private static long thinking(Map<?, ?> usage) {
        return usage.get(DETAILS) instanceof Map<?, ?> details && details.get(THINKING) instanceof Number number
                ? Usage.count(number, Usage.UNKNOWN)
                : Usage.UNKNOWN;
    }

    private static long number(Map<?, ?> usage, @Nullable Map<?, ?> before, String name) {
        if (usage.get(name) instanceof Number number) {
            return Usage.count(number, Usage.UNKNOWN);
        }
        return before != null && before.get(name) instanceof Number number ? Usage.count(number, 0) : Usage.UNKNOWN;
    }

    static Map<String, Object> write(@Nullable Usage usage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (usage == null) {
            fields.put(INPUT, 0);
            fields.put(OUTPUT, 0);
            return fields;
        }
        long read = Math.max(0, usage.cachedTokens());
        long written = Math.max(0, usage.cacheWriteTokens());
        fields.put(INPUT, Math.max(0, usage.inputTokens() - read - written));
        fields.put(WRITTEN, written);
        fields.put(READ, read);
        fields.put(OUTPUT, usage.outputTokens());
        if (usage.reasoningTokens() != Usage.UNKNOWN) {
            fields.put(DETAILS, Map.of(THINKING, usage.reasoningTokens()));
        }
        return fields;
    }
}
