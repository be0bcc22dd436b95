package io.serai.provider.permit;

import io.serai.quota.Permit;
import io.serai.quota.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one call: of its key's quota, and of the vendor's limits for all its providers together.
 *
 * @param own the key's; null if it was not asked for one
 * @param shared the vendor's; null where it sets no limit to all together
 */
public record Permits(@Nullable Permit own, @Nullable Permit shared) implements AutoCloseable {
    /** Of a call that counts nowhere. */
    public static final Permits NONE = new Permits(null, null);

    /** Whether nothing was taken yet. */
    public boolean isNone() {
        return own == null && shared == null;
    }

    public void sent() {
        if (own != null) {
            own.sent();
        }
        if (shared != null) {
            shared.sent();
        }
    }

    public void arrived(boolean well) {
        if (own != null) {
            own.arrived(well);
        }
        if (shared != null) {
            shared.arrived(well);
        }
    }

    public void settle(long tokens) {
        if (own != null) {
            own.settle(tokens);
        }
        if (shared != null) {
            shared.settle(tokens);
        }
    }

    public void unused() {
        if (own != null) {
            own.unused();
        }
        if (shared != null) {
            shared.unused();
        }
    }

    /** Takes over what the vendor says is left of the key. */
    public void observe(Reading reading) {
        if (own != null) {
            own.observe(reading);
        }
    }

    public void answered() {
        if (own != null) {
            own.answered();
        }
    }

    public void refused() {
        if (own != null) {
            own.refused();
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
        if (shared != null) {
            shared.close();
        }
    }
}
