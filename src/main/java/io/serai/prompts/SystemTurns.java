package io.serai.prompts;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Instruction;
import io.serai.dialect.Instruction.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The system's turns in a conversation, and an operator's additions: in canonical form, and in what the request was read from. */
final class SystemTurns {
    private SystemTurns() {}

    /** Whether the client has said anything in the system's place. */
    static boolean saysAnything(ChatRequest request) {
        return request.messages().stream()
                .anyMatch(message -> isSystem(message) && !message.text().isBlank());
    }

    /** The request with an instruction; the same request if it has it already. */
    @SuppressWarnings("ReferenceEquality")
    static ChatRequest with(ChatRequest request, Instruction ours, Collection<ClientDialect> dialects) {
        List<Message> messages =
                ours.place() == Place.INSTEAD ? instead(request.messages(), ours) : beside(request.messages(), ours);
        if (messages == request.messages()) {
            return request;
        }
        return new ChatRequest(
                request.dialect(),
                request.model(),
                messages,
                request.tools(),
                request.stream(),
                request.parameters(),
                original(request.original(), ours, dialects));
    }

    private static List<Message> instead(List<Message> messages, Instruction ours) {
        List<Message> left = new ArrayList<>(messages.size() + 1);
        left.add(Message.of(Role.SYSTEM, ours.text()));
        messages.stream().filter(message -> !isSystem(message)).forEach(left::add);
        return left.equals(messages) ? messages : left;
    }

    private static List<Message> beside(List<Message> messages, Instruction ours) {
        int leading = 0;
        while (leading < messages.size() && isSystem(messages.get(leading))) {
            leading++;
        }
        List<Message> changed = new ArrayList<>(messages);
        if (leading == 0) {
            changed.addFirst(Message.of(Role.SYSTEM, ours.text()));
            return changed;
        }
        int at = ours.place() == Place.BEFORE ? 0 : leading - 1;
        Message theirs = messages.get(at);
        if (has(theirs.text(), ours)) {
            return messages;
        }
        changed.set(at, new Message(theirs.role(), parts(theirs, ours), theirs.toolCalls(), theirs.extras()));
        return changed;
    }

    private static boolean has(String theirs, Instruction ours) {
        return theirs.equals(ours.text())
                || (ours.place() == Place.BEFORE ? theirs.startsWith(ours.block()) : theirs.endsWith(ours.block()));
    }

    /** A text stays one text, which every vendor takes; parts with marks of the client's keep them. */
    private static List<Part> parts(Message theirs, Instruction ours) {
        if (theirs.parts().size() == 1
                && theirs.parts().getFirst() instanceof Part.Text only
                && only.extras().isEmpty()) {
            return List.of(new Part.Text(ours.with(only.text()), only.bare(), Map.of()));
        }
        List<Part> parts = new ArrayList<>(theirs.parts());
        boolean silent = theirs.text().isBlank();
        Part block = new Part.Text(silent ? ours.text() : ours.block(), false, Map.of());
        parts.add(ours.place() == Place.BEFORE ? 0 : parts.size(), block);
        return parts;
    }

    /** One that no vendor is passed stays as it is: it says what is to become of the answer. */
    private static @Nullable Original original(
            @Nullable Original read, Instruction ours, Collection<ClientDialect> dialects) {
        if (read != null) {
            for (ClientDialect dialect : dialects) {
                Map<String, Object> tree = dialect.instructed(read, ours);
                if (tree != null) {
                    return new Original(read.dialect(), tree, read.headers(), read.essential());
                }
            }
        }
        return read;
    }

    private static boolean isSystem(Message message) {
        return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
    }
}
