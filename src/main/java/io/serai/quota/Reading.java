package io.serai.quota;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor's answer says of one of its windows.
 *
 * @param unit requests or tokens
 * @param window which of the vendor's windows, in its own words ({@code minute}, {@code day}); empty if it does not tell
 * @param left how much is left
 * @param reset when more will be there; null if it does not tell
 * @param limit how much there is in the whole window; 0 if it does not tell
 * @param period how long the window is; null if nobody knows
 * @param refills whether more is there little by little until all is at {@code reset}, rather than at once
 */
public record Reading(
        Limit.Unit unit,
        String window,
        long left,
        @Nullable Instant reset,
        long limit,
        @Nullable Duration period,
        boolean refills) {

    /** One of which no more is known than what is left. */
    public Reading(Limit.Unit unit, String window, long left, @Nullable Instant reset) {
        this(unit, window, left, reset, 0, null, false);
    }
}
