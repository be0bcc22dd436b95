package io.serai.dialect.ollama;

import io.serai.chat.Message;
import io.serai.chat.ToolCall;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the call of a tool's result. Ollama's calls may have no ids and its results only a name; so ids come from the places of the
 * calls in the conversation, which stay the same in every later turn.
 */
final class ToolResults {
    private static final int DIGITS = 36;

    private final Map<String, Call> byId = new HashMap<>();
    private final Map<String, Deque<Call>> openByName = new HashMap<>();
    private final Deque<Call> open = new ArrayDeque<>();

    /** A call, and whether its result has come. */
    private static final class Call {
        private final ToolCall call;
        private boolean answered;

        Call(ToolCall call) {
            this.call = call;
        }

        ToolCall answer() {
            answered = true;
            return call;
        }
    }

    /** An id of nine letters and digits, which even the strictest vendor takes. */
    static String id(int message, int call) {
        String place =
                Integer.toString((message * DIGITS + call) % (DIGITS * DIGITS * DIGITS * DIGITS * DIGITS), DIGITS);
        return "call" + "0".repeat(5 - place.length()) + place;
    }

    void called(List<ToolCall> calls) {
        open.clear();
        openByName.clear();
        for (ToolCall said : calls) {
            Call call = new Call(said);
            byId.putIfAbsent(said.id(), call);
            open.add(call);
            openByName.computeIfAbsent(said.name(), name -> new ArrayDeque<>(1)).add(call);
        }
    }

    /** The call that a result is for: the one with its id, else the first without a result that has its name, else the first. */
    ToolCall callOf(String id, String name) {
        if (!id.isEmpty()) {
            Call call = byId.get(id);
            return call == null ? new ToolCall(-1, id, name, "", Map.of()) : call.answer();
        }
        Call found = first(openByName.getOrDefault(name, new ArrayDeque<>(0)));
        if (found == null) {
            found = first(open);
        }
        return found == null ? new ToolCall(-1, "", name, "", Map.of()) : found.answer();
    }

    /** The first that has no result yet. */
    private static @Nullable Call first(Deque<Call> calls) {
        while (!calls.isEmpty() && calls.getFirst().answered) {
            calls.removeFirst();
        }
        return calls.peekFirst();
    }

    /** The names of the functions that a conversation calls, by the ids of the calls. */
    static Map<String, String> names(List<Message> conversation) {
        Map<String, String> names = new HashMap<>();
        for (Message message : conversation) {
            for (ToolCall call : message.toolCalls()) {
                names.putIfAbsent(call.id(), call.name());
            }
        }
        return names;
    }
}
