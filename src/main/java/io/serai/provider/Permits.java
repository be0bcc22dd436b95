package io.serai.provider;

import io.serai.quota.Quota.Permit;
import io.serai.quota.Reading;
import org.jspecify.annotations.Nullable;

/**
 * What one call may use: of the quota of its key, and of what the vendor allows to all its providers together.
 *
 * @param own the key's
 * @param shared the vendor's; null where it sets no limit to all together
 */
record Permits(Permit own, @Nullable Permit shared) implements AutoCloseable {

    void sent() {
        own.sent();
        if (shared != null) {
            shared.sent();
        }
    }

    void arrived(boolean well) {
        own.arrived(well);
        if (shared != null) {
            shared.arrived(well);
        }
    }

    void settle(long tokens) {
        own.settle(tokens);
        if (shared != null) {
            shared.settle(tokens);
        }
    }

    void unused() {
        own.unused();
        if (shared != null) {
            shared.unused();
        }
    }

    /** What the vendor says is of the key. */
    void told(Reading reading) {
        own.told(reading);
    }

    void answered() {
        own.answered();
    }

    void refused() {
        own.refused();
    }

    @Override
    public void close() {
        own.close();
        if (shared != null) {
            shared.close();
        }
    }
}
