package io.serai.dialect;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code functions}, the form that tools had until 2023 and that older clients still send, as tools: few vendors know the old one.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create#chat-create-functions">functions, deprecated in favor of tools</a>
 */
public final class OldFunctions {
    /** What a vendor of OpenAI's dialect has in the catalogue if it knows them: {@code functions: keep}. */
    public static final String KNOWN = "functions";

    /** In a request the choice among them, in a message the call of one. */
    public static final String CALL = "function_call";

    private static final String CHOICE = "tool_choice";
    private static final String NAME = "name";
    private static final String ROLE = "role";

    private OldFunctions() {}

    /** Whether a client offers functions and no tools, so that it knows no other calls than those. */
    public static boolean areOffered(ChatRequest request) {
        return request.tools().isEmpty()
                && request.parameters().get(KNOWN) instanceof List<?> functions
                && !functions.isEmpty();
    }

    /** The request itself if there is nothing old in it. */
    public static ChatRequest asTools(ChatRequest request) {
        boolean old = request.parameters().get(KNOWN) instanceof List;
        for (Message message : request.messages()) {
            old |= message.extras().get(CALL) instanceof Map || isResult(message);
        }
        if (!old) {
            return request;
        }
        Map<String, Object> parameters = new LinkedHashMap<>(request.parameters());
        List<Tool> tools = new ArrayList<>(request.tools());
        Object choice = parameters.remove(CALL);
        if (parameters.remove(KNOWN) instanceof List<?> functions) {
            functions.forEach(function -> add(function, tools));
        }
        if (areOffered(request)) {
            // The old form has a single call.
            parameters.putIfAbsent("parallel_tool_calls", false);
        }
        if (choice != null && !tools.isEmpty()) {
            parameters.putIfAbsent(CHOICE, choice(choice));
        }
        return new ChatRequest(
                request.dialect(), request.model(), messages(request.messages()), tools, request.stream(), parameters);
    }

    private static void add(@Nullable Object function, List<Tool> tools) {
        if (function instanceof Map<?, ?> told && told.get(NAME) instanceof String name) {
            Map<String, Object> schema = new LinkedHashMap<>();
            if (told.get("parameters") instanceof Map<?, ?> parameters) {
                parameters.forEach((field, value) -> schema.put(String.valueOf(field), value));
            }
            String description = told.get("description") instanceof String text ? text : "";
            tools.add(new Tool(name, description, schema.isEmpty() ? null : schema, Map.of()));
        }
    }

    private static Object choice(Object choice) {
        if (!(choice instanceof Map<?, ?> named)) {
            return choice;
        }
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("type", "function");
        own.put("function", Map.of(NAME, String.valueOf(named.get(NAME))));
        return own;
    }

    private static boolean isResult(Message message) {
        return message.role() == Role.TOOL && "function".equals(message.extras().get(ROLE));
    }

    /** Calls get an id by their place, and each result is that of the call before it. */
    private static List<Message> messages(List<Message> messages) {
        List<Message> written = new ArrayList<>(messages.size());
        String last = "";
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.extras().get(CALL) instanceof Map<?, ?> call) {
                last = "call_" + i;
                written.add(calling(message, last, call));
            } else if (isResult(message)) {
                // Results that have an id need no name, and strict vendors refuse one.
                written.add(Message.toolResult(last, last.isEmpty() ? message.name() : "", message.parts()));
            } else {
                written.add(message);
            }
        }
        return written;
    }

    private static Message calling(Message message, String id, Map<?, ?> call) {
        Map<String, Object> extras = new LinkedHashMap<>(message.extras());
        extras.remove(CALL);
        List<ToolCall> calls = new ArrayList<>(message.toolCalls());
        calls.add(new ToolCall(-1, id, text(call, NAME), text(call, "arguments"), Map.of()));
        return new Message(message.role(), message.parts(), calls, extras);
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
