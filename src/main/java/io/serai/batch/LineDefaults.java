package io.serai.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills what a line leaves out with the defaults of its job, in the words of the line's dialect. Lines that ask for vectors get the model
 * alone.
 */
final class LineDefaults {
    /** OpenAI's two names for one thing; either one sets it. */
    private static final Map<String, String> SAME =
            Map.of("max_tokens", "max_completion_tokens", "max_completion_tokens", "max_tokens");

    private static final Map<String, String> ANTHROPIC =
            Map.of("max_completion_tokens", "max_tokens", "stop", "stop_sequences");
    private static final Map<String, String> RESPONSES =
            Map.of("max_tokens", "max_output_tokens", "max_completion_tokens", "max_output_tokens");

    private final Defaults defaults;

    LineDefaults(Defaults defaults) {
        this.defaults = defaults;
    }

    /** @param url where the request asks */
    void fill(String url, Map<String, Object> request) {
        if (!defaults.model().isEmpty()) {
            request.putIfAbsent("model", defaults.model());
        }
        switch (url) {
            case LineParser.CHAT -> {
                fill(request, Map.of());
                conversation(request);
            }
            case LineParser.COMPLETIONS -> fill(request, Map.of());
            case LineParser.MESSAGES -> {
                fill(request, ANTHROPIC);
                system(request, "system");
            }
            case LineParser.RESPONSES -> {
                fill(request, RESPONSES);
                system(request, "instructions");
            }
            default -> {
                // Vectors have none of these.
            }
        }
    }

    /** @param names of the line's dialect that differ from OpenAI's chat */
    private void fill(Map<String, Object> request, Map<String, String> names) {
        defaults.parameters().forEach((name, value) -> {
            String own = names.getOrDefault(name, name);
            if (request.get(SAME.getOrDefault(own, own)) == null) {
                boolean list = own.equals("stop_sequences") && value instanceof String;
                request.putIfAbsent(own, list ? List.of(value) : value);
            }
        });
    }

    private void system(Map<String, Object> request, String field) {
        if (!defaults.system().isEmpty()) {
            request.putIfAbsent(field, defaults.system());
        }
    }

    private void conversation(Map<String, Object> request) {
        if (defaults.system().isEmpty() || !(request.get("messages") instanceof List<?> given) || hasSystem(given)) {
            return;
        }
        List<Object> messages = new ArrayList<>(given.size() + 1);
        messages.add(Map.of("role", "system", "content", defaults.system()));
        messages.addAll(given);
        request.put("messages", messages);
    }

    private static boolean hasSystem(List<?> messages) {
        return messages.stream()
                .anyMatch(message -> isSystem(message instanceof Map<?, ?> map ? map.get("role") : null));
    }

    private static boolean isSystem(@Nullable Object role) {
        return "system".equals(role) || "developer".equals(role);
    }
}
