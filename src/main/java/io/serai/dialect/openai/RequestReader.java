package io.serai.dialect.openai;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.Fields;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests in OpenAI's form to canonical ones. Errors name the field and what it should be. */
final class RequestReader {
    private static final String TEXT_OR_PARTS = "text or a list of parts";
    private static final String INPUTS = "text, a list of texts, or lists of token numbers";
    private static final String ROLE_NAMES = "one of system, developer, user, assistant, tool";
    private static final Map<String, Role> ROLES = Map.of(
            "system", Role.SYSTEM,
            "developer", Role.DEVELOPER,
            "user", Role.USER,
            "assistant", Role.ASSISTANT,
            "tool", Role.TOOL,
            "function", Role.TOOL);

    private RequestReader() {}

    static ChatRequest chat(Inbound in, Fields body) {
        String model = model(body);
        boolean stream = body.truth("stream");
        boolean template = body.has("prompt_id") || body.peek("prompt") instanceof Map<?, ?> || in.namesTemplate(model);
        if (!body.has("messages") && !template) {
            throw body.missing("messages", "a list of messages, [{\"role\": \"user\", \"content\": \"...\"}]");
        }
        List<Fields> turns = body.objects("messages");
        if (turns.isEmpty() && !template) {
            throw body.missing("messages[0]", "a message, {\"role\": \"user\", \"content\": \"...\"}");
        }
        List<Message> messages = new ArrayList<>(turns.size());
        for (Fields turn : turns) {
            ForeignTurns.add(message(turn), messages);
        }
        List<Fields> offered = body.objects("tools");
        List<Tool> tools = new ArrayList<>(offered.size());
        for (Fields tool : offered) {
            tools.add(tool(tool));
        }
        Parameters.checkChat(body);
        ForeignTurns.choose(body);
        return new ChatRequest("openai", model, messages, tools, stream, body.rest());
    }

    static EmbeddingRequest embedding(Fields body) {
        String model = model(body);
        Object input = body.take("input");
        if (input == null) {
            throw body.missing("input", INPUTS);
        }
        Parameters.checkEmbedding(body);
        return new EmbeddingRequest("openai", model, inputs(body, input), body.rest());
    }

    private static String model(Fields body) {
        String model = body.text("model");
        body.drop("model");
        return model.isBlank() ? ChatRequest.AUTO : model;
    }

    private static List<Object> inputs(Fields body, Object input) {
        if (input instanceof String) {
            return List.of(input);
        }
        if (!(input instanceof List<?> list) || list.isEmpty()) {
            throw body.wrong("input", INPUTS, input);
        }
        Object first = list.getFirst();
        Class<?> kind = first instanceof String ? String.class : first instanceof List ? List.class : Number.class;
        List<Object> inputs = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            if (!kind.isInstance(item)) {
                throw unlikeTheOthers(body, i, item);
            }
            inputs.add(item);
        }
        return kind == Number.class ? List.of(inputs) : inputs;
    }

    private static MalformedException unlikeTheOthers(Fields body, int index, Object item) {
        return body.wrong("input[" + index + ']', "like the others, all texts or all token numbers", item);
    }

    private static Message message(Fields turn) {
        Role role = role(turn);
        boolean mayBeSilent = role == Role.ASSISTANT || "function".equals(turn.peek("role"));
        if (!mayBeSilent && !turn.has("content")) {
            throw turn.missing("content", TEXT_OR_PARTS);
        }
        Object content = turn.peek("content");
        if (content != null && !(content instanceof String) && !(content instanceof List)) {
            throw turn.wrong("content", TEXT_OR_PARTS, content);
        }
        return MessageReader.turn(turn, role);
    }

    private static Role role(Fields turn) {
        Object name = turn.peek("role");
        Role role = name instanceof String text ? ROLES.get(text) : null;
        if (role == null) {
            throw name == null ? turn.missing("role", ROLE_NAMES) : turn.wrong("role", ROLE_NAMES, name);
        }
        if (!"function".equals(name)) {
            turn.drop("role");
        }
        return role;
    }

    private static Tool tool(Fields tool) {
        Fields function = tool.object("function");
        if (function == null && ForeignTurns.isFunction(tool)) {
            return ForeignTurns.tool(tool);
        }
        if (function == null) {
            if ("function".equals(tool.peek("type"))) {
                throw tool.missing("function", "an object, {\"name\": \"...\", \"parameters\": {...}}");
            }
            return new Tool("", "", null, tool.rest());
        }
        String name = function.text("name");
        if (name.isEmpty()) {
            throw function.missing("name", "the function's name");
        }
        String description = function.text("description");
        Fields parameters = function.object("parameters");
        if ("function".equals(tool.peek("type"))) {
            tool.drop("type");
        }
        tool.keep("function", function.rest());
        return new Tool(name, description, parameters == null ? null : parameters.rest(), tool.rest());
    }
}
