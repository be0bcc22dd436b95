package io.serai.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds on the number of things in a request, and on their names. Ten times what the largest agents send; documented in
 * {@code docs/settings.md}.
 */
public final class RequestBounds {
    private static final int MESSAGES = 20_000;
    private static final int PARTS = 100_000;
    private static final int CALLS = 20_000;
    private static final int TOOLS = 4_000;
    private static final int INPUTS = 20_000;
    private static final int ANSWERS = 128;
    private static final int STOPS = 256;
    private static final int NAME = 256;

    /** Parameters that are names. */
    private static final Set<String> NAMES = Set.of("user", "safety_identifier", "prompt_cache_key", "service_tier");

    private RequestBounds() {}

    /** @throws RejectedException if a request for a chat has too many of something, or too long a name */
    public static void check(ChatRequest request) {
        name("model", request.model());
        few("messages", "messages", request.messages().size(), MESSAGES);
        few("tools", "tools", request.tools().size(), TOOLS);
        int parts = 0;
        int calls = 0;
        for (Message message : request.messages()) {
            parts += message.parts().size();
            calls += message.toolCalls().size();
            named("messages", message.name());
            for (ToolCall call : message.toolCalls()) {
                named("messages", call.name());
            }
        }
        few("messages", "parts in all messages", parts, PARTS);
        few("messages", "tool calls in all messages", calls, CALLS);
        for (Tool tool : request.tools()) {
            named("tools", tool.name());
        }
        parameters(request.parameters());
    }

    /** @throws RejectedException if a request for vectors has too many inputs, or too long a name */
    public static void checkVectors(String model, List<?> input, Map<String, Object> parameters) {
        name("model", model);
        few("input", "inputs", input.size(), INPUTS);
        parameters(parameters);
    }

    private static void parameters(Map<String, Object> parameters) {
        for (String name : NAMES) {
            if (parameters.get(name) instanceof String text) {
                name(name, text);
            }
        }
        if (parameters.get("n") instanceof Number count) {
            few("n", "answers", count.doubleValue(), ANSWERS);
        }
        if (parameters.get("stop") instanceof List<?> words) {
            few("stop", "stop words", words.size(), STOPS);
        }
    }

    /** @throws RejectedException if a name is too long */
    public static void name(String field, @Nullable String name) {
        if (name != null && name.length() > NAME) {
            throw RejectedException.badRequest(
                    "'" + field + "' is a name of " + name.length() + " characters; at most " + NAME + " are allowed.",
                    field);
        }
    }

    private static void named(String field, String name) {
        if (name.length() > NAME) {
            throw RejectedException.badRequest(
                    "'" + field + "' holds a name of " + name.length() + " characters; at most " + NAME
                            + " are allowed.",
                    field);
        }
    }

    private static void few(String field, String what, double count, int most) {
        if (count > most) {
            throw RejectedException.badRequest(
                    "There are more than " + most + ' ' + what + "; send fewer in one request.", field);
        }
    }
}
