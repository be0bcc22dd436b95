package io.serai.dialect.gemini;

import io.serai.chat.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The usage of answers, in both directions. Google counts thoughts beside the answer and prompts of its own tools beside the prompt.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">UsageMetadata</a>
 */
final class Usages {

    private Usages() {}

    static Usage read(Map<?, ?> usage) {
        long thoughts = count(usage, "thoughtsTokenCount", Usage.UNKNOWN);
        return new Usage(
                count(usage, "promptTokenCount", 0) + count(usage, "toolUsePromptTokenCount", 0),
                count(usage, "candidatesTokenCount", 0) + Math.max(0, thoughts),
                count(usage, "cachedContentTokenCount", Usage.UNKNOWN),
                thoughts,
                Usage.UNKNOWN,
                Map.of());
    }

    private static long count(Map<?, ?> usage, String name, long otherwise) {
        long told = Names.number(usage, name, otherwise);
        return told == otherwise ? otherwise : Usage.count(told, otherwise);
    }

    static Map<String, Object> write(Usage usage) {
        long thoughts = Math.max(0, Math.min(usage.reasoningTokens(), usage.outputTokens()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("promptTokenCount", usage.inputTokens());
        fields.put("candidatesTokenCount", usage.outputTokens() - thoughts);
        fields.put("totalTokenCount", usage.inputTokens() + usage.outputTokens());
        if (usage.cachedTokens() > 0) {
            fields.put("cachedContentTokenCount", usage.cachedTokens());
        }
        if (thoughts > 0) {
            fields.put("thoughtsTokenCount", thoughts);
        }
        return fields;
    }
}
