package io.serai.dialect.openai;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Tool;
import io.serai.dialect.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Canonical requests to OpenAI's form. */
final class RequestWriter {

    private RequestWriter() {}

    static Map<String, Object> chat(ChatRequest request) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        List<Object> messages = new ArrayList<>(request.messages().size());
        for (Message message : request.messages()) {
            messages.add(MessageWriter.turn(message));
        }
        fields.put("messages", messages);
        if (request.stream()) {
            fields.put("stream", true);
        }
        if (!request.tools().isEmpty()) {
            List<Object> tools = new ArrayList<>(request.tools().size());
            for (Tool tool : request.tools()) {
                tools.add(tool(tool));
            }
            fields.put("tools", tools);
        }
        return Fields.addRest(fields, request.parameters());
    }

    static Map<String, Object> embedding(EmbeddingRequest request) {
        List<Object> input = request.input();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        fields.put("input", input.size() == 1 ? input.getFirst() : input);
        return Fields.addRest(fields, request.parameters());
    }

    private static Map<String, Object> tool(Tool tool) {
        if (tool.name().isEmpty()) {
            return tool.extras();
        }
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            function.put("description", tool.description());
        }
        if (tool.parameters() != null) {
            function.put("parameters", tool.parameters());
        }
        Fields.addRest(function, tool.extras().get("function"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", tool.extras().getOrDefault("type", "function"));
        fields.put("function", function);
        return Fields.addRest(fields, tool.extras());
    }
}
