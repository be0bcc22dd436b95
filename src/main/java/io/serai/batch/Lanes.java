package io.serai.batch;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The lanes of all jobs: one for each owner and model. */
final class Lanes {
    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    Lanes(InstantSource clock) {
        this.clock = clock;
    }

    Lane of(Owner owner, BatchLine line) {
        String name = owner.id() + '\n' + line.url() + '\n' + line.task() + '\n' + line.model();
        // Lines may name models without end; those that nobody knows fail at once and need no lane of their own.
        return lanes.size() >= MOST && !lanes.containsKey(name)
                ? new Lane(clock)
                : lanes.computeIfAbsent(name, made -> new Lane(clock));
    }

    /** When the last of those that are shut is back; {@link Instant#MIN} if none is shut. */
    Instant shutUntil(Owner owner) {
        String prefix = owner.id() + '\n';
        Instant last = Instant.MIN;
        for (Map.Entry<String, Lane> lane : lanes.entrySet()) {
            Instant until = lane.getKey().startsWith(prefix) ? lane.getValue().shutUntil() : Instant.MIN;
            last = until.isAfter(last) ? until : last;
        }
        return last;
    }

    /** Lets all who wait look again. */
    void wake() {
        lanes.values().forEach(Lane::wake);
    }
}
