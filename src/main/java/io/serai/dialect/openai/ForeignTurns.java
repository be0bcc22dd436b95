package io.serai.dialect.openai;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.Fields;
import io.serai.dialect.FileParts;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tools, the choice among them, calls, results and parts in Anthropic's or Responses' form within a chat request, as some editors send
 * them: read as what they mean.
 */
final class ForeignTurns {

    private static final String CHOICE = "tool_choice";
    private static final String FUNCTION = "function";
    private static final String ALLOWED = "allowed_tools";
    private static final String PARALLEL = "parallel_tool_calls";
    private static final String PDF = "application/pdf";

    private ForeignTurns() {}

    /** Puts the choice among the tools in chat's own words; one that is in them already, or that nobody knows, stays. */
    static void choose(Fields body) {
        if ("any".equals(body.peek(CHOICE))) {
            body.put(CHOICE, "required");
        }
        if (!(body.peek(CHOICE) instanceof Map<?, ?> choice)) {
            return;
        }
        Object own = choice(choice);
        if (own != choice) {
            body.put(CHOICE, own);
        }
        if (choice.get("disable_parallel_tool_use") instanceof Boolean alone && !body.has(PARALLEL)) {
            body.put(PARALLEL, !alone);
        }
    }

    private static Object choice(Map<?, ?> choice) {
        return switch (choice.get("type") instanceof String type ? type : "") {
            case "auto" -> "auto";
            case "none" -> "none";
            case "any", "required" -> "required";
            case FUNCTION, "custom", "tool" -> named(choice);
            case ALLOWED -> choice.get("tools") instanceof List<?> tools ? allowed(choice, tools) : choice;
            default -> choice;
        };
    }

    /** Chat has the name in an object of its own, the others beside the type. */
    private static Object named(Map<?, ?> choice) {
        if (!(choice.get("name") instanceof String name)) {
            return choice;
        }
        String type = "custom".equals(choice.get("type")) ? "custom" : FUNCTION;
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("type", type);
        own.put(type, Map.of("name", name));
        return own;
    }

    private static Object allowed(Map<?, ?> choice, List<?> tools) {
        Map<String, Object> some = new LinkedHashMap<>();
        some.put("mode", choice.get("mode") instanceof String mode ? mode : "auto");
        some.put(
                "tools",
                tools.stream()
                        .map(tool -> tool instanceof Map<?, ?> map ? named(map) : tool)
                        .toList());
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("type", ALLOWED);
        own.put(ALLOWED, some);
        return own;
    }

    /** A part in another dialect's form; null if it is none, or says what chat has no form for. */
    static @Nullable Part part(Map<?, ?> part) {
        return switch (part.get("type") instanceof String type ? type : "") {
            case "input_text", "output_text" ->
                part.get("text") instanceof String text ? new Part.Text(text, false, Map.of()) : null;
            case "input_image" ->
                part.get("image_url") instanceof String url
                        ? new Part.Image(url, part.get("detail") instanceof String detail ? detail : null, Map.of())
                        : null;
            case "input_file" -> file(part.get("filename"), part.get("file_data"));
            case "image" -> part.get("source") instanceof Map<?, ?> source ? image(source) : null;
            case "document" -> part.get("source") instanceof Map<?, ?> source ? document(part, source) : null;
            default -> null;
        };
    }

    private static @Nullable Part image(Map<?, ?> source) {
        Object url = "base64".equals(source.get("type")) ? data(source) : source.get("url");
        return url instanceof String address ? new Part.Image(address, null, Map.of()) : null;
    }

    private static @Nullable Part document(Map<?, ?> part, Map<?, ?> source) {
        if ("text".equals(source.get("type"))) {
            return source.get("data") instanceof String text ? new Part.Text(text, false, Map.of()) : null;
        }
        return PDF.equals(source.get("media_type")) ? file(part.get("title"), data(source)) : null;
    }

    private static @Nullable String data(Map<?, ?> source) {
        return source.get("media_type") instanceof String type && source.get("data") instanceof String data
                ? "data:" + type + ";base64," + data
                : null;
    }

    private static @Nullable Part file(@Nullable Object name, @Nullable Object data) {
        return data instanceof String url ? FileParts.ofData(name instanceof String text ? text : "", url) : null;
    }

    /** Whether a tool without {@code function} is a function all the same: a name with a schema. */
    static boolean isFunction(Fields tool) {
        Object type = tool.peek("type");
        boolean plain = type == null || "custom".equals(type) || FUNCTION.equals(type);
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
                Boolean.TRUE.equals(strict) ? Map.of(FUNCTION, Map.of("strict", true)) : Map.of());
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
