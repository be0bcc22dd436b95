package io.serai.dialect.gemini;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Ids for calls that have none. They follow from the answer or the conversation alone, so that who reads it again gets the same ones,
 * and can be told from ids of vendors, which do not go back to a vendor that gave none.
 */
final class Ids {
    private static final String OURS = "call_gemini_";

    private Ids() {}

    /** The id of a call in an answer. */
    static String inAnswer(String answer, int candidate, int position, String name, String arguments) {
        String seed = answer + '\n' + candidate + '\n' + position + '\n' + name + '\n' + arguments;
        UUID hash = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
        return OURS + Long.toHexString(hash.getMostSignificantBits());
    }

    /** The id of a call in a conversation, by its number from its beginning. */
    static String inHistory(int number) {
        return OURS + number;
    }

    static boolean isOurs(String id) {
        return id.startsWith(OURS);
    }
}
