package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import java.util.List;

/** The path and the query of a request about files and batches. */
final class Paths {
    private Paths() {}

    /** The segment behind another one; empty if there is none. */
    static String behind(Inbound in, String segment) {
        List<String> segments = List.of(in.path().split("/"));
        int at = segments.indexOf(segment);
        return at >= 0 && at + 1 < segments.size() ? segments.get(at + 1) : "";
    }

    /** A number of the query within its bounds. */
    static int number(Inbound in, String name, int usual, int most) {
        String text = in.query().get(name);
        if (text == null || text.isBlank()) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw RejectedException.badRequest("'" + name + "' must be a number from 1 to " + most + '.', name);
    }

    /** What makes the repetition of a request known: its kind, its owner and its header {@code idempotency-key}; empty without one. */
    static String origin(JobKind kind, Inbound in) {
        String key = in.headers().getOrDefault("idempotency-key", "").strip();
        return key.isEmpty()
                ? ""
                : "request " + kind.letter() + ' ' + OpenAiFiles.owner(in).id() + ' ' + key;
    }

    static String text(Inbound in, String name) {
        String text = in.query().get(name);
        return text == null ? "" : text.strip();
    }
}
