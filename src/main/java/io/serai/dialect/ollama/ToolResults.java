package io.serai.dialect.ollama;

import io.serai.chat.Message;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which call a tool's result belongs to. Ollama's calls may have no ids and its results only a name; so ids come from the places of the
 * calls in the conversation, which stay the same in every later turn.
 */
final class ToolResults {
    private static final int DIGITS = 36;

    private final List<ToolCall> open = new ArrayList<>();
    private final List<ToolCall> all = new ArrayList<>();

    /** An id of nine letters and digits, which even the strictest vendor takes. */
    static String id(int message, int call) {
        String place =
                Integer.toString((message * DIGITS + call) % (DIGITS * DIGITS * DIGITS * DIGITS * DIGITS), DIGITS);
        return "call" + "0".repeat(5 - place.length()) + place;
    }

    void called(List<ToolCall> calls) {
        open.clear();
        open.addAll(calls);
        all.addAll(calls);
    }

    /** The call that a result is for: the one with its id, else the first without a result that has its name, else the first. */
    ToolCall callOf(String id, String name) {
        for (ToolCall call : all) {
            if (!id.isEmpty() && call.id().equals(id)) {
                open.remove(call);
                return call;
            }
        }
        if (!id.isEmpty()) {
            return new ToolCall(-1, id, name, "", Map.of());
        }
        ToolCall found = open.stream()
                .filter(call -> call.name().equals(name))
                .findFirst()
                .orElse(open.isEmpty() ? null : open.getFirst());
        if (found == null) {
            return new ToolCall(-1, "", name, "", Map.of());
        }
        open.remove(found);
        return found;
    }

    /** The name of the function that a result is of, by the calls before it; empty if none of them has its id. */
    static String nameOf(Message result, List<Message> conversation) {
        if (!result.name().isEmpty()) {
            return result.name();
        }
        for (Message message : conversation) {
            for (ToolCall call : message.toolCalls()) {
                if (call.id().equals(result.toolCallId())) {
                    return call.name();
                }
            }
        }
        return "";
    }
}
