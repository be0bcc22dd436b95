package io.serai.ingress.edge;

import io.serai.chat.ChatException;
import java.time.Instant;

/** A refusal that passes by itself: the request bodies in flight take as much memory as they may. */
final class BusyException extends ChatException {
    private static final long serialVersionUID = 1L;

    BusyException() {
        super(
                503,
                "bodies_in_flight",
                "The requests in flight hold as much memory as they may (serai.http.bodies-limit)."
                        + " Send this one again in a second.",
                null,
                Instant.now().plusSeconds(1),
                null);
    }
}
