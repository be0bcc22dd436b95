package io.serai.dialect.openai;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tools, calls and results in Anthropic's or Responses' form within a chat request, as some editors send them: read as what they mean. */
final class ForeignTurns {

    private ForeignTurns() {}

    /** Whether a tool without {@code function} is a function all the same: a name with a schema. */
    static boolean isFunction(Fields tool) {
        Object type = tool.peek("type");
        boolean plain = type == null || "custom".equals(type) || "function".equals(type);
        return plain
                && tool.peek("name") instanceof String name
                && !name.isEmpty()
                && (tool.peek("input_schema") instanceof Map || tool.peek("parameters") instanceof Map);
    }

    static Tool tool(Fields tool) {
        String name = tool.text("name");
        String description = tool.textIfAny("description");
        Fields schema = tool.object(tool.has("input_schema") ? "input_schema" : "parameters");
        Object strict = tool.peek("strict");
        return new Tool(
                name,
                description,
                schema == null ? null : schema.rest(),
                Boolean.TRUE.equals(strict) ? Map.of("function", Map.of("strict", true)) : Map.of());
    }

    /** Adds a message, and what of it is a message of its own. */
    static void add(Message message, List<Message> messages) {
        if (message.role() == Role.USER && has(message, "tool_result")) {
            addResults(message, messages);
        } else if (message.role() == Role.ASSISTANT && has(message, "tool_use")) {
            messages.add(calling(message));
        } else {
            messages.add(message);
        }
    }

    private static boolean has(Message message, String type) {
        for (Part part : message.parts()) {
            if (isOf(part, type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(Part part, String type) {
        return part instanceof Part.Other other && type.equals(other.fields().get("type"));
    }

    private static void addResults(Message message, List<Message> messages) {
        List<Part> said = new ArrayList<>();
        for (Part part : message.parts()) {
            if (isOf(part, "tool_result") && part instanceof Part.Other other) {
                messages.add(Message.toolResult(
                        String.valueOf(other.fields().get("tool_use_id")),
                        "",
                        List.of(new Part.Text(text(other.fields().get("content")), true, Map.of()))));
            } else {
                said.add(part);
            }
        }
        if (!said.isEmpty()) {
            messages.add(new Message(Role.USER, said, List.of(), message.extras()));
        }
    }

    private static String text(@Nullable Object content) {
        if (content instanceof String text) {
            return text;
        }
        StringBuilder text = new StringBuilder();
        if (content instanceof List<?> blocks) {
            for (Object block : blocks) {
                if (block instanceof Map<?, ?> map && map.get("text") instanceof String piece) {
                    text.append(piece);
                }
            }
        }
        return text.toString();
    }

    private static Message calling(Message message) {
        List<Part> said = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>(message.toolCalls());
        for (Part part : message.parts()) {
            if (isOf(part, "tool_use") && part instanceof Part.Other other) {
                Object input = other.fields().get("input");
                calls.add(new ToolCall(
                        -1,
                        String.valueOf(other.fields().get("id")),
                        String.valueOf(other.fields().get("name")),
                        input instanceof String text
                                ? text
                                : new String(Json.write(input == null ? Map.of() : input), StandardCharsets.UTF_8),
                        Map.of()));
            } else {
                said.add(part);
            }
        }
        return new Message(Role.ASSISTANT, said, calls, message.extras());
    }
}
