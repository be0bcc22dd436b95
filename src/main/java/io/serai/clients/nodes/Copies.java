package io.serai.clients.nodes;

import io.serai.quota.UsageLog.Owned;
import io.serai.quota.Use;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** This node's copy of the usage of owners: what it has read of the database, and what it has used itself since. */
final class Copies {
    /** So long after it was brought up to date, rows that were joined meanwhile cannot be missed. */
    private static final long FRESH_NANOS = 10_000_000_000L;

    /** With more uses in a copy it is read again, in which those of long ago are joined. */
    private static final int MANY = 5_000;

    private static final int MOST_OWNERS = 30_000;

    private final Map<String, Copy> copies = new HashMap<>();

    private static final class Copy {
        private final List<Use> uses = new ArrayList<>();
        private long known = -1;
        private long read;
        private int grown;
    }

    synchronized void add(Owned owned) {
        Copy copy = copies.computeIfAbsent(owned.owner(), name -> new Copy());
        copy.uses.add(owned.use());
        copy.grown++;
    }

    /** Takes what was read of other nodes. */
    synchronized void more(String owner, List<Use> uses, long id, long now) {
        Copy copy = copies.computeIfAbsent(owner, name -> new Copy());
        copy.uses.addAll(uses);
        copy.grown += uses.size();
        copy.known = Math.max(copy.known, id);
        copy.read = now;
    }

    /** Takes all of an owner anew. */
    synchronized void anew(String owner, List<Use> uses, long id, long now) {
        if (copies.size() > MOST_OWNERS) {
            copies.values().removeIf(copy -> now - copy.read > FRESH_NANOS);
        }
        Copy copy = new Copy();
        copies.put(owner, copy);
        copy.uses.addAll(uses);
        copy.known = id;
        copy.read = now;
    }

    /** The last row that is known of an owner; less than 0 if all has to be read. */
    synchronized long known(String owner, long now) {
        Copy copy = copies.get(owner);
        return copy == null || copy.known < 0 || copy.grown > MANY || now - copy.read > FRESH_NANOS ? -1 : copy.known;
    }

    synchronized List<Use> since(String owner, Instant start) {
        Copy copy = copies.get(owner);
        return copy == null
                ? List.of()
                : copy.uses.stream().filter(use -> !use.at().isBefore(start)).toList();
    }
}
