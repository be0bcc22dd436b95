package io.serai.cache;

import io.serai.chat.Usage;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of the cache since the start, by task. */
final class Tally {
    /** Users may have many pools, but nobody as many. */
    private static final int MOST_TASKS = 1000;

    private final Map<String, Counts> tasks = new ConcurrentHashMap<>();
    private final Map<String, Saved> targets = new ConcurrentHashMap<>();

    /** Counts an answer that was found. */
    void hit(Kept kept, boolean behind) {
        Counts counts = counts(kept.about().task());
        counts.hits.increment();
        if (behind) {
            counts.behind.increment();
        }
        saved(kept);
    }

    /** Counts an answer to a question that means the same. */
    void similar(Kept kept) {
        counts(kept.about().task()).similar.increment();
        saved(kept);
    }

    /** Counts an answer that a request shares with one under way. */
    void shared(Kept kept) {
        counts(kept.about().task()).shared.increment();
        saved(kept);
    }

    /** Counts a request that the cache could not answer. */
    void missed(String task) {
        counts(task).misses.increment();
    }

    private void saved(Kept kept) {
        Usage usage = kept.answer().usage();
        if (usage != null) {
            Saved saved = targets.size() < MOST_TASKS
                    ? targets.computeIfAbsent(kept.about().target(), target -> new Saved())
                    : targets.getOrDefault(kept.about().target(), new Saved());
            saved.input.add(usage.inputTokens());
            saved.output.add(usage.outputTokens());
        }
    }

    private Counts counts(String task) {
        String name = task.isEmpty() ? "unknown" : task;
        return tasks.size() < MOST_TASKS || tasks.containsKey(name)
                ? tasks.computeIfAbsent(name, none -> new Counts())
                : tasks.computeIfAbsent("others", none -> new Counts());
    }

    /** By task, in the order of their names. */
    Map<String, CacheReport.Task> tasks() {
        Map<String, CacheReport.Task> all = new TreeMap<>();
        tasks.forEach((task, counts) -> all.put(task, counts.report()));
        return all;
    }

    /** Tokens that were not bought, by the target that had answered. */
    Map<String, CacheReport.Tokens> saved() {
        Map<String, CacheReport.Tokens> all = new TreeMap<>();
        targets.forEach(
                (target, saved) -> all.put(target, new CacheReport.Tokens(saved.input.sum(), saved.output.sum())));
        return all;
    }

    private static final class Counts {
        private final LongAdder hits = new LongAdder();
        private final LongAdder behind = new LongAdder();
        private final LongAdder similar = new LongAdder();
        private final LongAdder shared = new LongAdder();
        private final LongAdder misses = new LongAdder();

        CacheReport.Task report() {
            return new CacheReport.Task(hits.sum(), behind.sum(), similar.sum(), shared.sum(), misses.sum());
        }
    }

    private static final class Saved {
        private final LongAdder input = new LongAdder();
        private final LongAdder output = new LongAdder();
    }
}
