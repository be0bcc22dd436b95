package io.serai.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Those who wait for a place, let in owner by owner in turn: nobody waits longer because somebody else has much to do. All methods are called
 * under the lock that it was given.
 */
final class InTurn {
    private static final class Waiter {
        private final Condition changed;
        private boolean in;

        Waiter(Condition changed) {
            this.changed = changed;
        }
    }

    private final ReentrantLock lock;
    private final Map<String, Deque<Waiter>> owners = new LinkedHashMap<>();

    InTurn(ReentrantLock lock) {
        this.lock = lock;
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    /** Waits to be let in; false if it should not wait any more. */
    boolean await(String owner, BooleanSupplier goesOn) throws InterruptedException {
        Waiter self = new Waiter(lock.newCondition());
        owners.computeIfAbsent(owner, first -> new ArrayDeque<>()).add(self);
        try {
            while (!self.in && goesOn.getAsBoolean()) {
                self.changed.await();
            }
        } catch (InterruptedException e) {
            if (!self.in) {
                throw e;
            }
            Thread.currentThread().interrupt();
        } finally {
            if (!self.in) {
                leave(owner, self);
            }
        }
        return self.in;
    }

    private void leave(String owner, Waiter self) {
        Deque<Waiter> own = owners.get(owner);
        if (own != null && own.remove(self) && own.isEmpty()) {
            owners.remove(owner);
        }
    }

    /** Lets in the next one; false if nobody waits. */
    boolean letIn() {
        Map.Entry<String, Deque<Waiter>> first =
                owners.entrySet().stream().findFirst().orElse(null);
        if (first == null) {
            return false;
        }
        Deque<Waiter> own = first.getValue();
        owners.remove(first.getKey());
        Waiter next = own.removeFirst();
        if (!own.isEmpty()) {
            owners.put(first.getKey(), own);
        }
        next.in = true;
        next.changed.signal();
        return true;
    }

    /** Lets all look again whether they should wait. */
    void wake() {
        owners.values().forEach(own -> own.forEach(waiter -> waiter.changed.signal()));
    }
}
