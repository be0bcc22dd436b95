package io.serai.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** The calls under way, oldest first, by the limits of parallel calls that count them. Not thread-safe: {@link Quota} guards it. */
final class RunningCalls {
    /** A call that takes longer than usual is expected to end after this part of the usual time. */
    private static final int OVERDUE_PART = 10;

    private static final SequencedSet<Permit> NONE = new LinkedHashSet<>();

    private final Map<Bucket, SequencedSet<Permit>> calls = new HashMap<>();

    void add(Permit permit) {
        permit.parallel()
                .forEach(bucket -> calls.computeIfAbsent(bucket, same -> new LinkedHashSet<>())
                        .add(permit));
    }

    void remove(Permit permit) {
        for (Bucket bucket : permit.parallel()) {
            calls.computeIfPresent(bucket, (same, permits) -> {
                permits.remove(permit);
                return permits.isEmpty() ? null : permits;
            });
        }
    }

    int count(Bucket bucket) {
        return in(bucket).size();
    }

    /**
     * Why no more calls can start now; null if they can.
     *
     * @param more how many are to start
     * @param usual how long a call usually takes; null for no forecast
     */
    Quota.Answer.@Nullable No refusal(Bucket bucket, int more, @Nullable Duration usual, Instant now) {
        SequencedSet<Permit> inUse = in(bucket);
        long amount = bucket.limit().amount();
        int excess = Math.toIntExact(Math.max(Integer.MIN_VALUE, inUse.size() + more - amount));
        if (excess <= 0) {
            return null;
        }
        Instant until = usual == null || inUse.isEmpty() ? null : ends(inUse, excess, usual, now);
        return new Quota.Answer.No("all " + amount + " parallel calls are in use", until);
    }

    private SequencedSet<Permit> in(Bucket bucket) {
        return calls.getOrDefault(bucket, NONE);
    }

    /** When this many calls have probably ended, if each is followed by the next; null if one takes too long for a forecast. */
    private static @Nullable Instant ends(SequencedSet<Permit> inUse, int count, Duration usual, Instant now) {
        Permit last =
                inUse.stream().skip((count - 1) % inUse.size()).findFirst().orElseThrow();
        Instant end = (last.at().isAfter(now) ? now : last.at()).plus(usual);
        if (!end.isAfter(now)) {
            if (!end.plus(usual).isAfter(now)) {
                return null;
            }
            end = now.plus(usual.dividedBy(OVERDUE_PART));
        }
        int rounds = (count - 1) / inUse.size();
        return end.plus(usual.multipliedBy(rounds));
    }
}
