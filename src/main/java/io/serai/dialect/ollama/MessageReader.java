package io.serai.dialect.ollama;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The turns of a conversation in Ollama's form to canonical ones. */
final class MessageReader {
    private static final String ROLES = "one of system, user, assistant, tool";

    private final ToolResults results = new ToolResults();
    private int index;

    Message turn(Tree turn) {
        Role role = switch (turn.text("role").toLowerCase(Locale.ROOT)) {
            case "" -> throw turn.missing("role", ROLES);
            case "system" -> Role.SYSTEM;
            case "developer" -> Role.DEVELOPER;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool" -> Role.TOOL;
            default -> throw turn.wrong("role", ROLES, turn.get("role"));
        };
        List<Part> parts = new ArrayList<>(2);
        String thinking = turn.text("thinking");
        if (!thinking.isEmpty()) {
            parts.add(new Part.Reasoning(thinking, Part.Reasoning.FIELD));
        }
        String content = turn.text("content");
        List<Part.Image> images = images(turn);
        List<ToolCall> calls = calls(turn);
        if (!content.isEmpty() || (images.isEmpty() && calls.isEmpty())) {
            parts.add(new Part.Text(content, images.isEmpty(), Map.of()));
        }
        parts.addAll(images);
        index++;
        if (role == Role.TOOL) {
            String name = turn.text("tool_name");
            ToolCall call = results.callOf(turn.text("tool_call_id"), name.isEmpty() ? turn.text("name") : name);
            return Message.toolResult(call.id(), call.name(), parts);
        }
        if (!calls.isEmpty()) {
            results.called(calls);
        }
        return new Message(role, parts, calls, Map.of());
    }

    static List<Part.Image> images(Tree from) {
        List<Part.Image> images = new ArrayList<>();
        for (String text : from.texts("images")) {
            Part.Image image = Images.read(text);
            if (image == null) {
                throw from.wrong("images[" + images.size() + ']', "an image in base64", text);
            }
            images.add(image);
        }
        return images;
    }

    private List<ToolCall> calls(Tree turn) {
        List<ToolCall> calls = new ArrayList<>();
        for (Tree call : turn.objects("tool_calls")) {
            Tree function = call.object("function");
            if (function == null || function.text("name").isEmpty()) {
                throw call.missing("function.name", "the function's name");
            }
            Object arguments = function.get("arguments");
            if (arguments != null && !(arguments instanceof Map) && !(arguments instanceof String)) {
                throw function.wrong("arguments", "an object", arguments);
            }
            String id = call.text("id");
            calls.add(new ToolCall(
                    -1,
                    id.isEmpty() ? ToolResults.id(index, calls.size()) : id,
                    function.text("name"),
                    Arguments.text(arguments),
                    Map.of()));
        }
        return calls;
    }
}
