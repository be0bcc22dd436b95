package io.serai.dialect.ollama;

import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
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
}
