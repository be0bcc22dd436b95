package io.serai.dialect.openai;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.Fields;
import io.serai.embedding.EmbeddingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Requests in OpenAI's form to canonical ones. What is wrong is told with the field's name and what it should be. */
final class RequestReader {
    private static final Map<String, Role> ROLES = Map.of(
            "system", Role.SYSTEM,
            "developer", Role.DEVELOPER,
            "user", Role.USER,
            "assistant", Role.ASSISTANT,
            "tool", Role.TOOL,
            "function", Role.TOOL);

    /** What a parameter may be. */
    private enum Kind {
        NUMBER("a number", Number.class::isInstance),
        WHOLE("a whole number", value -> value instanceof Integer || value instanceof Long),
        TRUTH("true or false", Boolean.class::isInstance),
        TEXT("text", String.class::isInstance),
        OBJECT("an object", Map.class::isInstance),
        TEXTS(
                "text or a list of texts",
                value -> value instanceof String
                        || (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance))),
        TEXT_OR_OBJECT("text or an object", value -> value instanceof String || value instanceof Map);

        private final String words;
        private final Predicate<Object> fits;

        Kind(String words, Predicate<Object> fits) {
            this.words = words;
            this.fits = fits;
        }
    }

    private static final Map<String, Kind> CHAT_PARAMETERS = Map.ofEntries(
            Map.entry("temperature", Kind.NUMBER),
            Map.entry("top_p", Kind.NUMBER),
            Map.entry("presence_penalty", Kind.NUMBER),
            Map.entry("frequency_penalty", Kind.NUMBER),
            Map.entry("max_tokens", Kind.WHOLE),
            Map.entry("max_completion_tokens", Kind.WHOLE),
            Map.entry("n", Kind.WHOLE),
            Map.entry("seed", Kind.WHOLE),
            Map.entry("top_logprobs", Kind.WHOLE),
            Map.entry("logprobs", Kind.TRUTH),
            Map.entry("parallel_tool_calls", Kind.TRUTH),
            Map.entry("user", Kind.TEXT),
            Map.entry("reasoning_effort", Kind.TEXT),
            Map.entry("response_format", Kind.OBJECT),
            Map.entry("stream_options", Kind.OBJECT),
            Map.entry("logit_bias", Kind.OBJECT),
            Map.entry("stop", Kind.TEXTS),
            Map.entry("tool_choice", Kind.TEXT_OR_OBJECT));

    private static final Map<String, Kind> EMBEDDING_PARAMETERS =
            Map.of("dimensions", Kind.WHOLE, "encoding_format", Kind.TEXT, "user", Kind.TEXT);

    private RequestReader() {}

    static ChatRequest chat(Fields body) {
        String model = modelOf(body);
        boolean stream = body.truth("stream", false);
        if (!body.has("messages")) {
            throw body.missing("messages", "a list of messages, [{\"role\": \"user\", \"content\": \"...\"}]");
        }
        List<Fields> turns = body.objects("messages");
        if (turns.isEmpty()) {
            throw body.missing("messages[0]", "a message, {\"role\": \"user\", \"content\": \"...\"}");
        }
        List<Message> messages = new ArrayList<>(turns.size());
        for (Fields turn : turns) {
            messages.add(message(turn));
        }
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : body.objects("tools")) {
            tools.add(tool(tool));
        }
        check(body, CHAT_PARAMETERS);
        return new ChatRequest("openai", model, messages, tools, stream, body.rest());
    }

    static EmbeddingRequest embedding(Fields body) {
        String model = modelOf(body);
        Object input = body.take("input");
        if (input == null) {
            throw body.missing("input", "text or a list of texts");
        }
        check(body, EMBEDDING_PARAMETERS);
        return new EmbeddingRequest("openai", model, inputs(body, input), body.rest());
    }

    private static String modelOf(Fields body) {
        String model = body.text("model", ChatRequest.AUTO);
        body.drop("model");
        return model.isBlank() ? ChatRequest.AUTO : model;
    }

    private static List<Object> inputs(Fields body, Object input) {
        if (input instanceof String) {
            return List.of(input);
        }
        if (input instanceof List<?> list && !list.isEmpty()) {
            if (list.stream().allMatch(Number.class::isInstance)) {
                return List.of(list);
            }
            if (list.stream().allMatch(String.class::isInstance)
                    || list.stream().allMatch(List.class::isInstance)) {
                return List.copyOf(list);
            }
        }
        throw body.wrong("input", "text, a list of texts, or lists of token numbers", input);
    }

    private static Message message(Fields turn) {
        Role role = role(turn);
        if (role != Role.ASSISTANT && !turn.has("content")) {
            throw turn.missing("content", "text or a list of parts");
        }
        Object content = turn.peek("content");
        if (content != null && !(content instanceof String) && !(content instanceof List)) {
            throw turn.wrong("content", "text or a list of parts", content);
        }
        return Messages.read(turn, role);
    }

    private static Role role(Fields turn) {
        Object name = turn.peek("role");
        Role role = name instanceof String text ? ROLES.get(text) : null;
        if (role == null) {
            String known = "one of system, developer, user, assistant, tool";
            throw name == null ? turn.missing("role", known) : turn.wrong("role", known, name);
        }
        if (!"function".equals(name)) {
            turn.drop("role");
        }
        return role;
    }

    private static Tool tool(Fields tool) {
        Fields function = tool.object("function");
        if (function == null) {
            return new Tool("", "", null, tool.rest());
        }
        String name = function.text("name", "");
        if (name.isEmpty()) {
            throw function.missing("name", "the function's name");
        }
        String description = function.text("description", "");
        Fields parameters = function.object("parameters");
        tool.drop("type");
        tool.keep("function", function.rest());
        return new Tool(name, description, parameters == null ? null : parameters.rest(), tool.rest());
    }

    private static void check(Fields body, Map<String, Kind> parameters) {
        body.rest().forEach((name, value) -> {
            Kind kind = parameters.get(name);
            if (kind != null && value != null && !kind.fits.test(value)) {
                throw body.wrong(name, kind.words, value);
            }
        });
    }
}
