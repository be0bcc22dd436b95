package io.serai.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that lines under way take, of all jobs together and of each owner, so that no number of jobs fills the heap, and no owner keeps
 * others from theirs.
 */
final class LineMemory {
    /** A line becomes about four times its bytes: its request, as text and as bytes, and what is sent to the vendor. */
    private static final int PART_OF_HEAP = 16;

    private static final int OWNERS = 4;
    private static final int LEAST_KIB = 16 << 10;
    private static final int MOST_KIB = 64 << 10;

    private final int ofAll;
    private final int ofOwner;
    private final Semaphore all;
    private final Map<String, Share> shares = new HashMap<>();
    private final AtomicLong answers = new AtomicLong();

    /** @param heap how many bytes the heap can have */
    LineMemory(long heap) {
        ofAll = (int) Math.clamp((heap / PART_OF_HEAP) >> 10, LEAST_KIB, MOST_KIB);
        ofOwner = ofAll / OWNERS;
        all = new Semaphore(ofAll, true);
    }

    /** The share of one owner, whose jobs use it together. */
    final class Share implements AutoCloseable {
        private final String owner;
        private final Semaphore own = new Semaphore(ofOwner, true);
        private int users;

        Share(String owner) {
            this.owner = owner;
        }

        /** In KiB; a line that is larger than a share takes all of it, and of the whole what it needs. */
        private static int kib(long bytes, int most) {
            return Math.clamp(bytes >> 10, 1, most);
        }

        /** Takes room for a line if there is some; false if there is none. */
        boolean tryTake(long bytes) {
            int part = kib(bytes, ofOwner);
            if (!own.tryAcquire(part)) {
                return false;
            }
            if (!all.tryAcquire(kib(bytes, ofAll))) {
                own.release(part);
                return false;
            }
            return true;
        }

        /** Waits for room. */
        void take(long bytes) throws InterruptedException {
            int part = kib(bytes, ofOwner);
            own.acquire(part);
            try {
                all.acquire(kib(bytes, ofAll));
            } catch (InterruptedException e) {
                own.release(part);
                throw e;
            }
        }

        void giveBack(long bytes) {
            all.release(kib(bytes, ofAll));
            own.release(kib(bytes, ofOwner));
        }

        /** To be called by each job that has it. */
        @Override
        public void close() {
            synchronized (shares) {
                if (--users == 0) {
                    shares.remove(owner);
                }
            }
        }
    }

    /** The share of an owner, for one job. */
    Share share(String owner) {
        synchronized (shares) {
            Share share = shares.computeIfAbsent(owner, Share::new);
            share.users++;
            return share;
        }
    }

    /** Reports that an answer waits to be kept. */
    void answered(int bytes) {
        answers.addAndGet(bytes);
    }

    /** Reports that it waits no more. */
    void kept(int bytes) {
        answers.addAndGet(-bytes);
    }

    /** Whether too many answers wait to be kept for a further line to be asked. */
    boolean isFullOfAnswers() {
        return answers.get() >> 10 > ofAll;
    }

    /** How much is free, in KiB. */
    int free() {
        return all.availablePermits();
    }
}
