package io.serai.dialect.ollama;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids for calls that have none. */
final class Ids {

    private Ids() {}

    static String toolCall() {
        return "call_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
