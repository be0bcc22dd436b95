package io.serai.dialect.ollama;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments of tool calls, which are objects here and JSON text elsewhere. */
final class Arguments {

    private Arguments() {}

    static String text(@Nullable Object arguments) {
        return switch (arguments) {
            case null -> "{}";
            case String text -> text.isBlank() ? "{}" : text;
            default -> new String(Json.write(arguments), StandardCharsets.UTF_8);
        };
    }

    /** The object that a text holds; what a model has written wrongly is kept in one of its own. */
    static Object object(String text) {
        if (text.isBlank()) {
            return Map.of();
        }
        try {
            Object value = Json.parse(text.getBytes(StandardCharsets.UTF_8));
            return value instanceof Map ? value : Map.of("arguments", text);
        } catch (MalformedException e) {
            return Map.of("arguments", text);
        }
    }
}
