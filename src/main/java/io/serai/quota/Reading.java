package io.serai.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's report on one of its windows.
 *
 * @param unit requests or tokens
 * @param window the vendor's name for the window ({@code minute}, {@code day}); empty if it gives none
 * @param left how much is left
 * @param reset when more will be available; null if the vendor does not say
 * @param limit how much the whole window allows; 0 if the vendor does not say
 * @param period how long the window is; null if nobody knows
 * @param refills whether the window refills gradually until {@code reset}, rather than at once
 */
public record Reading(
        Limit.Unit unit,
        String window,
        long left,
        @Nullable Instant reset,
        long limit,
        @Nullable Duration period,
        boolean refills) {

    /** A reading of which only the rest is known. */
    public Reading(Limit.Unit unit, String window, long left, @Nullable Instant reset) {
        this(unit, window, left, reset, 0, null, false);
    }

    /**
     * The limit that it describes; null if nobody knows how long its window is.
     *
     * @param limits those that are configured, which may know the window
     */
    @Nullable
    Limit shape(List<Limit> limits, String model) {
        if (limit <= 0 || limit > Integer.MAX_VALUE) {
            return null;
        }
        if (period != null) {
            return new Limit(unit, limit, period, null, Limit.EACH, false);
        }
        Limit alike = alike(limits, model);
        return alike == null ? null : new Limit(unit, limit, alike.period(), alike.zone(), Limit.EACH, false);
    }

    /** The configured limit with its amount, or the only one of its unit. */
    private @Nullable Limit alike(List<Limit> limits, String model) {
        Limit only = null;
        int count = 0;
        for (Limit known : limits) {
            if (known.unit() == unit && known.isFor(model) && !known.wholeVendor()) {
                if (known.amount() == limit) {
                    return known;
                }
                only = known;
                count++;
            }
        }
        return only != null && count == 1 && limit < only.amount() ? only : null;
    }
}
