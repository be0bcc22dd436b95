package io.serai.batch;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns at the processor for threads of the system that read, check and write the files of jobs. They are fewer than there are processors, so
 * that people's requests find one; and owners take turns.
 */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final InTurn waiting = new InTurn(lock);
    private int free;

    /** @param atOnce how many have a turn at the same time */
    Turns(int atOnce) {
        this.free = atOnce;
    }

    static Turns ofMachine() {
        return new Turns(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    /** Waits for a turn. */
    void take(String owner) {
        lock.lock();
        try {
            if (free > 0 && waiting.isEmpty()) {
                free--;
            } else {
                await(owner);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets waiting others go first. The holder of a turn calls it after each piece of work. */
    void pass(String owner) {
        lock.lock();
        try {
            if (!waiting.isEmpty()) {
                giveBack();
                await(owner);
            }
        } finally {
            lock.unlock();
        }
    }

    void giveBack() {
        lock.lock();
        try {
            if (free < 0 || !waiting.letIn()) {
                free++;
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(String owner) {
        try {
            boolean unused = waiting.await(owner, () -> true);
        } catch (InterruptedException e) {
            // It takes its turn at once, beyond the bound, and ends at its next wait.
            free--;
            Thread.currentThread().interrupt();
        }
    }
}
