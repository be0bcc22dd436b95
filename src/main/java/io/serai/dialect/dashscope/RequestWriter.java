package io.serai.dialect.dashscope;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Tool;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.Clamp;
import io.serai.dialect.Notes;
import io.serai.dialect.ToolSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Canonical requests to DashScope's form. */
final class RequestWriter {
    /** Parameters with the same name and meaning, and those that only DashScope has. */
    private static final Set<String> SAME = Set.of(
            "top_k",
            "seed",
            "stop",
            "n",
            "presence_penalty",
            "logprobs",
            "top_logprobs",
            "parallel_tool_calls",
            "response_format",
            "repetition_penalty",
            "enable_search",
            "search_options",
            "enable_thinking",
            "thinking_budget",
            "vl_high_resolution_images");

    /** What needs no word when it is left out: it is done anyway, or in another field. */
    private static final Set<String> SILENT = Set.of("stream_options", "max_tokens", "max_completion_tokens");

    private RequestWriter() {}

    static Map<String, Object> chat(ChatRequest request, boolean multimodal, Notes notes) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("result_format", "message");
        if (request.stream()) {
            parameters.put("incremental_output", true);
        }
        Map<String, Object> asked = request.parameters();
        Object longest = asked.get("max_completion_tokens");
        put(parameters, "max_tokens", longest == null ? asked.get("max_tokens") : longest);
        asked.forEach((name, value) -> {
            if (value != null && !SILENT.contains(name)) {
                parameter(name, value, parameters, notes);
            }
        });
        if (!request.tools().isEmpty()) {
            List<Object> tools = new ArrayList<>(request.tools().size());
            for (Tool tool : request.tools()) {
                if (tool == DashScopeClient.SEARCH) {
                    parameters.putIfAbsent("enable_search", true);
                } else {
                    tools.add(ToolSchemas.function(tool));
                }
            }
            if (!tools.isEmpty()) {
                parameters.put("tools", tools);
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        fields.put("input", Map.of("messages", new MessageWriter(multimodal).conversation(request.messages())));
        fields.put("parameters", parameters);
        return fields;
    }

    private static void parameter(String name, Object value, Map<String, Object> parameters, Notes notes) {
        switch (name) {
            case "temperature" -> parameters.put(name, Clamp.within(name, value, "0", "1.99", notes));
            case "top_p" -> parameters.put(name, Clamp.within(name, value, "0.01", "1", notes));
            case "reasoning_effort" -> parameters.putIfAbsent("enable_thinking", !value.equals("none"));
            case "reasoning_budget" -> {
                parameters.put("enable_thinking", true);
                parameters.put("thinking_budget", value);
            }
            case "tool_choice" -> {
                if (value.equals("required")) {
                    throw new CannotExpressException(
                            "tool_choice: DashScope knows auto, none and one function by its name");
                }
                parameters.put(name, value);
            }
            default -> {
                if (SAME.contains(name)) {
                    parameters.put(name, value);
                } else {
                    notes.drop(name);
                }
            }
        }
    }

    static Map<String, Object> embedding(EmbeddingRequest request, Notes notes) {
        for (int i = 0; i < request.input().size(); i++) {
            if (!(request.input().get(i) instanceof String)) {
                throw new CannotExpressException("input[" + i + "]: DashScope takes texts, no token numbers");
            }
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        request.parameters().forEach((name, value) -> {
            switch (name) {
                case "dimensions" -> put(parameters, "dimension", value);
                case "text_type", "output_type", "instruct" -> put(parameters, name, value);
                case "encoding_format" -> {}
                default -> notes.drop(name);
            }
        });
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        fields.put("input", Map.of("texts", request.input()));
        fields.put("parameters", parameters);
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
