package io.serai.wire;

import java.time.Duration;

/** A healthy vendor that takes its time between two tokens. */
public final class SlowTokens extends HealthyVendor {

    public SlowTokens(String name, Duration pause) {
        super(name);
        pausing(pause);
    }
}
