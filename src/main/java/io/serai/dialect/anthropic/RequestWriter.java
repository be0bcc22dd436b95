package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.Original;
import io.serai.chat.Tool;
import io.serai.dialect.Notes;
import io.serai.dialect.ToolSchemas;
import io.serai.dialect.Traits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Canonical requests to Anthropic's form. One that came in this form is passed on, for the model that Serai has chosen. */
final class RequestWriter {
    private static final String MAX_TOKENS = "max_tokens";

    private RequestWriter() {}

    static Map<String, Object> chat(ChatRequest request, Traits model, Notes notes) {
        Original original = request.originalIn(AnthropicServer.NAME);
        if (original != null) {
            return passedOn(request, original, model, notes);
        }
        Generation generation = Generation.of(request.model());
        Turns turns = new TurnWriter(request, notes).write();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        fields.put(MAX_TOKENS, 0);
        ParameterWriter parameters = new ParameterWriter(request, generation, model, notes);
        List<Map<String, Object>> system = new ArrayList<>(turns.system());
        if (!parameters.instruction().isEmpty()) {
            TurnWriter.instruct(system, parameters.instruction(), "\n\n");
        }
        if (!system.isEmpty()) {
            fields.put("system", TurnWriter.content(system));
        }
        fields.put("messages", turns.messages());
        if (request.stream()) {
            fields.put("stream", true);
        }
        tools(request, generation, fields, notes);
        parameters.write(fields);
        return fields;
    }

    private static Map<String, Object> passedOn(ChatRequest request, Original original, Traits model, Notes notes) {
        Map<String, Object> fields = new LinkedHashMap<>(original.tree());
        fields.put("model", request.model());
        if (request.stream()) {
            fields.put("stream", true);
        } else {
            fields.remove("stream");
        }
        fields.putIfAbsent(MAX_TOKENS, ParameterWriter.mostTokens(model));
        if (fields.get("messages") instanceof List<?> turns) {
            fields.put("messages", TurnPairs.of(turns, notes));
        }
        if (Generation.isClaude(request.model())) {
            OriginalWriter.adapt(fields, notes);
            Fitting.fit(fields, request.model(), model, notes);
        }
        return fields;
    }

    private static void tools(ChatRequest request, Generation generation, Map<String, Object> fields, Notes notes) {
        List<Tool> offered = request.tools();
        if (offered.isEmpty()) {
            return;
        }
        List<Object> tools = new ArrayList<>(offered.size());
        for (Tool tool : offered) {
            tools.add(tool(tool, "tools[" + tools.size() + ']', generation, notes));
        }
        fields.put("tools", tools);
    }

    private static Map<String, Object> tool(Tool tool, String place, Generation generation, Notes notes) {
        if (tool.name().isEmpty()) {
            return tool.extras();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            fields.put("description", tool.description());
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        if (tool.parameters() != null) {
            schema.putAll(ToolSchemas.plain(tool.parameters()));
        }
        fields.put("input_schema", schema);
        if (tool.extras().get("function") instanceof Map<?, ?> function
                && Boolean.TRUE.equals(function.get("strict"))) {
            Map<String, Object> strict = generation.schemas() ? Schemas.strict(schema) : null;
            if (strict == null) {
                notes.drop(place + ".function.strict");
            } else {
                fields.put("input_schema", strict);
                fields.put("strict", true);
            }
        }
        if (tool.extras().get(TurnWriter.CACHE) instanceof Map<?, ?> cache) {
            fields.put(TurnWriter.CACHE, cache);
        }
        return fields;
    }
}
