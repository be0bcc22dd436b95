package io.serai.quota;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor's answer says is left.
 *
 * @param unit requests or tokens
 * @param window which of the vendor's windows, in its own words ({@code minute}, {@code day}); empty if it does not tell
 * @param left how much
 * @param reset when more will be there; null if it does not tell
 */
public record Reading(
        Limit.Unit unit, String window, long left, @Nullable Instant reset) {}
