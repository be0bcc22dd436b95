package io.serai.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages and the deltas of a stream, which have one shape, in both directions. */
final class Messages {
    /** Where vendors put a model's thoughts; OpenAI itself shows none. */
    private static final List<String> REASONING_FIELDS = List.of("reasoning_content", "reasoning");

    private Messages() {}

    static Message read(Fields message, Role role) {
        List<Part> parts = new ArrayList<>(2);
        for (String field : REASONING_FIELDS) {
            if (message.peek(field) instanceof String text) {
                message.drop(field);
                parts.add(new Part.Reasoning(text, field));
            }
        }
        Object content = message.peek("content");
        if (content instanceof String text) {
            message.drop("content");
            parts.add(new Part.Text(text, true, Map.of()));
        } else if (content instanceof List) {
            List<?> items = message.list("content");
            for (int i = 0; i < items.size(); i++) {
                parts.add(part(message, items.get(i), i));
            }
        }
        if (message.peek("refusal") instanceof String text) {
            message.drop("refusal");
            parts.add(new Part.Refusal(text, true));
        }
        List<ToolCall> calls = new ArrayList<>();
        for (Fields call : message.objects("tool_calls")) {
            calls.add(toolCall(call));
        }
        return new Message(role, parts, calls, message.rest());
    }

    private static Part part(Fields message, Object item, int index) {
        if (item instanceof String text) {
            return new Part.Text(text, false, Map.of());
        }
        if (!(item instanceof Map<?, ?> map)) {
            throw message.wrong("content[" + index + ']', "an object with a type", item);
        }
        Fields part = message.part("content[" + index + ']', map);
        Object type = part.peek("type");
        if ("text".equals(type) && part.has("text")) {
            part.drop("type");
            return new Part.Text(part.text("text", ""), false, part.rest());
        }
        if ("refusal".equals(type) && part.has("refusal")) {
            return new Part.Refusal(part.text("refusal", ""), false);
        }
        if ("image_url".equals(type)) {
            return image(part);
        }
        return new Part.Other(part.rest());
    }

    private static Part image(Fields part) {
        part.drop("type");
        if (part.peek("image_url") instanceof String url) {
            part.drop("image_url");
            return new Part.Image(url, null, part.rest());
        }
        Fields image = part.object("image_url");
        if (image == null || !image.has("url")) {
            throw part.missing("image_url.url", "the image's address or a data: URL");
        }
        String url = image.text("url", "");
        String detail = image.text("detail", "");
        part.keep("image_url", image.rest());
        return new Part.Image(url, detail.isEmpty() ? null : detail, part.rest());
    }

    private static ToolCall toolCall(Fields call) {
        int index = (int) call.numberIfAny("index", -1);
        String id = call.textIfAny("id", "");
        Fields function = call.object("function");
        if (function == null) {
            return new ToolCall(index, id, "", "", call.rest());
        }
        String name = function.textIfAny("name", "");
        Object arguments = function.take("arguments");
        call.keep("function", function.rest());
        return new ToolCall(index, id, name, asText(arguments), call.rest());
    }

    /** Some servers give the arguments as an object rather than as its text. */
    private static String asText(@Nullable Object arguments) {
        return switch (arguments) {
            case null -> "";
            case String text -> text;
            default -> new String(Json.write(json -> Json.value(json, arguments)), StandardCharsets.UTF_8);
        };
    }

    /**
     * Writes a message's fields into the object that is open.
     *
     * @param role the role to tell, unless the message has its own; null for none
     * @param piece whether it is a delta of a stream
     */
    static void write(JsonGenerator json, Message message, @Nullable String role, boolean piece) throws IOException {
        Object own = message.extras().getOrDefault("role", role);
        if (own instanceof String told) {
            json.writeStringField("role", told);
        }
        writeContent(json, message, piece);
        for (Part part : message.parts()) {
            if (part instanceof Part.Reasoning reasoning) {
                json.writeStringField(reasoning.field(), reasoning.text());
            } else if (part instanceof Part.Refusal refusal && refusal.bare()) {
                json.writeStringField("refusal", refusal.text());
            }
        }
        if (!message.toolCalls().isEmpty()) {
            json.writeArrayFieldStart("tool_calls");
            int position = 0;
            for (ToolCall call : message.toolCalls()) {
                writeToolCall(json, call, piece ? position : -1);
                position++;
            }
            json.writeEndArray();
        }
        Json.fieldsBut(json, message.extras(), "role");
    }

    private static void writeContent(JsonGenerator json, Message message, boolean piece) throws IOException {
        List<Part> shown = new ArrayList<>(message.parts().size());
        for (Part part : message.parts()) {
            if (!(part instanceof Part.Reasoning) && !(part instanceof Part.Refusal refusal && refusal.bare())) {
                shown.add(part);
            }
        }
        if (shown.isEmpty()) {
            return;
        }
        if (shown.getFirst() instanceof Part.Text only && only.bare() && shown.size() == 1) {
            json.writeStringField("content", only.text());
            return;
        }
        if (piece && shown.stream().allMatch(Part.Text.class::isInstance)) {
            json.writeStringField("content", message.text());
            return;
        }
        json.writeArrayFieldStart("content");
        for (Part part : shown) {
            writePart(json, part);
        }
        json.writeEndArray();
    }

    private static void writePart(JsonGenerator json, Part part) throws IOException {
        json.writeStartObject();
        switch (part) {
            case Part.Text text -> {
                json.writeStringField("type", "text");
                json.writeStringField("text", text.text());
                Json.fields(json, text.extras());
            }
            case Part.Refusal refusal -> {
                json.writeStringField("type", "refusal");
                json.writeStringField("refusal", refusal.text());
            }
            case Part.Image image -> {
                json.writeStringField("type", "image_url");
                json.writeObjectFieldStart("image_url");
                json.writeStringField("url", image.url());
                if (image.detail() != null) {
                    json.writeStringField("detail", image.detail());
                }
                writeRest(json, image.extras(), "image_url");
            }
            case Part.Other other -> Json.fields(json, other.fields());
            case Part.Reasoning reasoning -> {
                json.writeStringField("type", "text");
                json.writeStringField("text", reasoning.text());
            }
        }
        json.writeEndObject();
    }

    private static void writeToolCall(JsonGenerator json, ToolCall call, int position) throws IOException {
        json.writeStartObject();
        if (call.index() >= 0 || position >= 0) {
            json.writeNumberField("index", call.index() >= 0 ? call.index() : position);
        }
        if (!call.id().isEmpty()) {
            json.writeStringField("id", call.id());
            if (!call.extras().containsKey("type")) {
                json.writeStringField("type", "function");
            }
        }
        boolean function = !call.name().isEmpty()
                || !call.arguments().isEmpty()
                || call.extras().keySet().stream().allMatch(name -> name.equals("type") || name.equals("function"));
        if (function) {
            json.writeObjectFieldStart("function");
            if (!call.name().isEmpty()) {
                json.writeStringField("name", call.name());
            }
            json.writeStringField("arguments", call.arguments());
            writeRest(json, call.extras(), "function");
        } else {
            Json.fields(json, call.extras());
        }
        json.writeEndObject();
    }

    /** Ends the object that is open with what was left over in it, and writes what was left over around it. */
    static void writeRest(JsonGenerator json, Map<String, Object> extras, String inner) throws IOException {
        if (extras.get(inner) instanceof Map<?, ?> leftOver) {
            Json.fields(json, leftOver);
        }
        json.writeEndObject();
        Json.fieldsBut(json, extras, inner);
    }
}
