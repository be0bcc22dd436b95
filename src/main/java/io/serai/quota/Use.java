package io.serai.quota;

import java.time.Instant;

/**
 * What a call has used; negative amounts take back what was counted too much at that moment.
 *
 * @param key whose quota it was, by a name that does not show the key
 */
public record Use(Instant at, String key, String model, long requests, long tokens) {}
