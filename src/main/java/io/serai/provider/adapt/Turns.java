package io.serai.provider.adapt;

import io.serai.catalog.Differences;
import io.serai.catalog.Differences.ToolIds;
import io.serai.catalog.Turn;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.Notes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The turns of a conversation as a strict vendor wants them. */
final class Turns {
    private static final Set<Role> ABOVE = Set.of(Role.SYSTEM, Role.DEVELOPER);
    private static final String NAME = "name";
    private static final String OK = "Ok.";

    /** Of a tool call: Google's signature of the thoughts before it. */
    private static final String SIGNATURE = "extra_content";

    private Turns() {}

    static List<Message> of(List<Message> messages, Differences vendor, Notes notes) {
        Set<Turn> rules = vendor.turns();
        if (rules.isEmpty()
                && vendor.toolIds().equals(ToolIds.ANY)
                && vendor.thoughts().isEmpty()) {
            return messages;
        }
        List<Message> turns = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Message turn = thoughts(ids(message, vendor.toolIds()), vendor.thoughts());
            if (rules.contains(Turn.NO_DEVELOPER) && turn.role() == Role.DEVELOPER) {
                turn = new Message(Role.SYSTEM, turn.parts(), turn.toolCalls(), turn.extras());
            }
            if (rules.contains(Turn.NO_NAMES)
                    && turn.role() != Role.TOOL
                    && !turn.name().isEmpty()) {
                notes.drop("messages[" + turns.size() + "].name");
                turn = without(turn, NAME);
            }
            turns.add(turn);
        }
        List<Message> ordered = rules.contains(Turn.SYSTEM_FIRST) ? systemFirst(turns, notes) : turns;
        List<Message> inTurn = rules.contains(Turn.ALTERNATE) ? alternating(ordered) : ordered;
        return rules.contains(Turn.ASSISTANT_AFTER_TOOLS) ? answeringTools(inTurn, notes) : inTurn;
    }

    /** As Mistral wants it, while agents let the user speak right behind a tool: a reminder, an image, another question. */
    private static List<Message> answeringTools(List<Message> messages, Notes notes) {
        List<Message> turns = new ArrayList<>(messages.size() + 1);
        for (Message message : messages) {
            if (message.role() == Role.USER
                    && !turns.isEmpty()
                    && turns.getLast().role() == Role.TOOL) {
                notes.adjust("messages", "user after a tool", "the assistant between them");
                turns.add(Message.of(Role.ASSISTANT, OK));
            }
            turns.add(message);
        }
        return turns.size() == messages.size() ? messages : turns;
    }

    private static List<Message> systemFirst(List<Message> messages, Notes notes) {
        List<Message> system = new ArrayList<>();
        List<Message> others = new ArrayList<>();
        for (Message message : messages) {
            if (!ABOVE.contains(message.role())) {
                others.add(message);
                continue;
            }
            if (!others.isEmpty()) {
                notes.adjust("messages[" + (system.size() + others.size()) + "]", "in the middle", "first");
            }
            system.add(message);
        }
        if (system.isEmpty()) {
            return messages;
        }
        others.addFirst(joined(system));
        return others;
    }

    private static List<Message> alternating(List<Message> messages) {
        List<Message> turns = new ArrayList<>(messages.size());
        List<Message> turn = new ArrayList<>();
        for (Message message : messages) {
            Message last = turn.isEmpty() ? null : turn.getLast();
            if (last != null
                    && (last.role() != message.role()
                            || message.role() == Role.TOOL
                            || !last.toolCalls().isEmpty())) {
                turns.add(joined(turn));
                turn.clear();
            }
            turn.add(message);
        }
        if (!turn.isEmpty()) {
            turns.add(joined(turn));
        }
        return turns;
    }

    /** Messages as one; the texts before the first that is more than text are apart by an empty line. */
    private static Message joined(List<Message> messages) {
        Message first = messages.getFirst();
        if (messages.size() == 1) {
            return first;
        }
        Map<String, Object> extras = new LinkedHashMap<>();
        List<ToolCall> calls = new ArrayList<>();
        messages.forEach(message -> {
            message.extras().forEach(extras::putIfAbsent);
            calls.addAll(message.toolCalls());
        });
        int texts = 0;
        while (texts < messages.size() && isText(messages.get(texts))) {
            texts++;
        }
        List<Part> parts = new ArrayList<>();
        if (texts > 1) {
            parts.add(new Part.Text(text(messages.subList(0, texts)), true, Map.of()));
        } else {
            parts.addAll(first.parts());
        }
        messages.subList(Math.max(1, texts), messages.size()).forEach(message -> parts.addAll(message.parts()));
        return new Message(first.role(), parts, calls, extras);
    }

    private static String text(List<Message> messages) {
        return messages.stream()
                .map(Message::text)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    private static boolean isText(Message message) {
        return message.parts().stream()
                .allMatch(
                        part -> part instanceof Part.Text text && text.extras().isEmpty());
    }

    private static Message without(Message message, String extra) {
        Map<String, Object> extras = new LinkedHashMap<>(message.extras());
        extras.remove(extra);
        return new Message(message.role(), message.parts(), message.toolCalls(), extras);
    }

    /** Thoughts in the field that the vendor knows, or none where it takes none. */
    private static Message thoughts(Message message, String field) {
        boolean signed =
                message.toolCalls().stream().anyMatch(call -> call.extras().containsKey(SIGNATURE));
        if (field.isEmpty() || (!signed && message.parts().stream().noneMatch(Part.Reasoning.class::isInstance))) {
            return message;
        }
        List<Part> parts = new ArrayList<>(message.parts().size());
        for (Part part : message.distinctParts()) {
            if (!(part instanceof Part.Reasoning thought)) {
                parts.add(part);
            } else if (!field.equals(Differences.NO_THOUGHTS)) {
                parts.add(new Part.Reasoning(thought.text(), field, thought.signature()));
            }
        }
        List<ToolCall> calls =
                signed ? message.toolCalls().stream().map(Turns::unsigned).toList() : message.toolCalls();
        return new Message(message.role(), parts, calls, message.extras());
    }

    private static ToolCall unsigned(ToolCall call) {
        Map<String, Object> extras = new LinkedHashMap<>(call.extras());
        extras.remove(SIGNATURE);
        return new ToolCall(call.index(), call.id(), call.name(), call.arguments(), extras);
    }

    private static Message ids(Message message, ToolIds allowed) {
        if (allowed.equals(ToolIds.ANY)) {
            return message;
        }
        List<ToolCall> calls = message.toolCalls().stream()
                .map(call -> new ToolCall(
                        call.index(), id(call.id(), allowed), call.name(), call.arguments(), call.extras()))
                .toList();
        Map<String, Object> extras = message.extras();
        if (!message.toolCallId().isEmpty()) {
            extras = new LinkedHashMap<>(extras);
            extras.put("tool_call_id", id(message.toolCallId(), allowed));
        }
        return new Message(message.role(), message.parts(), calls, extras);
    }

    /** The id itself where the vendor takes it, and else one that is always the same for it. */
    private static String id(String id, ToolIds allowed) {
        boolean taken = allowed.exact()
                ? id.length() == allowed.length() && id.matches("[A-Za-z0-9]*")
                : id.length() <= allowed.length();
        if (taken || id.isEmpty()) {
            return id;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            String digits =
                    new BigInteger(1, hash).or(BigInteger.ONE.shiftLeft(255)).toString(36);
            return digits.substring(digits.length() - Math.min(allowed.length(), 32));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
