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
import java.util.Set;

/**
 * Requests in Anthropic's form to canonical ones. Errors name the field and what it should be.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages/create">Create a message</a>
 */
final class RequestReader {
    /** The headers that say in which words a request is written. */
    private static final List<String> HEADERS = List.of("anthropic-version", "anthropic-beta");

    /** What is read here, in {@link Parameters} and in {@link MessageReader}. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "max_tokens",
            "system",
            "tools",
            "tool_choice",
            "stream",
            "stop_sequences",
            "temperature",
            "top_p",
            "top_k",
            "thinking",
            "metadata",
            "output_config",
            "output_format",
            "service_tier");

    private RequestReader() {}

    static ChatRequest chat(Inbound in) {
        View body = View.of(Json.parseRequest(in.body()).rest(), "");
        List<Message> messages = new ArrayList<>(MessageReader.system(body));
        List<View> turns = body.objects("messages");
        String model = body.text("model");
        if (turns.isEmpty() && !in.namesTemplate(model)) {
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
        Map<String, Object> parameters = Parameters.read(body, stream);
        body.fields().forEach((name, value) -> {
            if (value != null && !KNOWN.contains(name)) {
                // The writers of other dialects report that it is left out.
                parameters.putIfAbsent(name, value);
            }
        });
        return new ChatRequest(
                AnthropicServer.NAME,
                model.isBlank() ? ChatRequest.AUTO : model,
                messages,
                tools,
                stream,
                parameters,
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
