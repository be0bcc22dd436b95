package io.serai.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client's wishes besides the request itself.
 *
 * @param task the task that it names by header, empty to let Serai find out
 * @param client who it is, for keeping answers apart: a digest of its credentials, empty if it has none
 * @param fromCache whether an answer that was given before will do
 * @param toCache whether its answer may be given to others
 * @param patience how long it waits for a quota, from the beginning of the call
 * @param maxAge how old an answer that was given before may be; null for any age
 * @param onlyCached whether it wants no answer unless one was given before
 * @param idempotencyKey what it calls this request, so that a repetition gets the same answer; empty if nothing
 */
public record ClientWishes(
        String task,
        String client,
        boolean fromCache,
        boolean toCache,
        Duration patience,
        @Nullable Duration maxAge,
        boolean onlyCached,
        String idempotencyKey) {
    public static final ClientWishes NONE = new ClientWishes("", "", true, true, Duration.ZERO);

    /** Those of a client that takes an answer of any age. */
    public ClientWishes(String task, String client, boolean fromCache, boolean toCache, Duration patience) {
        this(task, client, fromCache, toCache, patience, null, false, "");
    }
}
