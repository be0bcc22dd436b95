package io.serai.dialect;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one rule for what a vendor's dialect has no word for, before its writer sees the request: it is translated; or told in words, if it
 * is a client's or a vendor's own doing; or left out and named; and refused only if nothing is left to do or the request demands exactly
 * that. It also mends wrong values: arguments that are no JSON, types of images, calls without their results. Unknown parameters
 * are the writers' own, who name what they leave out.
 */
public final class Unfamiliar {
    private static final String CHOICE = "tool_choice";
    private static final String PARALLEL = "parallel_tool_calls";

    /** Parts that Serai knows; the writers say what their vendors take of them. */
    private static final Set<String> KNOWN =
            Set.of("file", "input_audio", "document", "image", "suffix", "raw prompt", "context");

    private final ChatRequest request;
    private final boolean own;
    private final Notes notes;
    private boolean said;

    private Unfamiliar(ChatRequest request, boolean own, Notes notes) {
        this.request = request;
        this.own = own;
        this.notes = notes;
    }

    /**
     * The request as a writer of a dialect can write it; the same one if there is nothing to settle.
     *
     * @param dialect the vendor's; what only it knows stays
     * @param search writes a search of the web in the vendor's words; gives null if it has none
     * @throws CannotExpressException if nothing is left to do, or the request demands what is left out
     */
    public static ChatRequest settle(
            ChatRequest asked, String dialect, Function<WebSearch, @Nullable Tool> search, Notes notes) {
        ChatRequest request = Pairs.of(OldFunctions.asTools(asked), notes);
        boolean own = request.dialect().equals(dialect);
        Unfamiliar rule = new Unfamiliar(request, own, notes);
        List<Message> messages = rule.messages();
        Map<String, Object> parameters = request.parameters();
        List<Tool> tools = request.tools();
        if (tools.isEmpty() ? parameters.containsKey(WebSearch.OPTIONS) && !own : rule.hasToolsToSettle()) {
            parameters = new LinkedHashMap<>(parameters);
            tools = rule.tools(parameters, search);
        }
        return messages == request.messages() && tools == request.tools()
                ? request
                : new ChatRequest(request.dialect(), request.model(), messages, tools, request.stream(), parameters);
    }

    /** A request of the vendor's own dialect with only the tools that its choice allows, for vendors that know no such choice. */
    public static ChatRequest narrow(ChatRequest request, Notes notes) {
        return settle(request, request.dialect(), search -> null, notes);
    }

    private List<Message> messages() {
        List<Message> before = request.messages();
        List<Message> after = new ArrayList<>(before.size());
        boolean changed = false;
        for (int i = 0; i < before.size(); i++) {
            Message message = before.get(i);
            Message other = message(message, i);
            changed |= other != message;
            if (other != null && isSystem(other) && other.parts().stream().anyMatch(Unfamiliar::isShown)) {
                changed = true;
                addApart(other, i, after);
            } else if (other != null) {
                after.add(other);
            }
        }
        if (!own && !said) {
            List<String> unknown = new ArrayList<>(notes.dropped());
            request.parameters().keySet().stream()
                    .filter(name -> name.indexOf(' ') > 0)
                    .forEach(unknown::add);
            throw new CannotExpressException("messages: nothing is left of them that it could read"
                    + (unknown.isEmpty() ? "" : "; it knows no " + String.join(", ", unknown)));
        }
        return changed ? after : before;
    }

    private boolean isSystem(Message message) {
        return !own && (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER);
    }

    private static boolean isShown(Part part) {
        return part instanceof Part.Image || part instanceof Part.Other;
    }

    /** Systems speak in words only; what they show is shown by the user. */
    private void addApart(Message system, int index, List<Message> messages) {
        List<Part> words =
                system.parts().stream().filter(part -> !isShown(part)).toList();
        if (!words.isEmpty()) {
            messages.add(new Message(system.role(), words, List.of(), system.extras()));
        }
        notes.adjust("messages[" + index + "].content", "shown by the system", "shown by the user");
        messages.add(new Message(
                Role.USER, system.parts().stream().filter(Unfamiliar::isShown).toList(), List.of(), Map.of()));
    }

