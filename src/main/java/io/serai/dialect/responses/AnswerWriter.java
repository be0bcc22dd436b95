package io.serai.dialect.responses;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Usage;
import io.serai.dialect.TokenEstimate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The response object: what a model answers, and with it what was asked for. */
final class AnswerWriter {
    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";
    static final String FAILED = "failed";

    /** The fields of items that hold what the model has written. */
    private static final Set<String> SAID = Set.of("text", "refusal", "name", "arguments", "input");

    private final String id;
    private final long created;
    private final ChatRequest request;
    private final Map<String, Object> asked;
    private final Asked marks;

    /** @param answer whose id and time it has: an answer, or its first piece */
    AnswerWriter(ChatResponse answer, ChatRequest request) {
        this.request = request;
        this.created = answer.created() == 0 ? now() : answer.created();
        this.marks = Asked.of(request);
        // What clients refer to must be one answer's alone, and vendors repeat theirs.
        this.id = id(marks.kept() ? "" : answer.id());
        this.asked = request.original() == null ? Map.of() : request.original().tree();
    }

    static Map<String, Object> whole(ChatResponse answer, ChatRequest request) {
        AnswerWriter writer = new AnswerWriter(answer, request);
        Output output = writer.output(Output.NOBODY);
        FinishReason reason = null;
        for (Choice choice : answer.choices()) {
            if (choice.index() == 0) {
                output.add(choice);
                reason = choice.finishReason();
            }
        }
        output.close(status(reason));
        return writer.response(answer.model(), status(reason), reason, output.items(), answer.usage());
    }

    /** The form of an answer that only is a summary. */
    static Map<String, Object> compacted(Map<String, Object> response) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name : List.of("id", "created_at", "output", "usage")) {
            fields.put(name, response.get(name));
        }
        fields.put("object", "response.compaction");
        return fields;
    }

    /** Its items, of which there are none yet. */
    Output output(Output.Listener listener) {
        return new Output(id.substring("resp_".length()), Offered.of(asked), marks.summary(), listener);
    }

    static String status(@Nullable FinishReason reason) {
        return reason == FinishReason.LENGTH || reason == FinishReason.CONTENT_FILTER ? INCOMPLETE : COMPLETED;
    }

    Map<String, Object> response(
            String model, String status, @Nullable FinishReason reason, List<Object> output, @Nullable Usage usage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("object", "response");
        fields.put("created_at", created);
        fields.put("status", status);
        fields.put("background", false);
        fields.put("completed_at", status.equals(COMPLETED) ? now() : null);
        fields.put("error", null);
        fields.put("incomplete_details", status.equals(INCOMPLETE) ? Map.of("reason", why(reason)) : null);
        echo(fields, "instructions", null);
        echo(fields, "max_output_tokens", null);
        echo(fields, "max_tool_calls", null);
        fields.put("model", model);
        fields.put("output", output);
        echo(fields, "parallel_tool_calls", true);
        fields.put("previous_response_id", marks.previous());
        echo(fields, "reasoning", Map.of());
        fields.put("store", marks.kept());
        echo(fields, "temperature", null);
        echo(fields, "text", Map.of("format", Map.of("type", "text")));
        echo(fields, "tool_choice", "auto");
        fields.put("tools", tools());
        echo(fields, "top_logprobs", 0);
        echo(fields, "top_p", null);
        fields.put("truncation", "disabled");
        fields.put("usage", status.equals(IN_PROGRESS) ? null : usage(usage == null ? estimated(output) : usage));
        echo(fields, "user", null);
        echo(fields, "metadata", Map.of());
        return fields;
    }

    private static String why(@Nullable FinishReason reason) {
        return reason == FinishReason.CONTENT_FILTER ? "content_filter" : "max_output_tokens";
    }

    private void echo(Map<String, Object> fields, String name, @Nullable Object otherwise) {
        Object told = asked.get(name);
        fields.put(name, told == null ? otherwise : told);
    }

    /** The tools as they were told, with the fields that each must have. */
    private List<Object> tools() {
        if (!(asked.get("tools") instanceof List<?> tools)) {
            return List.of();
        }
        return tools.stream().<Object>map(AnswerWriter::tool).toList();
    }

    private static Object tool(Object tool) {
        if (!(tool instanceof Map<?, ?> told) || !"function".equals(told.get("type"))) {
            return tool;
        }
        Map<Object, @Nullable Object> fields = new LinkedHashMap<>(told);
        fields.putIfAbsent("description", null);
        fields.putIfAbsent("parameters", null);
        fields.putIfAbsent("strict", false);
        return fields;
    }

    /** Clients count their context by the usage, and some take an answer without it for none: what the vendor has not told is estimated. */
    private Usage estimated(List<Object> output) {
        return Usage.of(TokenEstimate.atMost(request), (long) Math.ceil(tokens(output)));
    }

    private static double tokens(@Nullable Object value) {
        double tokens = 0;
        if (value instanceof List<?> items) {
            for (Object item : items) {
                tokens += tokens(item);
            }
        } else if (value instanceof Map<?, ?> fields) {
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                boolean said = field.getValue() instanceof String && SAID.contains(field.getKey());
                tokens += said ? TokenEstimate.atMost(String.valueOf(field.getValue())) : tokens(field.getValue());
            }
        }
        return tokens;
    }

    private static Map<String, Object> usage(Usage usage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("input_tokens", usage.inputTokens());
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("cached_tokens", Math.max(0, usage.cachedTokens()));
        input.put("cache_write_tokens", Math.max(0, usage.cacheWriteTokens()));
        fields.put("input_tokens_details", input);
        fields.put("output_tokens", usage.outputTokens());
        fields.put("output_tokens_details", Map.of("reasoning_tokens", Math.max(0, usage.reasoningTokens())));
        fields.put("total_tokens", usage.inputTokens() + usage.outputTokens());
        return fields;
    }

    /** The vendor's id in the form of Responses; one made up if it has none. */
    private static String id(String told) {
        StringBuilder digits = new StringBuilder(told.length());
        told.chars().filter(c -> c < 0x80 && Character.isLetterOrDigit(c)).forEach(c -> digits.append((char) c));
        if (digits.isEmpty()) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            digits.append(HexFormat.of().toHexDigits(random.nextLong()))
                    .append(HexFormat.of().toHexDigits(random.nextLong()));
        }
        return "resp_" + digits;
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
