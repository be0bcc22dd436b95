package io.serai.provider.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands for a moment where the one behind it is set back, and goes on from there, so that no pause becomes longer. */
public final class SteadyClock implements InstantSource {
    private final InstantSource clock;
    private Instant last = Instant.MIN;
    private Duration behind = Duration.ZERO;

    public SteadyClock(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Instant instant() {
        Instant now = clock.instant().plus(behind);
        if (now.isBefore(last)) {
            behind = behind.plus(Duration.between(now, last));
            now = last;
        }
        last = now;
        return now;
    }
}
