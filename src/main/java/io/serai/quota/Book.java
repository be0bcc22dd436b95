package io.serai.quota;

import io.serai.quota.UsageLog.Owned;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The record of usage by owners of limits: of this process alone, or together with other nodes. */
public interface Book {
    /** The uses of one owner. */
    Ledger of(String owner);

    /** Writes down uses of several owners at once: after a crash of the process all of them count, or none. */
    void addAll(List<Owned> uses);

    /**
     * Runs what depends on the counts of some owners. With other nodes it is the turn of this node: no other changes these counts
     * meanwhile, and what the others have used is counted.
     *
     * @param owners their names
     */
    default <T extends @Nullable Object> T turn(Collection<String> owners, Supplier<T> what) {
        return what.get();
    }

    /** Hears that fewer calls of an owner run. */
    default void ended(String owner) {}

    /** Reports from now on what other nodes have used. */
    default void report(Listener listener) {}

    /** Hears what other nodes have used. Each runs what is given, in which the book changes, while nobody looks at the owner's counts. */
    interface Listener {
        /** Other nodes have used more. */
        void more(String owner, List<Use> uses, Runnable change);

        /** All counts of an owner are to be taken from the book again. */
        void anew(String owner, Runnable change);

        /** So many calls run at other nodes, by the limits that count them. */
        void elsewhere(String owner, Map<String, Integer> running);

        /** How many calls run here, by the limits that count them. */
        Map<String, Integer> running(String owner);
    }
}
