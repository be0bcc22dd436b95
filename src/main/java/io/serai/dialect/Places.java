package io.serai.dialect;

import io.serai.chat.Usage;
import org.jspecify.annotations.Nullable;

/** Places in lists, as vendors count them. */
public final class Places {
    /** No answer has more choices, calls or vectors. */
    private static final int MOST = 100_000;

    private Places() {}

    /** A place within 0 and 100,000; {@code otherwise} if it is none. */
    public static int of(@Nullable Object told, int otherwise) {
        if (!(told instanceof Number number)) {
            return otherwise;
        }
        long place = Usage.whole(number);
        return place >= 0 && place <= MOST ? (int) place : otherwise;
    }
}
