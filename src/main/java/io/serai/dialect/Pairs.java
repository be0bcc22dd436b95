package io.serai.dialect;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls and their results as strict vendors insist on them: a call has an id of its own and one result, which stands right behind it. A
 * history differs from that if a run was cut off, if its beginning was forgotten, or if two calls got one id. A result without its call is
 * told in words, and a call without a result gets one that says so.
 *
 * @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls">Handling tool calls</a>
 */
public final class Pairs {
    /** What stands for a result that nobody has. */
    public static final String NO_RESULT = "[No result: the call was cut off, or its result is lost.]";

    private final List<Message> messages;
    private final Notes notes;
    private final Map<Place, Integer> results = new HashMap<>();
    private final CallIds ids = new CallIds();

    /** Where a call stands. */
    private record Place(int message, int call) {}

    private Pairs(List<Message> messages, Notes notes) {
        this.messages = messages;
        this.notes = notes;
    }

    /** The request itself if there is nothing to mend. */
    public static ChatRequest of(ChatRequest request, Notes notes) {
        return areIn(request) ? request : request.withMessages(new Pairs(request.messages(), notes).mended());
    }

    /** Whether all calls and results of a request are pairs already. */
    public static boolean areIn(ChatRequest request) {
        Set<String> known = new HashSet<>(0);
        Set<String> open = new HashSet<>(0);
        for (Message message : request.messages()) {
            if (isResult(message)) {
                if (!open.remove(message.toolCallId())) {
                    return false;
                }
                continue;
            }
            if (!open.isEmpty()) {
                return false;
            }
            for (ToolCall call : message.toolCalls()) {
                if (call.id().isEmpty() || !known.add(call.id())) {
                    return false;
                }
                open.add(call.id());
            }
        }
        return open.isEmpty();
    }

    /** OpenAI's old role for results, which belong to no call but to a name, is for the vendor to judge. */
    private static boolean isResult(Message message) {
        return message.role() == Role.TOOL
                && !"function".equals(message.extras().get("role"));
    }

    private List<Message> mended() {
        match();
        Set<Integer> taken = new HashSet<>(results.values());
        Set<String> told = new HashSet<>();
        taken.forEach(index -> told.add(said(messages.get(index))));
        List<Message> mended = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (!isResult(message)) {
                add(message, i, mended);
            } else if (!taken.contains(i) && told.contains(said(message))) {
                notes.drop("messages[" + i + "] a result that came before");
            } else if (!taken.contains(i)) {
                notes.adjust("messages[" + i + ']', "a result without its call", "words");
                mended.add(inWords(message));
            }
        }
        return mended;
    }

    /** The identity of a result. */
    private static String said(Message result) {
        return result.toolCallId() + '\n' + result.lines();
    }

    /** Finds the result of each call: the next one that has its id, or that has none and may be meant. */
    private void match() {
        Map<String, Deque<Place>> open = new HashMap<>();
        List<Place> last = List.of();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (isResult(message)) {
                Deque<Place> waiting = open.getOrDefault(message.toolCallId(), new ArrayDeque<>(0));
                Place call = waiting.isEmpty() ? unnamed(message, last) : waiting.poll();
                if (call != null) {
                    results.put(call, i);
                }
                continue;
            }
            if (!message.toolCalls().isEmpty()) {
                last = places(i, message.toolCalls(), open);
            }
        }
    }

    private static List<Place> places(int message, List<ToolCall> calls, Map<String, Deque<Place>> open) {
        List<Place> places = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            Place place = new Place(message, i);
            places.add(place);
            String id = calls.get(i).id();
            if (!id.isEmpty()) {
                Deque<Place> same = open.computeIfAbsent(id, first -> new ArrayDeque<>(1));
                // A call that has waited until its id came again waits in vain.
                same.removeIf(earlier -> earlier.message() < message);
                same.add(place);
            }
        }
        return places;
    }

    /** The first of the last calls that waits, where the result or the call has no id. */
    private @Nullable Place unnamed(Message result, List<Place> last) {
        Place first = null;
        for (Place place : last) {
            ToolCall call = messages.get(place.message()).toolCalls().get(place.call());
            boolean fits = result.toolCallId().isEmpty() || call.id().isEmpty();
            if (!fits || results.containsKey(place)) {
                continue;
            }
            if (call.name().equals(result.name())) {
                return place;
            }
            first = first == null ? place : first;
        }
        return first;
    }

    private void add(Message message, int index, List<Message> mended) {
        if (message.toolCalls().isEmpty()) {
            mended.add(message);
            return;
        }
        List<ToolCall> calls = new ArrayList<>(message.toolCalls().size());
        List<Message> answers = new ArrayList<>(message.toolCalls().size());
        for (int i = 0; i < message.toolCalls().size(); i++) {
            ToolCall call = message.toolCalls().get(i);
            String id = ids.own(call.id().isEmpty() ? "call_" + index + '_' + i : call.id());
            calls.add(
                    id.equals(call.id())
                            ? call
                            : new ToolCall(call.index(), id, call.name(), call.arguments(), call.extras()));
            Integer result = results.get(new Place(index, i));
            if (result == null) {
                notes.adjust("messages[" + index + "].tool_calls[" + i + ']', "no result", "one that says so");
                answers.add(Message.toolResult(id, "", List.of(new Part.Text(NO_RESULT, true, Map.of()))));
            } else {
                answers.add(of(messages.get(result), id));
            }
        }
        mended.add(new Message(message.role(), message.parts(), calls, message.extras()));
        mended.addAll(answers);
    }

    private static Message of(Message result, String id) {
        if (result.toolCallId().equals(id)) {
            return result;
        }
        Map<String, Object> extras = new LinkedHashMap<>(result.extras());
        extras.put("tool_call_id", id);
        return new Message(result.role(), result.parts(), result.toolCalls(), extras);
    }

    private static Message inWords(Message result) {
        String head = "[Result of " + (result.name().isEmpty() ? "a tool" : result.name()) + ": ";
        if (result.parts().stream().allMatch(Part.Text.class::isInstance)) {
            return Message.of(Role.USER, head + result.lines() + ']');
        }
        List<Part> parts = new ArrayList<>(result.parts().size() + 2);
        parts.add(new Part.Text(head, false, Map.of()));
        parts.addAll(result.parts());
        parts.add(new Part.Text("]", false, Map.of()));
        return new Message(Role.USER, parts, List.of(), Map.of());
    }
}
