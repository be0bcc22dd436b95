package io.serai.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.serai.cache.Kept.About;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were given, each for its lifetime: in memory, where the least used go first, and behind that on disk or in Redis. One for
 * the whole process.
 */
public final class AnswerStore implements AutoCloseable {
    /** One answer takes no more than this part of the memory: it would drive out too many others. */
    private static final int PART = 8;

    private final InstantSource clock;
    private final Cache<String, Kept> answers;
    private final Flights flights = new Flights();
    private final Tally tally = new Tally();
    private final Neighbours neighbours = new Neighbours();
    private final LongAdder evicted = new LongAdder();
    private volatile Level level = Level.NONE;
    private volatile long largest;

    /**
     * An answer that was found.
     *
     * @param behind whether it was not in memory
     */
    record Found(Kept kept, boolean behind) {}

    /** @param mostBytes about how much memory it may take */
    public AnswerStore(long mostBytes, InstantSource clock) {
        this.clock = clock;
        this.largest = mostBytes / PART;
        answers = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((String key, Kept kept) -> kept.weight())
                .expireAfter(Expiry.creating((String key, Kept kept) -> left(kept)))
                .evictionListener((@Nullable String key, @Nullable Kept kept, RemovalCause cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evicted.increment();
                    }
                })
                .build();
    }

    /**
     * Keeps answers on disk too, from now on, and finds those that are there.
     *
     * @param folder for nothing else
     * @param mostBytes what they may take there
     */
    public void keepOnDisk(Path folder, long mostBytes) {
        level = new DiskLevel(folder, mostBytes, clock, DiskLevel.MOST_WAITING);
    }

    /**
     * Keeps answers in Redis too, from now on, and finds those that are there.
     *
     * @param address such as {@code redis://127.0.0.1:6379/0}, with or without user and password
     * @param user empty for that of the address
     * @param password empty for that of the address
     */
    public void keepInRedis(URI address, String user, String password) {
        level = new RedisLevel(address, user, password, clock);
    }

    private Duration left(Kept kept) {
        Duration left = kept.time().minus(kept.age(clock.instant()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Changes about how much memory it may take. */
    public void limit(long mostBytes) {
        largest = mostBytes / PART;
        answers.policy().eviction().ifPresent(policy -> policy.setMaximum(mostBytes));
    }

    /** The answer within its lifetime. */
    @Nullable
    Found find(String key) {
        Kept near = findNear(key);
        if (near != null) {
            return new Found(near, false);
        }
        Kept kept = fromLevel(key);
        return kept == null || !kept.isFresh(clock.instant()) ? null : new Found(kept, true);
    }

    /** The answer in memory within its lifetime. */
    @Nullable
    Kept findNear(String key) {
        Kept kept = answers.getIfPresent(key);
        return kept == null || !kept.isFresh(clock.instant()) ? null : kept;
    }

    /** The answer, whether within its lifetime or not. */
    @Nullable
    Kept findStale(String key) {
        Kept kept = answers.getIfPresent(key);
        return kept == null ? fromLevel(key) : kept;
    }

    private @Nullable Kept fromLevel(String key) {
        Kept kept = level.find(key);
        if (kept == null || kept.isOver(clock.instant())) {
            return null;
        }
        keepNear(key, kept);
        return kept;
    }

    Instant now() {
        return clock.instant();
    }

    InstantSource clock() {
        return clock;
    }

    Flights flights() {
        return flights;
    }

    Tally tally() {
        return tally;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    /** The answer to the nearest question; null if none is as near. */
    @Nullable
    Kept findSimilar(Similar.Question question, double threshold) {
        String key = neighbours.nearest(question.partition(), question.vector(), threshold);
        while (key != null) {
            Found found = find(key);
            if (found != null) {
                return found.kept();
            }
            neighbours.remove(key);
            key = neighbours.nearest(question.partition(), question.vector(), threshold);
        }
        return null;
    }

    void keep(String key, Kept kept) {
        keepNear(key, kept);
        level.keep(key, kept);
    }

    private void keepNear(String key, Kept kept) {
        if (kept.weight() <= largest) {
            answers.put(key, kept);
        } else {
            answers.invalidate(key);
        }
    }

    /**
     * Forgets answers.
     *
     * @return how many were forgotten, those in both places once; a lower bound if the second place does not answer
     */
    long remove(Predicate<About> which) {
        // Vectors say what was asked.
        neighbours.clear();
        long near = 0;
        for (Map.Entry<String, Kept> entry : answers.asMap().entrySet()) {
            if (which.test(entry.getValue().about()) && answers.asMap().remove(entry.getKey(), entry.getValue())) {
                near++;
            }
        }
        return Math.max(near, level.remove(which));
    }

    /** How many answers there are in memory, about how many bytes they take, and how many have gone for others. */
    long[] size() {
        answers.cleanUp();
        long weight = answers.policy().eviction().orElseThrow().weightedSize().orElse(0);
        return new long[] {answers.estimatedSize(), weight, evicted.sum()};
    }

    Level.Size level() {
        return level.size();
    }

    @Override
    public void close() {
        level.close();
    }
}
