package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Tool;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests in Anthropic's form to canonical ones. What is wrong is told with the field's name and what it should be.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages/create">Create a message</a>
 */
final class RequestReader {
    /** The headers that say in which words a request is written. */
    private static final List<String> HEADERS = List.of("anthropic-version", "anthropic-beta");

    private RequestReader() {}

    static ChatRequest chat(Inbound in) {
        View body = View.of(Json.parseRequest(in.body()).rest(), "");
        List<Message> messages = new ArrayList<>(MessageReader.system(body));
        List<View> turns = body.objects("messages");
        if (turns.isEmpty()) {
            throw body.missing("messages", "a list of messages, [{\"role\": \"user\", \"content\": \"...\"}]");
        }
        Map<String, String> names = new HashMap<>();
        for (View turn : turns) {
            MessageReader.read(turn, messages, names);
        }
        List<Tool> tools = new ArrayList<>();
        for (View tool : body.objects("tools")) {
            tools.add(tool(tool));
        }
        boolean stream = Boolean.TRUE.equals(body.value("stream", Boolean.class::isInstance, "true or false"));
        String model = body.text("model");
        return new ChatRequest(
                AnthropicServer.NAME,
                model.isBlank() ? ChatRequest.AUTO : model,
                messages,
                tools,
                stream,
                Parameters.read(body, stream),
                new Original(AnthropicServer.NAME, body.fields(), headers(in)));
    }

    private static Map<String, String> headers(Inbound in) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : HEADERS) {
            String value = in.headers().get(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    /** A tool of the client's; the vendor's own ones have a type of their own and stay in its words. */
    private static Tool tool(View tool) {
        String type = tool.text("type");
        if (!type.isEmpty() && !type.equals("custom")) {
            return new Tool("", "", null, tool.fields());
        }
        View schema = tool.object("input_schema");
        Object strict = tool.get("strict");
        return new Tool(
                tool.neededText("name"),
                tool.text("description"),
                schema == null ? null : schema.fields(),
                Boolean.TRUE.equals(strict) ? Map.of("function", Map.of("strict", true)) : Map.of());
    }
}
