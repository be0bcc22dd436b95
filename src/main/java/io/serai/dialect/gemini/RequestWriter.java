package io.serai.dialect.gemini;

import io.serai.chat.ChatRequest;
import io.serai.chat.Tool;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.Notes;
import io.serai.dialect.ToolSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Canonical requests to Gemini's form.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">Generating content</a>
 */
final class RequestWriter {
    /** A choice of tools that the API has one word for. */
    private static final Map<String, String> MODES = Map.of("auto", "AUTO", "none", "NONE", "required", "ANY");

    private RequestWriter() {}

    static Map<String, Object> chat(ChatRequest request, Notes notes) {
        Map<String, Object> body = new LinkedHashMap<>();
        ContentWriter contents = new ContentWriter(request, notes);
        Map<String, Object> instruction = contents.systemInstruction();
        if (instruction != null) {
            body.put("systemInstruction", instruction);
        }
        body.put("contents", contents.contents());
        Object choice = request.parameters().get("tool_choice");
        if (!request.tools().isEmpty()) {
            body.put("tools", tools(request, notes));
            Map<String, Object> calling = calling(choice);
            if (calling != null) {
                body.put("toolConfig", new LinkedHashMap<>(Map.of("functionCallingConfig", calling)));
            }
        }
        Map<String, Object> config = new ConfigWriter(request, notes).write(body);
        if (!config.isEmpty()) {
            body.put("generationConfig", config);
        }
        return body;
    }

    private static List<Object> tools(ChatRequest request, Notes notes) {
        List<Object> functions = new ArrayList<>(request.tools().size());
        List<Object> tools = new ArrayList<>(1);
        for (Tool tool : request.tools()) {
            if (!tool.name().isEmpty()) {
                functions.add(function(tool, notes));
            } else {
                tools.add(tool.extras());
            }
        }
        if (!functions.isEmpty()) {
            tools.addFirst(new LinkedHashMap<>(Map.of("functionDeclarations", functions)));
        }
        return tools;
    }

    private static Map<String, Object> function(Tool tool, Notes notes) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            function.put("description", tool.description());
        }
        if (tool.parameters() != null && !tool.parameters().isEmpty()) {
            function.put(
                    "parametersJsonSchema",
                    JsonSchema.clean(ToolSchemas.plain(tool.parameters()), "tools.function.parameters", notes));
        }
        return function;
    }

    /** What must be called; null if the model is free. */
    private static @Nullable Map<String, Object> calling(@Nullable Object choice) {
        Map<String, Object> calling = new LinkedHashMap<>();
        if (choice instanceof String word && MODES.containsKey(word)) {
            calling.put("mode", MODES.get(word));
        } else if (choice instanceof Map<?, ?> map && map.get("function") instanceof Map<?, ?> function) {
            calling.put("mode", "ANY");
            calling.put("allowedFunctionNames", List.of(String.valueOf(function.get("name"))));
        } else if (choice != null) {
            throw new CannotExpressException("tool_choice: it knows auto, none, required and a function");
        }
        return calling.isEmpty() ? null : calling;
    }
}
