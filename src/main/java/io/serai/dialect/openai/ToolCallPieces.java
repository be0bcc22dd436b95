package io.serai.dialect.openai;

import io.serai.chat.ToolCall;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Puts the pieces of a choice's tool calls in order as OpenAI sends them: each call has an index of its own, only its first piece tells
 * its id and its name. Clients join pieces by index and add up their texts, while some vendors leave the index out, give it to several
 * calls, or repeat id and name in every piece.
 */
final class ToolCallPieces {
    private final Map<Integer, Begun> begun = new HashMap<>();
    private final Set<Integer> indexes = new HashSet<>();
    private int next;

    /** A call whose first piece has come. */
    private record Begun(int index, String id, String name) {
        /** Whether a piece in the same place belongs to another call. */
        boolean isFollowedBy(ToolCall piece) {
            if (piece.name().isEmpty()) {
                return false;
            }
            if (!id.isEmpty() && !piece.id().isEmpty()) {
                return !id.equals(piece.id());
            }
            return !name.isEmpty() && (piece.index() < 0 || !name.equals(piece.name()));
        }
    }

    /** @param position which call of its delta it is */
    ToolCall place(ToolCall piece, int position) {
        int place = piece.index() >= 0 ? piece.index() : -1 - position;
        Begun call = begun.get(place);
        if (call == null || call.isFollowedBy(piece)) {
            ToolCall first = withId(piece);
            call = new Begun(index(place), first.id(), first.name());
            begun.put(place, call);
            return new ToolCall(call.index(), first.id(), first.name(), first.arguments(), first.extras());
        }
        String id = call.id().isEmpty() ? piece.id() : "";
        String name = call.name().isEmpty() ? piece.name() : "";
        if (!id.isEmpty() || !name.isEmpty()) {
            begun.put(place, new Begun(call.index(), call.id() + id, call.name() + name));
        }
        return new ToolCall(call.index(), id, name, piece.arguments(), piece.extras());
    }

    /** The call itself, or one with an id made up if it has none: a client needs it to send the result. */
    static ToolCall withId(ToolCall call) {
        return !call.id().isEmpty() || call.name().isEmpty()
                ? call
                : new ToolCall(call.index(), Ids.toolCall(), call.name(), call.arguments(), call.extras());
    }

    private int index(int place) {
        if (place >= 0 && indexes.add(place)) {
            return place;
        }
        while (!indexes.add(next)) {
            next++;
        }
        return next;
    }
}
