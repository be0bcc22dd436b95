package io.serai.quota;

import java.time.Instant;

/**
 * The usage of a call; negative amounts take back an overcount at that moment.
 *
 * @param key whose quota it was, by a name that does not show the key
 */
public record Use(Instant at, String key, String model, Amount amount) {

    /** One of which the tokens are not told apart, and that costs nothing. */
    public Use(Instant at, String key, String model, long requests, long tokens) {
        this(at, key, model, new Amount(requests, tokens, 0, 0, 0));
    }

    public long requests() {
        return amount.requests();
    }

    public long tokens() {
        return amount.tokens();
    }
}
