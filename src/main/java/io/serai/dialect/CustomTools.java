package io.serai.dialect;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's custom tools, which take any text, as functions with one argument for vendors that know no others. In a canonical request such a
 * tool has no name, and stands in its extras as in a chat request.
 *
 * @see <a href="https://platform.openai.com/docs/guides/function-calling#custom-tools">Custom tools</a>
 */
public final class CustomTools {
    /** What a vendor of OpenAI's dialect has in the catalogue if it knows them: {@code custom_tools: keep}. */
    public static final String KNOWN = "custom_tools";

    private static final String CUSTOM = "custom";
    private static final String CHOICE = "tool_choice";
    private static final String ALLOWED = "allowed_tools";
    private static final String NAME = "name";

    private static final Map<String, Object> INPUT = Map.of(
            "type", "object",
            "properties", Map.of("input", Map.of("type", "string")),
            "required", List.of("input"));

    private CustomTools() {}

    /** The name of a custom tool; null if the tool is another. */
    public static @Nullable String name(Tool tool) {
        return tool.name().isEmpty()
                        && tool.extras().get(CUSTOM) instanceof Map<?, ?> custom
                        && custom.get(NAME) instanceof String name
                        && !name.isEmpty()
                ? name
                : null;
    }

    /** The function in its place; null if the tool is another. */
    static @Nullable Tool function(Tool tool) {
        String name = name(tool);
        if (name == null || !(tool.extras().get(CUSTOM) instanceof Map<?, ?> custom)) {
            return null;
        }
        String description = custom.get("description") instanceof String text ? text : "";
        return new Tool(name, (description + grammar(custom.get("format"))).stripLeading(), INPUT, Map.of());
    }

    /** The rules that the text must keep, in words. */
    private static String grammar(@Nullable Object format) {
        return format instanceof Map<?, ?> map
                        && map.get("grammar") instanceof Map<?, ?> grammar
                        && grammar.get("definition") instanceof String definition
                ? "\n\nThe input must follow this " + grammar.get("syntax") + " grammar:\n" + definition
                : "";
    }

    /** The call of a function in place of a call of a custom tool; the same one if it is another. */
    static ToolCall function(ToolCall call) {
        if (!call.name().isEmpty() || !(call.extras().get(CUSTOM) instanceof Map<?, ?> custom)) {
            return call;
        }
        byte[] arguments = Json.write(Map.of("input", String.valueOf(custom.get("input"))));
        return new ToolCall(
                call.index(),
                call.id(),
                String.valueOf(custom.get(NAME)),
                new String(arguments, StandardCharsets.UTF_8),
                Map.of());
    }

    /** The choice of a function in place of one of a custom tool, or among some; the same one if it is another. */
    static @Nullable Object function(@Nullable Object choice) {
        if (!(choice instanceof Map<?, ?> map)) {
            return choice;
        }
        if (map.get(CUSTOM) instanceof Map<?, ?> custom) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("type", "function");
            named.put("function", Map.of(NAME, String.valueOf(custom.get(NAME))));
            return named;
        }
        if (map.get(ALLOWED) instanceof Map<?, ?> allowed && allowed.get("tools") instanceof List<?> tools) {
            Map<Object, @Nullable Object> some = new LinkedHashMap<>(allowed);
            some.put(
                    "tools", tools.stream().map(tool -> function((Object) tool)).toList());
            Map<Object, @Nullable Object> other = new LinkedHashMap<>(map);
            other.put(ALLOWED, some);
            return other;
        }
        return choice;
    }

    /** A request of OpenAI's dialect with functions in place of its custom tools; the same one if it has none. */
    public static ChatRequest asFunctions(ChatRequest request) {
        List<Tool> tools = new ArrayList<>(request.tools().size());
        boolean changed = false;
        for (Tool tool : request.tools()) {
            Tool function = tool.name().isEmpty() ? function(tool) : null;
            changed |= function != null;
            tools.add(function == null ? tool : function);
        }
        List<Message> messages = new ArrayList<>(request.messages().size());
        for (Message message : request.messages()) {
            Message other = message(message);
            changed |= other != message;
            messages.add(other);
        }
        if (!changed) {
            return request;
        }
        Map<String, Object> parameters = new LinkedHashMap<>(request.parameters());
        parameters.computeIfPresent(CHOICE, (name, choice) -> function(choice));
        return new ChatRequest(
                request.dialect(), request.model(), messages, tools, request.stream(), parameters, request.original());
    }

    /** The text for a custom tool within the arguments of a function; all of them, where a model has not kept to their form. */
    public static String input(String arguments) {
        try {
            Fields fields = Json.parseObject(arguments.getBytes(StandardCharsets.UTF_8));
            return fields.peek("input") instanceof String text
                    ? text
                    : fields.rest().isEmpty() ? "" : arguments;
        } catch (MalformedException e) {
            return arguments;
        }
    }

    private static Message message(Message message) {
        if (message.toolCalls().stream().noneMatch(call -> function(call) != call)) {
            return message;
        }
        List<ToolCall> calls =
                message.toolCalls().stream().map(CustomTools::function).toList();
        return new Message(message.role(), message.parts(), calls, message.extras());
    }
}
