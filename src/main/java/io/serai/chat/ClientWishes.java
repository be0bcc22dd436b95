package io.serai.chat;

import java.time.Duration;

/**
 * What a client asks for besides the request itself.
 *
 * @param task the task that it names by header, empty to let Serai find out
 * @param client who it is, for keeping answers apart: a digest of its credentials, empty if it has none
 * @param fromCache whether an answer that was given before will do
 * @param toCache whether its answer may be given to others
 * @param patience how long it waits for a quota, from the beginning of the call
 */
public record ClientWishes(String task, String client, boolean fromCache, boolean toCache, Duration patience) {
    public static final ClientWishes NONE = new ClientWishes("", "", true, true, Duration.ZERO);
}
