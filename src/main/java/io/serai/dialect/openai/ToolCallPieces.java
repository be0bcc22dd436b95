package io.serai.dialect.openai;

import io.serai.chat.ToolCall;
import io.serai.dialect.CallIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the pieces of a choice's tool calls in order as OpenAI sends them: each call has an index and an id of its own, and its first piece
 * tells both and its name. Clients join pieces by index and add up their texts, while some vendors leave the index out, give it to several
 * calls, repeat id and name in every piece, give one id to several calls, or send the name later than the id.
 */
final class ToolCallPieces {
    /** The part of its arguments for which a call waits for its name; letters. */
    private static final int LONGEST_WAIT = 4 << 10;

    private final Map<Integer, Begun> begun = new HashMap<>();
    private final Set<Integer> indexes = new HashSet<>();
    private final CallIds ids = new CallIds();
    private int next;

    /**
     * A call whose first piece has come.
     *
     * @param id in the vendor's words
     * @param early what has come before the name; null if it has been told
     */
    private record Begun(
            int index, String id, String name, @Nullable ToolCall early) {
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

    /**
     * @param position which call of its delta it is
     * @return the piece to send; null before the call's name has come
     */
    @Nullable
    ToolCall place(ToolCall piece, int position) {
        int place = piece.index() >= 0 ? piece.index() : -1 - position;
        Begun call = begun.get(place);
        if (call == null || call.isFollowedBy(piece)) {
            return begin(place, index(place), piece);
        }
        if (call.early() != null) {
            return begin(place, call.index(), joined(call.early(), piece));
        }
        String name = call.name().isEmpty() ? piece.name() : "";
        if (!name.isEmpty()) {
            begun.put(place, new Begun(call.index(), call.id(), name, null));
        }
        return new ToolCall(call.index(), "", name, piece.arguments(), piece.extras());
    }

    private @Nullable ToolCall begin(int place, int index, ToolCall piece) {
        boolean waits = isNameless(piece) && piece.arguments().length() < LONGEST_WAIT;
        ToolCall first = waits ? piece : withId(piece);
        begun.put(place, new Begun(index, waits ? piece.id() : first.id(), piece.name(), waits ? piece : null));
        return waits ? null : new ToolCall(index, own(first.id()), first.name(), first.arguments(), first.extras());
    }

    private static ToolCall joined(ToolCall early, ToolCall piece) {
        Map<String, Object> extras = new LinkedHashMap<>(early.extras());
        extras.putAll(piece.extras());
        return new ToolCall(
                early.index(),
                early.id().isEmpty() ? piece.id() : early.id(),
                piece.name(),
                early.arguments() + piece.arguments(),
                extras);
    }

    /** A call that has come at once; null if it calls nothing. */
    @Nullable
    ToolCall whole(ToolCall call) {
        if (isNameless(call)) {
            return null;
        }
        ToolCall named = withId(call);
        String id = own(named.id());
        return id.equals(named.id())
                ? named
                : new ToolCall(named.index(), id, named.name(), named.arguments(), named.extras());
    }

    private String own(String id) {
        return id.isEmpty() ? id : ids.own(id);
    }

    /** Whether it calls a function and does not say which; calls of other kinds stand in a field of their own. */
    private static boolean isNameless(ToolCall call) {
        Object type = call.extras().get("type");
        boolean function = type == null || type.equals("") || type.equals("function");
        return function
                && call.name().isEmpty()
                && call.extras().values().stream().noneMatch(ToolCallPieces::isNamed);
    }

    private static boolean isNamed(@Nullable Object kind) {
        return kind instanceof Map<?, ?> fields && fields.get("name") instanceof String name && !name.isEmpty();
    }

    /** The call itself, or one with an id made up if it has none: a client needs it to send the result. */
    private static ToolCall withId(ToolCall call) {
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