    /** Null if nothing is left of it. */
    private @Nullable Message message(Message message, int index) {
        List<Part> parts = message.parts();
        List<Part> settled = null;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Part other = part(part, index, i);
            if (other != part && settled == null) {
                settled = new ArrayList<>(parts.subList(0, i));
            }
            if (settled != null && other != null) {
                settled.add(other);
            }
            said |= other != null;
        }
        List<ToolCall> calls = calls(message.toolCalls());
        said |= !calls.isEmpty() || message.role() == Role.TOOL || (parts.isEmpty() && settled == null);
        if (settled == null && calls == message.toolCalls()) {
            return message;
        }
        List<Part> left = settled == null ? parts : settled;
        if (left.isEmpty() && calls.isEmpty() && message.role() == Role.USER) {
            // A turn that is gone would make another conversation of it.
            left = List.of(new Part.Text("[Something that cannot be shown here was left out.]", true, Map.of()));
        }
        return left.isEmpty() && calls.isEmpty() && message.role() != Role.TOOL
                ? null
                : new Message(message.role(), left, calls, message.extras());
    }

    private @Nullable Part part(Part part, int message, int index) {
        if (part instanceof Part.Image image) {
            return ImageData.mended(image);
        }
        if (own || !(part instanceof Part.Other other)) {
            return part;
        }
        String type = OwnDoings.type(other.fields());
        String words = OwnDoings.words(other.fields());
        if (words != null && !words.isEmpty()) {
            boolean alone = request.messages().get(message).parts().size() == 1;
            return new Part.Text(alone ? words : words + '\n', false, Map.of());
        }
        if (KNOWN.contains(type)) {
            return part;
        }
        notes.drop("messages[" + message + "].content[" + index + "] " + (type.isEmpty() ? "without a type" : type));
        return null;
    }

    private List<ToolCall> calls(List<ToolCall> calls) {
        List<ToolCall> mended = null;
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            ToolCall other = call(call);
            if (other != call && mended == null) {
                mended = new ArrayList<>(calls);
            }
            if (mended != null) {
                mended.set(i, other);
            }
        }
        return mended == null ? calls : mended;
    }

    /** A call of OpenAI's custom tools has a text in place of arguments. */
    private ToolCall call(ToolCall call) {
        if (!call.name().isEmpty()) {
            return ToolArguments.mended(call);
        }
        return own ? call : CustomTools.function(call);
    }

    private boolean hasToolsToSettle() {
        Object choice = request.parameters().get(CHOICE);
        if (choice instanceof Map<?, ?> map && map.get("allowed_tools") instanceof Map) {
            return true;
        }
        if (own) {
            return false;
        }
        for (Tool tool : request.tools()) {
            if (tool.name().isEmpty()) {
                return true;
            }
        }
        return request.parameters().containsKey(WebSearch.OPTIONS)
                || (choice instanceof Map<?, ?> map && !(map.get("function") instanceof Map));
    }

    /** @param parameters are changed to what fits the tools that are left */
    private List<Tool> tools(Map<String, Object> parameters, Function<WebSearch, @Nullable Tool> search) {
        List<Tool> left = new ArrayList<>(request.tools().size());
        boolean searches = false;
        for (Tool tool : request.tools()) {
            Tool other = own || !tool.name().isEmpty() ? tool : function(tool);
            WebSearch asked = other == null ? WebSearch.of(tool) : null;
            if (asked != null) {
                other = search.apply(asked);
                searches |= other != null;
            }
            if (other == null) {
                String type = OwnDoings.type(tool.extras());
                notes.drop("tools " + (type.isEmpty() ? "without a name" : type));
            } else {
                left.add(other);
            }
        }
        if (!own && parameters.get(WebSearch.OPTIONS) instanceof Map<?, ?> options) {
            Tool other = search.apply(WebSearch.of(options));
            if (other != null && !searches) {
                left.add(other);
                parameters.remove(WebSearch.OPTIONS);
            }
        }
        choose(left, parameters);
        return parameters.get(CHOICE) == null ? left : narrowed(left, parameters);
    }

    /** The function that stands for a tool of another kind; null if none does. */
    private static @Nullable Tool function(Tool tool) {
        Tool custom = CustomTools.function(tool);
        return custom == null ? TrainedTools.function(tool) : custom;
    }

    /** The choice among what is left. */
    private void choose(List<Tool> left, Map<String, Object> parameters) {
        boolean functions = left.stream().anyMatch(tool -> !tool.name().isEmpty());
        if (!own) {
            parameters.computeIfPresent(CHOICE, (name, told) -> CustomTools.function(told));
        }
        Object choice = parameters.get(CHOICE);
        String demanded = demanded(choice);
        if (demanded != null && left.stream().noneMatch(tool -> tool.name().equals(demanded))) {
            drop(demanded, left, parameters);
        } else if ("required".equals(choice) && !functions) {
            drop("a call", left, parameters);
        }
        if (left.isEmpty() || (!own && !functions)) {
            parameters.remove(CHOICE);
            parameters.remove(PARALLEL);
        }
    }

    /** What only a tool could do that is no function: left to the model if that tool is there, and else not to be had. */
    private void drop(String demanded, List<Tool> left, Map<String, Object> parameters) {
        boolean offered = request.tools().stream()
                .anyMatch(tool -> tool.name().isEmpty()
                        && (demanded.equals(tool.extras().get("name"))
                                || demanded.equals(OwnDoings.type(tool.extras()))
                                || demanded.equals("a call")));
        if (!offered && demanded(parameters.get(CHOICE)) != null && isFunction(parameters.get(CHOICE))) {
            // A name of nothing that is offered is for the vendor to judge.
            return;
        }
        if (left.stream().noneMatch(tool -> tool.name().isEmpty())) {
            throw new CannotExpressException("tool_choice: the request demands " + demanded
                    + ", and it has no such tool; it knows no " + String.join(", ", notes.dropped()));
        }
        notes.adjust(CHOICE, demanded, "auto");
        parameters.remove(CHOICE);
    }

    private static boolean isFunction(@Nullable Object choice) {
        return choice instanceof Map<?, ?> map && map.get("function") instanceof Map;
    }

    /** The tool that alone may be called; null if there is a choice. */
    private static @Nullable String demanded(@Nullable Object choice) {
        if (!(choice instanceof Map<?, ?> map) || map.get("allowed_tools") instanceof Map) {
            return null;
        }
        Map<?, ?> named = map.get("function") instanceof Map<?, ?> function ? function : map;
        Object name = named.get("name") == null ? named.get("type") : named.get("name");
        return name == null ? null : name.toString();
    }

    /** Only those that the choice allows, which is a list that few vendors know. */
    private static List<Tool> narrowed(List<Tool> tools, Map<String, Object> parameters) {
        if (!(parameters.get(CHOICE) instanceof Map<?, ?> map)
                || !(map.get("allowed_tools") instanceof Map<?, ?> allowed)) {
            return tools;
        }
        parameters.put(CHOICE, "required".equals(allowed.get("mode")) ? "required" : "auto");
        List<Object> names = new ArrayList<>();
        if (allowed.get("tools") instanceof List<?> list) {
            for (Object tool : list) {
                if (tool instanceof Map<?, ?> one) {
                    Object name = demanded(one);
                    names.add(name == null ? "" : name);
                }
            }
        }
        List<Tool> left = tools.stream()
                .filter(tool -> names.contains(tool.name().isEmpty() ? OwnDoings.type(tool.extras()) : tool.name()))
                .toList();
        if (left.isEmpty()) {
            parameters.remove(CHOICE);
            parameters.remove(PARALLEL);
        }
        return left;
    }
}
