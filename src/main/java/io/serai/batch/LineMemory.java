package io.serai.batch;

import io.serai.chat.Heavy;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** The memory that lines under way take, of all jobs together and of each job, so that no number of jobs fills the heap. */
final class LineMemory {
    private static final int OF_ALL_KIB = 64 << 10;
    private static final int OF_A_JOB_KIB = OF_ALL_KIB / 4;

    /** Held by who takes a large line apart, so that such lines leave carriers to others. */
    private final ReentrantLock large = new ReentrantLock(true);

    private final Semaphore all = new Semaphore(OF_ALL_KIB, true);

    /** The share of one job. */
    final class Share {
        private final Semaphore own = new Semaphore(OF_A_JOB_KIB, true);

        /**
         * Waits for room; a line that is larger than a share takes all of it.
         *
         * @return what is to be given back
         */
        int take(long bytes) throws InterruptedException {
            int kib = Math.clamp(bytes >> 10, 1, OF_A_JOB_KIB);
            own.acquire(kib);
            try {
                all.acquire(kib);
            } catch (InterruptedException e) {
                own.release(kib);
                throw e;
            }
            return kib;
        }

        void giveBack(int kib) {
            all.release(kib);
            own.release(kib);
        }
    }

    /** Reads a line; of the large ones, one after the other. */
    BatchLine read(Sources.Opened source, RawLine raw) throws BadLineException {
        if (raw.bytes().length < Heavy.LARGE) {
            return source.read(raw);
        }
        large.lock();
        try {
            return source.read(raw);
        } finally {
            large.unlock();
        }
    }

    Share share() {
        return new Share();
    }

    /** How much is free, in KiB. */
    int free() {
        return all.availablePermits();
    }
}
