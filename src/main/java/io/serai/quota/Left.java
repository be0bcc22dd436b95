package io.serai.quota;

import java.time.Instant;

/**
 * The remainder of a limit.
 *
 * @param vendorName the vendor's name for a limit that it reports itself; empty for a limit that is configured
 * @param amount how much there is in all; 0 if only the vendor knows
 * @param resetsAt when all of it is available again
 */
public record Left(Limit limit, String vendorName, long amount, long left, Instant resetsAt) {

    /** Whether only the vendor reports it. */
    public boolean isVendors() {
        return !vendorName.isEmpty();
    }

    /** Its text as it is configured, or the vendor's name for it. */
    public String name() {
        return isVendors() ? "the vendor's " + vendorName : limit.toString();
    }
}
