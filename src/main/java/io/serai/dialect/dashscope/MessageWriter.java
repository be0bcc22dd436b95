package io.serai.dialect.dashscope;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.CannotExpressException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Canonical messages to DashScope's form. Thoughts stay behind: they are not to be sent back.
 *
 * @param multimodal whether a content is a list of parts
 */
record MessageWriter(boolean multimodal) {

    List<Object> conversation(List<Message> messages) {
        List<Object> turns = new ArrayList<>(messages.size());
        for (Message message : messages) {
            turns.add(turn(message, "messages[" + turns.size() + ']'));
        }
        return turns;
    }

    private Map<String, Object> turn(Message message, String at) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", role(message.role()));
        List<Object> parts = parts(message, at);
        turn.put("content", multimodal ? parts : message.lines());
        if (!message.toolCalls().isEmpty()) {
            List<Object> calls = new ArrayList<>(message.toolCalls().size());
            for (ToolCall call : message.toolCalls()) {
                calls.add(call(call, calls.size()));
            }
            turn.put("tool_calls", calls);
        }
        if (message.role() == Role.TOOL) {
            turn.put("tool_call_id", message.toolCallId());
            if (!message.name().isEmpty()) {
                turn.put("name", message.name());
            }
        }
        return turn;
    }

    private static List<Object> parts(Message message, String at) {
        List<Object> parts = new ArrayList<>(message.parts().size());
        int index = 0;
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text text -> parts.add(Map.of("text", text.text()));
                case Part.Refusal refusal -> parts.add(Map.of("text", refusal.text()));
                case Part.Image image -> parts.add(Map.of("image", image.url()));
                case Part.Reasoning thoughts -> {}
                case Part.Other other ->
                    throw new CannotExpressException(
                            at + ".content[" + index + "]: DashScope takes text and images, no "
                                    + (other.fields().get("type") == null
                                            ? "other parts"
                                            : other.fields().get("type")));
            }
            index++;
        }
        return parts;
    }

    private static Map<String, Object> call(ToolCall call, int index) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", call.id());
        fields.put("type", "function");
        fields.put("index", index);
        fields.put("function", function);
        return fields;
    }

    private static String role(Role role) {
        return switch (role) {
            case SYSTEM, DEVELOPER -> "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
            case TOOL -> "tool";
        };
    }
}
