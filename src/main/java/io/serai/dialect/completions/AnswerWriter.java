package io.serai.dialect.completions;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Answers and their pieces as completions, which have one form for both: text alone, thoughts left out. Not thread-safe. */
final class AnswerWriter {
    private final String echo;
    private final Map<Integer, Integer> lengths = new HashMap<>();
    private String id = "";
    private String model = "";
    private long created;

    AnswerWriter(ChatRequest request) {
        this.echo =
                request.original() != null && request.original().tree().get(RequestReader.ECHO) instanceof String prompt
                        ? prompt
                        : "";
    }

    /** @param whole whether it is all of the answer, rather than its next piece */
    Map<String, Object> write(ChatResponse answer, boolean whole) {
        if (id.isEmpty()) {
            id = id(answer.id());
            created = answer.created() == 0 ? System.currentTimeMillis() / 1000 : answer.created();
        }
        model = answer.model().isEmpty() ? model : answer.model();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("object", "text_completion");
        fields.put("created", created);
        fields.put("model", model);
        List<Object> choices = new ArrayList<>(answer.choices().size());
        for (Choice choice : answer.choices()) {
            choices.add(choice(choice, whole));
        }
        fields.put("choices", choices);
        if (answer.usage() != null) {
            fields.put("usage", usage(answer.usage()));
        }
        return fields;
    }

    private Map<String, Object> choice(Choice choice, boolean whole) {
        Integer before = lengths.get(choice.index());
        String text = (before == null ? echo : "") + choice.message().text();
        int offset = before == null ? echo.length() : before;
        lengths.merge(choice.index(), text.length(), Integer::sum);
        FinishReason reason = choice.finishReason();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("text", text);
        fields.put("index", choice.index());
        fields.put("logprobs", logprobs(choice.extras().get("logprobs"), offset));
        fields.put("finish_reason", reason == null ? whole ? "stop" : null : word(reason));
        return fields;
    }

    private static String word(FinishReason reason) {
        return switch (reason) {
            case LENGTH -> "length";
            case CONTENT_FILTER -> "content_filter";
            default -> "stop";
        };
    }

    /** Chat has an object for each token, completions a list for each kind of value. */
    private static @Nullable Object logprobs(@Nullable Object told, int offset) {
        if (!(told instanceof Map<?, ?> map) || !(map.get("content") instanceof List<?> content)) {
            return null;
        }
        List<Object> tokens = new ArrayList<>(content.size());
        List<@Nullable Object> weights = new ArrayList<>(content.size());
        List<Object> tops = new ArrayList<>(content.size());
        List<Object> offsets = new ArrayList<>(content.size());
        int at = offset;
        for (Object item : content) {
            if (item instanceof Map<?, ?> token && token.get("token") instanceof String text) {
                tokens.add(text);
                weights.add(token.get("logprob"));
                tops.add(top(token.get("top_logprobs")));
                offsets.add(at);
                at += text.length();
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tokens", tokens);
        fields.put("token_logprobs", weights);
        fields.put("top_logprobs", tops);
        fields.put("text_offset", offsets);
        return fields;
    }

    private static Map<String, Object> top(@Nullable Object told) {
        Map<String, Object> top = new LinkedHashMap<>();
        if (told instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> token
                        && token.get("token") instanceof String text
                        && token.get("logprob") instanceof Number weight) {
                    top.put(text, weight);
                }
            }
        }
        return top;
    }

    private static Map<String, Object> usage(Usage usage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prompt_tokens", usage.inputTokens());
        fields.put("completion_tokens", usage.outputTokens());
        fields.put("total_tokens", usage.inputTokens() + usage.outputTokens());
        return fields;
    }

    private static String id(String told) {
        String own = told.startsWith("chatcmpl-") ? told.substring("chatcmpl-".length()) : told;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return own.startsWith("cmpl-")
                ? own
                : "cmpl-"
                        + (own.isEmpty()
                                ? HexFormat.of().toHexDigits(random.nextLong())
                                        + HexFormat.of().toHexDigits(random.nextLong())
                                : own);
    }
}
