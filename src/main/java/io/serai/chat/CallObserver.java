package io.serai.chat;

/**
 * Is told of calls as they begin and end; what became of one stands in its {@link Call#report()}. Told on the thread that has the call or
 * writes its answer, so it must not wait.
 */
public interface CallObserver {
    /** Looks away. */
    CallObserver NONE = new CallObserver() {};

    /** A request has come in, and nothing is known of it but its origin. */
    default void begun(Call call) {}

    /** Its answer or its error has been handed over, or nobody waits for one any more. Nothing more becomes of it. */
    default void ended(Call call) {}

    /**
     * It ends without an answer or an error, since it waits for a batch of a vendor's own, or is not wanted now; another call asks for the
     * same later.
     */
    default void deferred(Call call) {}
}
