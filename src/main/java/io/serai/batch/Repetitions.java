package io.serai.batch;

import io.serai.chat.RejectedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/** Requests that come with an idempotency key: however often one comes, and how many times at once, it makes one job. */
final class Repetitions {
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);
    private final Batches batches;

    Repetitions(Batches batches) {
        this.batches = batches;
    }

    /**
     * The job of a request.
     *
     * @param origin empty if it has no idempotency key
     * @param make makes the job, which has the given digest as its fact {@link Facts#ASKED}
     * @throws RejectedException if another request came under this key before
     */
    Job once(String origin, byte[] body, Function<String, Job> make) {
        String asked = digest(body);
        if (origin.isEmpty()) {
            return make.apply(asked);
        }
        ReentrantLock lock = locks[Math.floorMod(origin.hashCode(), locks.length)];
        lock.lock();
        try {
            Job before = batches.madeBefore(origin);
            if (before == null) {
                return make.apply(asked);
            }
            if (!before.text(Facts.ASKED).equals(asked)) {
                throw new RejectedException(
                        422,
                        "idempotency_key_reused",
                        "The Idempotency-Key was used before for another request. Send a new one with a new request.",
                        null);
            }
            return before;
        } finally {
            lock.unlock();
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
