package io.serai.batch;

import java.util.Locale;

/**
 * A file that comes in parts.
 *
 * @param owner as {@link Owner#id} names it
 * @param bytes that its parts have together
 * @param lasts for how many seconds the file is kept; 0 for as long as all others
 * @param created in milliseconds
 * @param expires when it is there no more, and its parts neither, in milliseconds
 * @param file the id of the file that was made of it; empty for none
 */
record Upload(
        String id,
        String owner,
        String name,
        String purpose,
        long bytes,
        long lasts,
        long created,
        long expires,
        State state,
        String file) {

    /** How far it is, in OpenAI's words. */
    enum State {
        PENDING("pending"),
        COMPLETED("completed"),
        CANCELLED("cancelled");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** The same in its last state. */
    Upload ended(State end, String made) {
        return new Upload(id, owner, name, purpose, bytes, lasts, created, expires, end, made);
    }
}
