package io.serai.chat;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Admits one call to models, within the limits of its caller. It is asked before anything is done for the call, again before each
 * target, and is settled when the call has ended.
 */
public interface Clearance {
    /** Lets everything in. */
    Clearance FREE = new Clearance() {};

    /**
     * Takes what the call may use from the limits of its caller. Only the first time counts.
     *
     * @param request a chat or embedding request
     * @throws ChatException if the caller may not, with what the client is to be told
     */
    default void enter(Request request) {}

    /**
     * Takes what the call may use from limits for a target alone. What the same part has used at the target before counts in the limits of
     * that one, and the rest of what was taken for it is given back.
     *
     * @param part the call itself, or the part of it that asks
     * @param target {@code provider/model}
     * @param pool by which it was chosen; empty if the client has named it
     * @return why it may not be asked; null if it may
     */
    default @Nullable Denial ask(Call part, String target, String pool) {
        return null;
    }

    /**
     * Whether the caller may ask for something by name, in lists of models.
     *
     * @param pool whether it is a pool or an alias
     */
    default boolean shows(String name, boolean pool) {
        return true;
    }

    /** Whether the caller may not ask all targets and pools, as others may; known once it has entered. */
    default boolean restricts() {
        return false;
    }

    /** Its headers of the answer, by their names. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /**
     * Why a target may not be asked.
     *
     * @param kind whether the caller may never ask it, not before long, or soon again
     * @param until when it may; null if nobody knows
     */
    record Denial(String why, Failure kind, @Nullable Instant until) {}
}
