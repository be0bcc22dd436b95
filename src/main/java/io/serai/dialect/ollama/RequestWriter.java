package io.serai.dialect.ollama;

import io.serai.chat.ChatRequest;
import io.serai.chat.Original;
import io.serai.chat.Tool;
import io.serai.dialect.Notes;
import io.serai.dialect.ToolSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Canonical requests to Ollama's form. */
final class RequestWriter {

    private RequestWriter() {}

    /** What came in Ollama's form goes on as it is, to the model that was chosen. */
    static Map<String, Object> same(Original original, ChatRequest request) {
        Map<String, Object> fields = same(original, request.model());
        fields.put("stream", request.stream());
        return fields;
    }

    static Map<String, Object> same(Original original, String model) {
        Map<String, Object> fields = new LinkedHashMap<>(original.tree());
        fields.put("model", model);
        return fields;
    }

    static Map<String, Object> chat(ChatRequest request, Notes notes) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        fields.put("messages", MessageWriter.conversation(request.messages()));
        fields.put("stream", request.stream());
        boolean mayCall = !"none".equals(request.parameters().get("tool_choice"));
        if (!request.tools().isEmpty() && mayCall) {
            List<Object> tools = new ArrayList<>(request.tools().size());
            for (Tool tool : request.tools()) {
                tools.add(ToolSchemas.function(tool));
            }
            fields.put("tools", tools);
        }
        Parameters.write(request.parameters(), request.model(), fields, notes);
        return fields;
    }
}
