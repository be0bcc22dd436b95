package io.serai.dialect.ollama;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.dialect.CannotExpressException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Canonical messages to Ollama's form. */
final class MessageWriter {

    private MessageWriter() {}

    static List<Object> conversation(List<Message> messages) {
        List<Object> turns = new ArrayList<>(messages.size());
        Map<String, String> names = ToolResults.names(messages);
        for (Message message : messages) {
            turns.add(turn(message, names, "messages[" + turns.size() + ']'));
        }
        return turns;
    }

    private static Map<String, Object> turn(Message message, Map<String, String> names, String at) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", role(message.role()));
        turn.put("content", message.lines());
        StringBuilder thinking = new StringBuilder();
        List<String> images = new ArrayList<>(0);
        int index = 0;
        for (Part part : message.distinctParts()) {
            switch (part) {
                // Signed thoughts are another vendor's.
                case Part.Reasoning thoughts -> thinking.append(thoughts.signature() == null ? thoughts.text() : "");
                case Part.Image image -> images.add(base64(image, at + ".content[" + index + ']'));
                case Part.Other other ->
                    throw new CannotExpressException(
                            at + ".content[" + index + "]: Ollama takes text and images, no " + kind(other));
                case Part.Text text -> {}
                case Part.Refusal refusal -> {}
            }
            index++;
        }
        if (!thinking.isEmpty() && message.role() == Role.ASSISTANT) {
            turn.put("thinking", thinking.toString());
        }
        if (!images.isEmpty()) {
            turn.put("images", images);
        }
        if (!message.toolCalls().isEmpty()) {
            turn.put("tool_calls", AnswerWriter.calls(message.toolCalls()));
        }
        if (message.role() == Role.TOOL) {
            turn.put(
                    "tool_name",
                    message.name().isEmpty() ? names.getOrDefault(message.toolCallId(), "") : message.name());
            turn.put("tool_call_id", message.toolCallId());
        }
        return turn;
    }

    private static String base64(Part.Image image, String at) {
        String base64 = Images.base64(image);
        if (base64 == null) {
            throw new CannotExpressException(at + ": Ollama takes images as data, and fetches none");
        }
        return base64;
    }

    private static Object kind(Part.Other other) {
        Object type = other.fields().get("type");
        return type == null ? "other parts" : type;
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
