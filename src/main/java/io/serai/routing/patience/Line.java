package io.serai.routing.patience;

import io.serai.chat.ChatException;
import io.serai.provider.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for the same targets, in the order in which they came. Only the first asks; when it has a target, or gives up, the next is
 * the first.
 */
final class Line {
    /** How long the moments at which targets return are not computed again. */
    private static final Duration FRESH = Duration.ofMillis(100);

    private static final int FEWEST = 64;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final LinkedHashSet<Object> waiting = new LinkedHashSet<>();
    private List<ChatException> failures = List.of();
    private List<Instant> moments = List.of();
    private List<Instant> soonest = List.of();
    private boolean known;
    private Instant counted = Instant.MIN;
    private int countedFor;

    Line(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether nobody waits. */
    boolean empty() {
        return size() == 0;
    }

    /**
     * Joins, unless its turn would come too late; null if it has joined, or when its turn would be.
     *
     * @param until its turn should come no later
     */
    @Nullable
    Instant join(Object ticket, Instant until) {
        lock.lock();
        try {
            Instant late = lateTurn(waiting.size() + 1, until);
            if (late == null) {
                join(ticket);
            }
            return late;
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    void join(Object ticket) {
        lock.lock();
        try {
            waiting.add(ticket);
        } finally {
            lock.unlock();
        }
    }

    void leave(Object ticket) {
        lock.lock();
        try {
            if (waiting.remove(ticket)) {
                moved.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait look again whether they should. */
    void wake() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is the first in the line; false if that takes too long, or nobody should wait any more. */
    boolean first(Object ticket, Instant until, BooleanSupplier ended) throws InterruptedException {
        lock.lock();
        try {
            while (!waiting.getFirst().equals(ticket)) {
                Duration left = Duration.between(clock.instant(), until);
                if (!left.isPositive() || ended.getAsBoolean()) {
                    return false;
                }
                long unused = moved.awaitNanos(left.toNanos());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Why nobody could be asked when somebody tried last. */
    List<ChatException> failures() {
        lock.lock();
        try {
            return failures;
        } finally {
            lock.unlock();
        }
    }

    /** Tells why nobody could be asked. */
    void failures(List<ChatException> latest) {
        lock.lock();
        try {
            failures = List.copyOf(latest);
            counted = Instant.MIN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * When the one at a place has a target, if that is surely too late; null if it may be in time: a call that runs may end at any moment,
     * and give back what is held for it.
     */
    @Nullable
    Instant lateTurn(int place, Instant until) {
        count(place);
        lock.lock();
        try {
            Instant first = soonest.size() < place ? null : soonest.get(place - 1);
            if (first == null || !first.isAfter(until)) {
                return null;
            }
            Instant probably = moments.size() < place || !known ? first : moments.get(place - 1);
            return probably.isAfter(first) ? probably : first;
        } finally {
            lock.unlock();
        }
    }

    /** When the one at a place probably has a target; null if nobody knows. */
    @Nullable
    Instant turn(int place) {
        count(place);
        lock.lock();
        try {
            return moments.size() < place ? null : moments.get(place - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Finds out when targets return, unless that is known for as many calls. */
    private void count(int place) {
        List<ChatException> why;
        lock.lock();
        try {
            if (countedFor >= place && counted.plus(FRESH).isAfter(clock.instant())) {
                return;
            }
            why = failures;
        } finally {
            lock.unlock();
        }
        int wanted = Math.max(FEWEST, 2 * place);
        List<Instant> probably = new ArrayList<>();
        List<Instant> first = new ArrayList<>();
        boolean all = true;
        for (ChatException failure : why) {
            if (failure instanceof UnavailableException unavailable) {
                List<Instant> back = unavailable.backAt(wanted);
                List<Instant> soon = unavailable.soonest(wanted);
                probably.addAll(back);
                first.addAll(soon);
                all &= back.size() >= soon.size();
            }
        }
        probably.sort(null);
        first.sort(null);
        lock.lock();
        try {
            moments = probably;
            soonest = first;
            known = all;
            counted = clock.instant();
            countedFor = wanted;
        } finally {
            lock.unlock();
        }
    }
}
