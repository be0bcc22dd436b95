package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.Usage;
import io.serai.dialect.TokenEstimate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usage of answers, in both directions. Anthropic counts what its cache has read and written beside the input, everybody else within it.
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
        long told = Usage.count(usage.get(name), Usage.UNKNOWN);
        // Some compatible servers report the input at the beginning, and 0 at the end.
        return told > 0 || before == null ? told : Math.max(told, Usage.count(before.get(name), Usage.UNKNOWN));
    }

    /**
     * What was told, or else an estimate: clients count their context by it.
     *
     * @param output the tokens of the answer, as estimated
     */
    static Map<String, Object> write(@Nullable Usage usage, ChatRequest request, double output) {
        return write(usage == null ? Usage.of(TokenEstimate.atMost(request), (long) Math.ceil(output)) : usage);
    }

    static Map<String, Object> write(Usage usage) {
        Map<String, Object> fields = new LinkedHashMap<>();
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
