package io.serai.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.embedding.EmbeddingResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Answers that were given, in memory, each for its lifetime; the least used go first. One for the whole process. */
public final class AnswerStore {
    private final Cache<String, Kept> answers;

    /** @param mostBytes about how much memory it may take */
    public AnswerStore(long mostBytes) {
        answers = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((String key, Kept kept) -> kept.weight())
                .expireAfter(Expiry.creating((String key, Kept kept) -> kept.lifetime()))
                .build();
    }

    /** Changes about how much memory it may take. */
    public void limit(long mostBytes) {
        answers.policy().eviction().ifPresent(policy -> policy.setMaximum(mostBytes));
    }

    @Nullable
    Kept find(String key) {
        return answers.getIfPresent(key);
    }

    void keep(String key, Kept kept) {
        answers.put(key, kept);
    }

    /**
     * An answer and where it came from.
     *
     * @param answer a chat or embedding response
     */
    record Kept(Object answer, String task, String target, Duration lifetime) {
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
