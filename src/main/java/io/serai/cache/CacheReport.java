package io.serai.cache;

import io.serai.cache.Kept.About;
import java.util.Map;
import java.util.function.Predicate;

/** An operator's view of the cache, and of its contents to forget. */
public final class CacheReport {
    private final AnswerStore store;

    public CacheReport(AnswerStore store) {
        this.store = store;
    }

    /**
     * Requests of a task since the start.
     *
     * @param hits those that got an answer from before
     * @param behind those of the hits whose answer was not in memory
     * @param similar those that got the answer to a question that means the same
     * @param shared those that got the answer of an identical one under way
     * @param misses those that the targets were asked for
     */
    public record Task(long hits, long behind, long similar, long shared, long misses) {
        /** Which part of them needed no target, from 0 to 1; 0 if there were none. */
        public double rate() {
            long all = hits + similar + shared + misses;
            return all == 0 ? 0 : (double) (hits + similar + shared) / all;
        }
    }

    /** Tokens that were not bought. */
    public record Tokens(long input, long output) {}

    /**
     * What is kept in one place.
     *
     * @param kind {@code memory}, {@code disk} or {@code redis}
     * @param entries how many; -1 if unknown
     * @param bytes how many; -1 if unknown
     * @param evicted entries that went for others, since the start; -1 if unknown
     * @param damaged entries that were not whole, since the start
     * @param dropped entries that could not be kept, since the start
     * @param failed look-ups that failed, since the start
     * @param trouble why it cannot be used now; empty if it can
     */
    public record Place(
            String kind,
            long entries,
            long bytes,
            long evicted,
            long damaged,
            long dropped,
            long failed,
            String trouble) {
        /** Whether there is such a place. */
        public boolean isThere() {
            return !kind.equals("none");
        }
    }

    public Map<String, Task> tasks() {
        return store.tally().tasks();
    }

    /** Tokens that were not bought, by target. */
    public Map<String, Tokens> saved() {
        return store.tally().saved();
    }

    public Place memory() {
        long[] size = store.size();
        return new Place("memory", size[0], size[1], size[2], 0, 0, 0, "");
    }

    /** The second place; of the kind {@code none} if there is none. */
    public Place behind() {
        Level.Size size = store.level();
        return new Place(
                size.kind(),
                size.entries(),
                size.bytes(),
                size.evicted(),
                size.damaged(),
                size.dropped(),
                size.failed(),
                size.trouble());
    }

    /** Different requests under way. */
    public int underWay() {
        return store.flights().size();
    }

    /** Requests that wait for the answer to an identical one. */
    public int waiting() {
        return store.flights().waiting();
    }

    /**
     * Forgets answers.
     *
     * @param client of this client key only; empty for all
     * @param task of this task only; empty for all
     * @param model of requests for this model, or from this target or model of a target, only; empty for all
     * @return how many
     */
    public long forget(String client, String task, String model) {
        Predicate<About> which = about -> (client.isEmpty() || client.equals(about.client()))
                && (task.isEmpty() || task.equals(about.task()))
                && (model.isEmpty() || isOf(about, model));
        return store.remove(which);
    }

    private static boolean isOf(About about, String model) {
        return model.equals(about.model())
                || model.equals(about.target())
                || about.target().endsWith('/' + model);
    }
}
