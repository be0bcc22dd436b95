package io.serai.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool that a model may call.
 *
 * @param name the function's name; empty for a tool that is no function (a vendor's own web search ...)
 * @param description what it does; empty if not told
 * @param parameters the JSON schema of its arguments; null if not told
 * @param extras fields that Serai does not know, in the shape of the dialect
 */
public record Tool(
        String name, String description, @Nullable Map<String, Object> parameters, Map<String, Object> extras) {}
