package io.serai.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Answers that were given, in memory, each for its lifetime; the least used go first. One for the whole process. */
public final class AnswerStore {
    /** One answer takes no more than this part of the memory: it would drive out too many others. */
    private static final int PART = 8;

    private final InstantSource clock;
    private final Cache<String, Kept> answers;
    private volatile long largest;

    /** @param mostBytes about how much memory it may take */
    public AnswerStore(long mostBytes, InstantSource clock) {
        this.clock = clock;
        this.largest = mostBytes / PART;
        answers = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((String key, Kept kept) -> kept.weight())
                .expireAfter(Expiry.creating(
                        (String key, Kept kept) -> kept.lifetime().plus(kept.stale())))
                .build();
    }

    /** Changes about how much memory it may take. */
    public void limit(long mostBytes) {
        largest = mostBytes / PART;
        answers.policy().eviction().ifPresent(policy -> policy.setMaximum(mostBytes));
    }

    /** The answer within its lifetime. */
    @Nullable
    Kept find(String key) {
        Kept kept = answers.getIfPresent(key);
        return kept == null || clock.instant().isAfter(kept.at().plus(kept.lifetime())) ? null : kept;
    }

    /** The answer, whether within its lifetime or not. */
    @Nullable
    Kept findStale(String key) {
        return answers.getIfPresent(key);
    }

    Instant now() {
        return clock.instant();
    }

    void keep(String key, Kept kept) {
        if (kept.weight() <= largest) {
            answers.put(key, kept);
        } else {
            answers.invalidate(key);
        }
    }

    /** How many answers there are, and about how many bytes they take; for tests. */
    long[] size() {
        answers.cleanUp();
        long weight = answers.policy().eviction().orElseThrow().weightedSize().orElse(0);
        return new long[] {answers.estimatedSize(), weight};
    }

    /**
     * An answer and where it came from.
     *
     * @param answer a chat or embedding response
     * @param lifetime how long it is given again
     * @param stale how much longer it is kept, to be given when there is nothing else
     * @param weight about how many bytes it takes
     */
    record Kept(Object answer, String task, String target, Instant at, Duration lifetime, Duration stale, int weight) {
        /** The entry of the cache, and the key. */
        private static final int OVERHEAD = 400;

        Kept(Object answer, String task, String target, Instant at, Duration lifetime, Duration stale) {
            this(answer, task, target, at, lifetime, stale, weigh(answer, task, target));
        }

        private static int weigh(Object answer, String task, String target) {
            return (int)
                    Math.min(Integer.MAX_VALUE, OVERHEAD + Weight.of(answer) + Weight.of(task) + Weight.of(target));
        }
    }
}
