package io.serai.wire;

import java.time.Duration;

/** A healthy vendor that lets its clients wait for the first byte, head included. */
public final class SlowFirstByte extends HealthyVendor {

    public SlowFirstByte(String name, Duration delay) {
        super(name);
        thinking(delay);
    }
}
