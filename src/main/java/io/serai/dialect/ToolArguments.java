package io.serai.dialect;

import io.serai.chat.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The arguments of tool calls, which should be the text of a JSON object, and which models now and then leave empty or break off. */
public final class ToolArguments {
    /** No arguments. */
    public static final String NONE = "{}";

    private ToolArguments() {}

    /** The object that a text holds; a text that holds none is kept in one, under {@code arguments}. */
    public static Map<?, ?> object(String text) {
        if (text.isBlank()) {
            return Map.of();
        }
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> object
                    ? object
                    : Map.of("arguments", text);
        } catch (MalformedException e) {
            return Map.of("arguments", text);
        }
    }

    /** The text itself if it is that of an object, and else one of an object that holds it. */
    public static String text(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        return Json.isObject(text) ? text : new String(Json.write(Map.of("arguments", text)), StandardCharsets.UTF_8);
    }

    /** The call with arguments that every vendor reads. */
    public static ToolCall mended(ToolCall call) {
        String text = text(call.arguments());
        return text.equals(call.arguments())
                ? call
                : new ToolCall(call.index(), call.id(), call.name(), text, call.extras());
    }
}
