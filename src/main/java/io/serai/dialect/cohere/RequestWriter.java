package io.serai.dialect.cohere;

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

/** Canonical requests to Cohere's form. */
final class RequestWriter {
    /** Parameters with the same name and meaning, and those that only Cohere has. */
    private static final Set<String> SAME =
            Set.of("seed", "documents", "citation_options", "safety_mode", "strict_tools", "priority");

    /** What needs no word when it is left out: it is done anyway, or in another field. */
    private static final Set<String> SILENT = Set.of("stream_options", "max_tokens", "max_completion_tokens");

    private static final Set<String> CHOICES = Set.of("auto", "none", "required");

    private RequestWriter() {}

    static Map<String, Object> chat(ChatRequest request, Notes notes) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        fields.put("stream", request.stream());
        fields.put("messages", MessageWriter.conversation(request.messages()));
        Map<String, Object> asked = request.parameters();
        Object longest = asked.get("max_completion_tokens");
        put(fields, "max_tokens", longest == null ? asked.get("max_tokens") : longest);
        asked.forEach((name, value) -> {
            if (value != null && !SILENT.contains(name)) {
                parameter(name, value, fields, notes);
            }
        });
        tools(request, fields);
        return fields;
    }

    private static void parameter(String name, Object value, Map<String, Object> fields, Notes notes) {
        switch (name) {
            case "temperature" -> fields.put(name, Clamp.within(name, value, "0", "1", notes));
            case "presence_penalty", "frequency_penalty" ->
                fields.put(name, Clamp.within(name, value, "0", "1", notes));
            case "top_p" -> fields.put("p", Clamp.within(name, value, "0.01", "0.99", notes));
            case "top_k" -> fields.put("k", Clamp.within(name, value, "0", "500", notes));
            case "stop" -> fields.put("stop_sequences", value instanceof String ? List.of(value) : value);
            case "response_format" -> put(fields, name, format(value));
            case "reasoning_effort" ->
                fields.putIfAbsent("thinking", Map.of("type", value.equals("none") ? "disabled" : "enabled"));
            case "reasoning_budget" -> fields.put("thinking", Map.of("type", "enabled", "token_budget", value));
            // With the tools.
            case "tool_choice" -> {}
            case "n" -> Clamp.toOneAnswer(value, notes);
            default -> {
                if (SAME.contains(name)) {
                    fields.put(name, value);
                } else {
                    notes.drop(name);
                }
            }
        }
    }

    private static @Nullable Object format(Object format) {
        if (!(format instanceof Map<?, ?> map) || "text".equals(map.get("type"))) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "json_object");
        put(json, "json_schema", map.get("json_schema") instanceof Map<?, ?> named ? named.get("schema") : null);
        return json;
    }

    /** A certain function is the only one that is offered, and must be called. */
    private static void tools(ChatRequest request, Map<String, Object> fields) {
        if (request.tools().isEmpty()) {
            return;
        }
        Object choice = request.parameters().get("tool_choice");
        String named = choice instanceof Map<?, ?> map
                        && map.get("function") instanceof Map<?, ?> function
                        && function.get("name") instanceof String name
                ? name
                : "";
        List<Object> tools = new ArrayList<>(request.tools().size());
        for (Tool tool : request.tools()) {
            if (named.isEmpty() || named.equals(tool.name())) {
                tools.add(ToolSchemas.function(tool));
            }
        }
        if (choice != null && (tools.isEmpty() || (named.isEmpty() && !CHOICES.contains(String.valueOf(choice))))) {
            throw new CannotExpressException("tool_choice: Cohere knows auto, none, required and one of the functions");
        }
        fields.put("tools", tools);
        if (!named.isEmpty() || "required".equals(choice)) {
            fields.put("tool_choice", "REQUIRED");
        } else if ("none".equals(choice)) {
            fields.put("tool_choice", "NONE");
        }
    }

    static Map<String, Object> embedding(EmbeddingRequest request, Notes notes) {
        for (int i = 0; i < request.input().size(); i++) {
            if (!(request.input().get(i) instanceof String)) {
                throw new CannotExpressException("input[" + i + "]: Cohere takes texts, no token numbers");
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        fields.put("texts", request.input());
        // What texts are for must be told; most are stored, to be searched.
        fields.put("input_type", "search_document");
        fields.put("embedding_types", List.of("float"));
        request.parameters().forEach((name, value) -> {
            switch (name) {
                case "dimensions" -> put(fields, "output_dimension", value);
                case "input_type" -> put(fields, name, value);
                case "truncate" -> put(fields, name, truncation(value));
                case "encoding_format" -> {}
                default -> notes.drop(name);
            }
        });
        return fields;
    }

    /** In Cohere's words; Ollama's clients say only whether. */
    private static @Nullable Object truncation(@Nullable Object value) {
        return value instanceof Boolean may ? (may ? "END" : "NONE") : value;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
