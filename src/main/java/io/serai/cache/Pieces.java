package io.serai.cache;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a streamed answer so far, in canonical form. Text that nobody has read yet grows in one piece, so that an answer without
 * readers takes little more memory than its text. Beyond a bound the oldest pieces go. Not thread-safe.
 */
final class Pieces {
    /** Estimated bytes of memory for the pieces of one answer. */
    static final long MOST = 4 << 20;

    private static final int PIECE = 400;

    private final List<ChatResponse> kept = new ArrayList<>();
    private final long most;
    private long first;
    private long weight;
    private @Nullable ChatResponse growing;
    private final StringBuilder text = new StringBuilder();

    Pieces() {
        this(MOST);
    }

    Pieces(long most) {
        this.most = most;
    }

    void add(ChatResponse piece) {
        ChatResponse canonical = piece.original() == null
                ? piece
                : new ChatResponse(
                        piece.id(), piece.created(), piece.model(), piece.choices(), piece.usage(), piece.extras());
        if (canonical.isEmpty()) {
            return;
        }
        String more = plainText(canonical);
        if (growing != null && more != null && continues(growing, canonical)) {
            text.append(more);
        } else {
            seal();
            if (more == null) {
                keep(canonical, PIECE + Weight.of(canonical));
            } else {
                growing = canonical;
                text.append(more);
            }
        }
        if (weight + text.length() > most && !kept.isEmpty()) {
            dropOldest();
        }
    }

    /** How many there have been. */
    long count() {
        return first + kept.size() + (growing == null ? 0 : 1);
    }

    /** The place after what has come; what comes from now on is not joined to it. */
    long mark() {
        seal();
        return count();
    }

    /** Whether all from a place on are there. */
    boolean has(long place) {
        return place >= first;
    }

    /** Those from a place on. */
    List<ChatResponse> from(long place) {
        seal();
        return List.copyOf(kept.subList((int) (place - first), kept.size()));
    }

    /** Half of them, so that it is seldom done. */
    private void dropOldest() {
        List<ChatResponse> oldest = kept.subList(0, (kept.size() + 1) / 2);
        first += oldest.size();
        oldest.forEach(piece -> weight -= PIECE + Weight.of(piece));
        oldest.clear();
    }

    private void seal() {
        if (growing != null) {
            ChatResponse whole = withText(growing, text.toString());
            growing = null;
            text.setLength(0);
            keep(whole, PIECE + Weight.of(whole));
        }
    }

    private void keep(ChatResponse piece, long bytes) {
        kept.add(piece);
        weight += bytes;
    }

    /** The text of a piece that says nothing else; null if it says something else. */
    private static @Nullable String plainText(ChatResponse piece) {
        if (piece.choices().size() != 1
                || piece.usage() != null
                || !piece.extras().isEmpty()) {
            return null;
        }
        Choice choice = piece.choices().getFirst();
        Message message = choice.message();
        if (choice.finishReason() != null
                || !choice.extras().isEmpty()
                || !message.extras().isEmpty()
                || message.parts().size() + message.toolCalls().size() != 1) {
            return null;
        }
        if (!message.toolCalls().isEmpty()) {
            ToolCall call = message.toolCalls().getFirst();
            boolean more =
                    call.index() >= 0 && call.name().isEmpty() && call.id().isEmpty();
            return more && call.extras().isEmpty() ? call.arguments() : null;
        }
        return switch (message.parts().getFirst()) {
            case Part.Text said -> said.extras().isEmpty() ? said.text() : null;
            case Part.Reasoning thought -> thought.signature() == null ? thought.text() : null;
            default -> null;
        };
    }

    /** Whether two pieces of plain text are the same but for it. */
    private static boolean continues(ChatResponse one, ChatResponse next) {
        Choice before = one.choices().getFirst();
        Choice after = next.choices().getFirst();
        return before.index() == after.index()
                && withText(one, "").choices().equals(withText(next, "").choices());
    }

    private static ChatResponse withText(ChatResponse piece, String text) {
        Choice choice = piece.choices().getFirst();
        Message message = choice.message();
        List<Part> parts = message.parts().stream()
                .map(part -> switch (part) {
                    case Part.Text said -> (Part) new Part.Text(text, said.bare(), said.extras());
                    case Part.Reasoning thought -> new Part.Reasoning(text, thought.field());
                    default -> part;
                })
                .toList();
        List<ToolCall> calls = message.toolCalls().stream()
                .map(call -> new ToolCall(call.index(), call.id(), call.name(), text, call.extras()))
                .toList();
        Message joined = new Message(message.role(), parts, calls, Map.of());
        return new ChatResponse(
                piece.id(),
                piece.created(),
                piece.model(),
                List.of(new Choice(choice.index(), joined, null, Map.of())),
                null,
                Map.of());
    }
}
