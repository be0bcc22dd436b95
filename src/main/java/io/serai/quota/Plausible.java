package io.serai.quota;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Bounds on a wait, whatever a vendor says: nobody waits longer than a day, unless a window is longer. */
public final class Plausible {
    public static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** Headers have moments in whole seconds, by a clock that is not ours. */
    private static final Duration ROUNDED = Duration.ofSeconds(1);

    private Plausible() {}

    /** The longest wait for a window. */
    public static Duration longest(@Nullable Duration window) {
        return window == null || window.compareTo(LONGEST_WAIT) < 0 ? LONGEST_WAIT : window.plus(ROUNDED);
    }

    /**
     * A wait, or the longest that is plausible.
     *
     * @param window the longest window in which the one who asks to wait counts; null if nobody knows
     */
    public static Duration wait(Duration told, @Nullable Duration window) {
        Duration most = longest(window);
        return told.isNegative() ? Duration.ZERO : told.compareTo(most) > 0 ? most : told;
    }
}
