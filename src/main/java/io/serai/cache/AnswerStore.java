package io.serai.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.embedding.EmbeddingResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Answers that were given, in memory, each for its lifetime; the least used go first. One for the whole process. */
public final class AnswerStore {
    private final InstantSource clock;
    private final Cache<String, Kept> answers;

    /** @param mostBytes about how much memory it may take */
    public AnswerStore(long mostBytes, InstantSource clock) {
        this.clock = clock;
        answers = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((String key, Kept kept) -> kept.weight())
                .expireAfter(Expiry.creating(
                        (String key, Kept kept) -> kept.lifetime().plus(kept.stale())))
                .build();
    }

    /** Changes about how much memory it may take. */
    public void limit(long mostBytes) {
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
        answers.put(key, kept);
    }

    /**
     * An answer and where it came from.
     *
     * @param answer a chat or embedding response
     * @param lifetime how long it is given again
     * @param stale how much longer it is kept, to be given when there is nothing else
     */
    record Kept(Object answer, String task, String target, Instant at, Duration lifetime, Duration stale) {
        private static final int OVERHEAD = 1000;

        /** About how many bytes it takes. */
        int weight() {
            long size = switch (answer) {
                case ChatResponse chat ->
                    chat.choices().stream().mapToLong(Kept::size).sum();
                case EmbeddingResponse embedding ->
                    embedding.vectors().stream()
                            .mapToLong(vector -> 8L * vector.length)
                            .sum();
                default -> 0;
            };
            return (int) Math.min(Integer.MAX_VALUE, OVERHEAD + size);
        }

        private static long size(Choice choice) {
            return 2L
                            * (choice.message().text().length()
                                    + choice.message().reasoning().length())
                    + 500L * choice.message().toolCalls().size();
        }
    }
}
