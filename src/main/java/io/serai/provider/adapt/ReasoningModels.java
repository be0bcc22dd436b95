package io.serai.provider.adapt;

import io.serai.chat.ChatRequest;
import io.serai.dialect.Notes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * OpenAI's models that think, by their names: while they do, they refuse to be told how to choose among words.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/latest-model#parameter-compatibility">Parameters of reasoning models</a>
 */
final class ReasoningModels {
    private static final Pattern NAME = Pattern.compile("(^|/)(o[1-9](-|$)|gpt-([5-9]|[1-9]\\d)(?!\\S*-chat))");

    /** What they refuse, and what of it says nothing. */
    private static final Map<String, Double> REFUSED = Map.of(
            "temperature", 1.0,
            "top_p", 1.0,
            "presence_penalty", 0.0,
            "frequency_penalty", 0.0);

    private static final List<String> WEIGHTS = List.of("logprobs", "top_logprobs", "logit_bias");

    private ReasoningModels() {}

    /** The request without what its model refuses; the same one if there is nothing to leave out. */
    static ChatRequest fitted(ChatRequest request, Notes notes) {
        Map<String, Object> told = request.parameters();
        if (!(saysAny(told, REFUSED.keySet()) || saysAny(told, WEIGHTS))
                || !NAME.matcher(request.model()).find()
                || "none".equals(told.get("reasoning_effort"))) {
            return request;
        }
        Map<String, Object> left = new LinkedHashMap<>(told);
        REFUSED.forEach((name, usual) -> {
            Object value = left.remove(name);
            if (value instanceof Number number && number.doubleValue() != usual) {
                notes.drop(name);
            }
        });
        for (String name : WEIGHTS) {
            Object value = left.remove(name);
            if (value != null && !Boolean.FALSE.equals(value)) {
                notes.drop(name);
            }
        }
        return request.withParameters(left);
    }

    private static boolean saysAny(Map<String, Object> told, Collection<String> names) {
        for (String name : names) {
            if (told.containsKey(name)) {
                return true;
            }
        }
        return false;
    }
}
