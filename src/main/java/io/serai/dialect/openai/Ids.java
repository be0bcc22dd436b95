package io.serai.dialect.openai;

import java.util.concurrent.ThreadLocalRandom;

/** Ids for answers whose vendor gave none. */
final class Ids {

    private Ids() {}

    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "chatcmpl-" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }
}
