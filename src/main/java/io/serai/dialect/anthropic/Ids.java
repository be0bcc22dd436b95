package io.serai.dialect.anthropic;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Ids for what has none from its vendor, and in the letters that Anthropic takes. */
final class Ids {
    private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9_-]");

    private Ids() {}

    static String answer() {
        return "msg_" + random() + random();
    }

    static String toolCall() {
        return "toolu_" + random() + random();
    }

    /** Other vendors' ids have dots and colons in them, which Anthropic refuses; the same id becomes the same one always. */
    static String plain(String id) {
        return FOREIGN.matcher(id).replaceAll("_");
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
