package io.serai.dialect.openai;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids for what has none from its vendor. */
final class Ids {

    private Ids() {}

    static String answer() {
        return "chatcmpl-" + random() + random();
    }

    static String toolCall() {
        return "call_" + random() + random();
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
