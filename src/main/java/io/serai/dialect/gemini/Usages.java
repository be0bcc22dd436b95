package io.serai.dialect.gemini;

import io.serai.chat.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What answers cost, in both directions. Google counts thoughts beside the answer and prompts of its own tools beside the prompt.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">UsageMetadata</a>
 */
final class Usages {

    private Usages() {}

    static Usage read(Map<?, ?> usage) {
        long thoughts = Names.number(usage, "thoughtsTokenCount", Usage.UNKNOWN);
        return new Usage(
                Names.number(usage, "promptTokenCount", 0) + Names.number(usage, "toolUsePromptTokenCount", 0),
                Names.number(usage, "candidatesTokenCount", 0) + Math.max(0, thoughts),
                Names.number(usage, "cachedContentTokenCount", Usage.UNKNOWN),
                thoughts,
                Usage.UNKNOWN,
                Map.of());
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
