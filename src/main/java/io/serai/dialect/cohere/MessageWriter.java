package io.serai.dialect.cohere;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.CannotExpressException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Canonical messages to Cohere's form. Thoughts before tool calls are the plan for them; others stay behind. */
final class MessageWriter {

    private MessageWriter() {}

    static List<Object> conversation(List<Message> messages) {
        List<Object> turns = new ArrayList<>(messages.size());
        for (Message message : messages) {
            turns.add(turn(message, "messages[" + turns.size() + ']'));
        }
        return turns;
    }

    private static Map<String, Object> turn(Message message, String at) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", role(message.role()));
        List<Object> parts = new ArrayList<>(message.parts().size());
        StringBuilder plan = new StringBuilder();
        boolean textAlone = true;
        int index = 0;
        for (Part part : message.distinctParts()) {
            switch (part) {
                case Part.Text piece -> parts.add(text(piece.text()));
                case Part.Refusal refusal -> parts.add(text(refusal.text()));
                case Part.Reasoning thoughts -> plan.append(thoughts.signature() == null ? thoughts.text() : "");
                case Part.Image image -> {
                    textAlone = false;
                    parts.add(image(image, message, at + ".content[" + index + ']'));
                }
                case Part.Other other ->
                    throw new CannotExpressException(at + ".content[" + index + "]: Cohere takes text and images, no "
                            + (other.fields().get("type") == null
                                    ? "other parts"
                                    : other.fields().get("type")));
            }
            index++;
        }
        String text = message.lines();
        if (message.toolCalls().isEmpty() || !text.isEmpty()) {
            turn.put("content", textAlone ? text : parts);
        }
        if (!message.toolCalls().isEmpty()) {
            if (!plan.isEmpty()) {
                turn.put("tool_plan", plan.toString());
            }
            turn.put(
                    "tool_calls",
                    message.toolCalls().stream().map(MessageWriter::call).toList());
        }
        if (message.role() == Role.TOOL) {
            turn.put("tool_call_id", message.toolCallId());
        }
        return turn;
    }

    private static Map<String, Object> text(String text) {
        return Map.of("type", "text", "text", text);
    }

    private static Map<String, Object> image(Part.Image image, Message message, String at) {
        if (message.role() != Role.USER) {
            throw new CannotExpressException(at + ": Cohere takes images of the user only");
        }
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("url", image.url());
        if (image.detail() != null) {
            address.put("detail", image.detail());
        }
        return Map.of("type", "image_url", "image_url", address);
    }

    private static Object call(ToolCall call) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", call.id());
        fields.put("type", "function");
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
