package io.serai.cache;

import io.serai.chat.Answer;
import java.time.Duration;
import java.time.Instant;

/**
 * An answer and where it came from.
 *
 * @param answer a chat or embedding response
 * @param about whose it is, and what was asked
 * @param at when it was given
 * @param lifetime how long it is given again
 * @param stale how much longer it is kept, to be given when there is nothing else
 * @param weight about how many bytes it takes in memory
 */
record Kept(Answer answer, About about, Instant at, Duration lifetime, Duration stale, int weight) {
    /** The entry of the cache, and the key. */
    private static final int OVERHEAD = 400;

    /**
     * By what entries are told apart, besides their keys.
     *
     * @param client whose answer it is: the public id of a client key, or a digest of the credentials; empty for everybody's
     * @param model what stood in the model field
     * @param task the recognised task
     * @param target who answered
     * @param asked a digest of the request, where the client has named it itself; else empty
     */
    record About(String client, String model, String task, String target, String asked) {}

    Kept(Answer answer, About about, Instant at, Duration lifetime, Duration stale) {
        this(answer, about, at, lifetime, stale, weigh(answer, about));
    }

    /** The same for another time, and perhaps for fewer. */
    Kept lasting(Duration time, String client, String asked) {
        About named = new About(client, about.model, about.task, about.target, asked);
        return new Kept(answer, named, at, time, Duration.ZERO, weight);
    }

    /** How long it is kept in all. */
    Duration time() {
        return lifetime.plus(stale);
    }

    boolean isFresh(Instant now) {
        return !now.isAfter(at.plus(lifetime));
    }

    boolean isOver(Instant now) {
        return now.isAfter(at.plus(time()));
    }

    Duration age(Instant now) {
        return now.isBefore(at) ? Duration.ZERO : Duration.between(at, now);
    }

    private static int weigh(Answer answer, About about) {
        return (int) Math.min(Integer.MAX_VALUE, OVERHEAD + Weight.of(answer) + Weight.of(about));
    }
}
