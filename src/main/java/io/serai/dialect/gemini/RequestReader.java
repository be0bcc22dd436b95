package io.serai.dialect.gemini;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests in Gemini's form to canonical ones. Errors name the field and what it should be.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">Generating content</a>
 */
final class RequestReader {
    static final List<String> CHAT = List.of("generateContent", "streamGenerateContent");
    static final List<String> EMBEDDING = List.of("embedContent", "batchEmbedContents");
    /** The original's header with the form of the stream: {@code sse}, or else a JSON list. */
    static final String FORM = "alt";

    /** The name of contents that Google keeps; without them it would be another request. */
    private static final String CACHE = "cachedContent";

    private RequestReader() {}

    static ChatRequest chat(Inbound in) {
        Path path = Path.of(in.path(), CHAT);
        Map<String, Object> body = Json.parseRequest(in.body()).rest();
        boolean stream = path.method().equals("streamGenerateContent");
        String model = path.model().isEmpty() ? model(body) : path.model();
        return chat(
                body,
                model,
                in.namesTemplate(model),
                stream,
                new Original(
                        "gemini",
                        body,
                        Map.of(FORM, in.query().getOrDefault(FORM, "")),
                        Names.get(body, CACHE) == null ? List.of() : List.of(CACHE)));
    }

    /** @param template whether the request names a template, so that it needs no contents of its own */
    static ChatRequest chat(
            Map<String, Object> body, String model, boolean template, boolean stream, Original original) {
        MessageReader reader = new MessageReader();
        reader.system(Names.get(body, "systemInstruction"));
        if (Names.get(body, "contents") instanceof String prompt) {
            reader.messages().add(Message.of(Role.USER, prompt));
        } else {
            List<Map<?, ?>> contents = Names.objects(body, "contents", "");
            for (int i = 0; i < contents.size(); i++) {
                reader.content(contents.get(i), "contents[" + i + ']');
            }
        }
        if (!template && reader.messages().stream().allMatch(message -> message.role() == Role.SYSTEM)) {
            throw Names.wrong(
                    "contents", "a list of contents, [{\"role\": \"user\", \"parts\": [{\"text\": \"...\"}]}]");
        }
        List<Tool> tools = tools(body);
        Map<String, Object> parameters = Parameters.read(body);
        if (stream) {
            parameters.put("stream_options", Map.of("include_usage", true));
        }
        return new ChatRequest(
                "gemini",
                model,
                reader.messages(),
                Parameters.choice(body, tools, parameters),
                stream,
                parameters,
                original);
    }

    private static List<Tool> tools(Map<String, Object> body) {
        List<Tool> tools = new ArrayList<>();
        List<Map<?, ?>> groups = Names.objects(body, "tools", "");
        for (int i = 0; i < groups.size(); i++) {
            for (Map.Entry<?, ?> group : groups.get(i).entrySet()) {
                String name = String.valueOf(group.getKey());
                if (!name.equals("functionDeclarations") && !name.equals("function_declarations")) {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put(name, group.getValue());
                    tools.add(new Tool("", "", null, fields));
                }
            }
            String path = "tools[" + i + ']';
            List<Map<?, ?>> functions = Names.objects(groups.get(i), "functionDeclarations", path);
            for (int j = 0; j < functions.size(); j++) {
                tools.add(function(functions.get(j), path + ".functionDeclarations[" + j + ']'));
            }
        }
        return tools;
    }

    private static Tool function(Map<?, ?> function, String path) {
        String name = Names.text(function, "name");
        if (name.isEmpty()) {
            throw Names.wrong(path + ".name", "the function's name");
        }
        return new Tool(
                name,
                Names.text(function, "description"),
                schema(function, "parametersJsonSchema", "parameters"),
                Map.of());
    }

    /** The schema in the one field, or in the other one in Google's own form; null if there is none. */
    static @Nullable Map<String, Object> schema(Map<?, ?> fields, String json, String own) {
        Map<?, ?> schema = Names.object(fields, json);
        if (schema != null) {
            Map<String, Object> read = new LinkedHashMap<>();
            schema.forEach((name, value) -> read.put(String.valueOf(name), value));
            return read;
        }
        Map<?, ?> openApi = Names.object(fields, own);
        return openApi == null ? null : OpenApiSchema.toJsonSchema(openApi);
    }

    /** The model that a body names, where there is no path to name it. */
    private static String model(Map<String, Object> body) {
        String model = Path.plain(Names.text(body, "model"));
        return model.isBlank() ? ChatRequest.AUTO : model;
    }

    static EmbeddingRequest embedding(Inbound in) {
        Path path = Path.of(in.path(), EMBEDDING);
        Map<String, Object> body = Json.parseRequest(in.body()).rest();
        boolean batch = body.containsKey("requests");
        List<Map<?, ?>> requests = batch ? Names.objects(body, "requests", "") : List.of(body);
        if (requests.isEmpty()) {
            throw Names.wrong("requests", "a list of {\"content\": {\"parts\": [{\"text\": \"...\"}]}}");
        }
        List<Object> inputs = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            inputs.add(input(requests.get(i), batch ? "requests[" + i + ']' : ""));
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        Parameters.refuseBelow(requests.getFirst(), "outputDimensionality", 0, batch ? "requests[0]" : "");
        long dimensions = Names.number(requests.getFirst(), "outputDimensionality", 0);
        if (dimensions > 0) {
            parameters.put("dimensions", dimensions);
        }
        String model = path.model().isEmpty() ? model(body) : path.model();
        return new EmbeddingRequest("gemini", model, inputs, parameters, Original.of("gemini", body));
    }

    private static String input(Map<?, ?> request, String path) {
        Object content = Names.get(request, "content");
        if (content instanceof String text) {
            return text;
        }
        if (!(content instanceof Map<?, ?> map)) {
            throw Names.wrong(Names.at(path, "content"), "a content, {\"parts\": [{\"text\": \"...\"}]}");
        }
        StringBuilder text = new StringBuilder();
        for (Map<?, ?> part : Names.objects(map, "parts", Names.at(path, "content"))) {
            text.append(Names.text(part, "text"));
        }
        return text.toString();
    }
}
