package io.serai.dialect.openai;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.CustomTools;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls of functions that stood for a client's custom tools, as the calls of custom tools that the client knows. In a stream the text comes
 * in one piece at the end of the call: only then the arguments that hold it are JSON.
 */
final class CustomCalls {
    private static final String CUSTOM = "custom";

    private final Set<String> names;
    private final Map<String, StringBuilder> open = new LinkedHashMap<>();

    private CustomCalls(Set<String> names) {
        this.names = names;
    }

    /** Null if the request offers no custom tool. */
    static @Nullable CustomCalls of(ChatRequest request) {
        Set<String> names = null;
        for (Tool tool : request.tools()) {
            String name = tool.name().isEmpty() ? CustomTools.name(tool) : null;
            if (name != null) {
                names = names == null ? new HashSet<>() : names;
                names.add(name);
            }
        }
        if (names == null) {
            return null;
        }
        for (Tool tool : request.tools()) {
            names.remove(tool.name());
        }
        return new CustomCalls(names);
    }

    /** A whole answer. */
    ChatResponse whole(ChatResponse answer) {
        return with(
                answer,
                choice -> choice.message().toolCalls().stream()
                        .map(call -> names.contains(call.name())
                                ? custom(call, call.name(), CustomTools.input(call.arguments()))
                                : call)
                        .toList());
    }

    /** A piece of a stream. */
    ChatResponse piece(ChatResponse piece) {
        return with(piece, this::pieces);
    }

    private interface Calls {
        List<ToolCall> of(Choice choice);
    }

    private static ChatResponse with(ChatResponse answer, Calls calls) {
        List<Choice> choices = new ArrayList<>(answer.choices().size());
        for (Choice choice : answer.choices()) {
            Message said = choice.message();
            choices.add(new Choice(
                    choice.index(),
                    new Message(said.role(), said.parts(), calls.of(choice), said.extras()),
                    choice.finishReason(),
                    choice.extras()));
        }
        return answer.withChoices(choices);
    }

    private List<ToolCall> pieces(Choice choice) {
        List<ToolCall> calls = new ArrayList<>();
        List<ToolCall> said = choice.message().toolCalls();
        for (int i = 0; i < said.size(); i++) {
            ToolCall call = said.get(i);
            int index = call.index() >= 0 ? call.index() : i;
            String place = choice.index() + " " + index;
            if (names.contains(call.name())) {
                end(choice.index(), calls);
                open.put(place, new StringBuilder(call.arguments()));
                calls.add(custom(call, call.name(), ""));
            } else if (call.name().isEmpty() && open.containsKey(place)) {
                open.get(place).append(call.arguments());
            } else {
                calls.add(call);
            }
        }
        if (choice.finishReason() != null) {
            end(choice.index(), calls);
        }
        return calls;
    }

    /** Gives the texts of a choice's calls that are complete. */
    private void end(int choice, List<ToolCall> calls) {
        open.entrySet().removeIf(call -> {
            String[] place = call.getKey().split(" ");
            if (Integer.parseInt(place[0]) != choice) {
                return false;
            }
            String input = CustomTools.input(call.getValue().toString());
            calls.add(new ToolCall(Integer.parseInt(place[1]), "", "", "", Map.of(CUSTOM, Map.of("input", input))));
            return true;
        });
    }

    private static ToolCall custom(ToolCall call, String name, String input) {
        Map<String, Object> custom = new LinkedHashMap<>();
        custom.put("name", name);
        custom.put("input", input);
        return new ToolCall(call.index(), call.id(), "", "", Map.of("type", CUSTOM, CUSTOM, custom));
    }
}
