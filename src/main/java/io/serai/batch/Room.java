package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.store.Store;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The storage of each client: the files that it has uploaded, its batches, and their results. */
final class Room {
    private final Store store;
    private final Shelf shelf;
    private final long most;
    private final Map<String, Long> coming = new HashMap<>();

    /** @param most bytes of one owner; 0 for as many as the disk takes */
    Room(Store store, Shelf shelf, long most) {
        this.store = store;
        this.shelf = shelf;
        this.most = most;
    }

    private long used(Owner owner) {
        return most == 0 ? 0 : store.read(connection -> JobTable.used(connection, owner.id()));
    }

    /** Bytes that are being stored. */
    interface Taken extends AutoCloseable {
        /** To be called when they count, or were given up. */
        @Override
        void close();
    }

    /**
     * Takes room for more.
     *
     * @param bytes that are to be stored
     * @throws RejectedException if there is none
     */
    synchronized Taken take(Owner owner, long bytes) {
        long used = used(owner) + coming.getOrDefault(owner.id(), 0L);
        if (most > 0 && used + bytes > most) {
            throw new RejectedException(
                    413,
                    "storage_limit_exceeded",
                    "This client has " + used + " bytes stored, and may have " + most
                            + " (serai.batch.storage-limit): this" + " would be " + bytes + " more. " + what(),
                    null);
        }
        coming.merge(owner.id(), bytes, Long::sum);
        return () -> cameIn(owner, bytes);
    }

    private synchronized void cameIn(Owner owner, long bytes) {
        coming.computeIfPresent(owner.id(), (id, sum) -> sum == bytes ? null : Long.valueOf(sum - bytes));
    }

    private static String what() {
        return "Delete files that are not needed (DELETE /v1/files/ID; the copies that ended batches have of them go, too)"
                + " or message batches that have ended (DELETE /v1/messages/batches/ID).";
    }

    /** Why no more results of a job can be kept; empty if they can. */
    String whyFull(Job job) {
        if (job.kind() == JobKind.FOLDER || most == 0) {
            return "";
        }
        long used = used(job.owner());
        return used < most ? "" : "This client has " + used + " of " + most + " bytes stored. " + what();
    }

    /**
     * Notes what a job has stored, if that has changed.
     *
     * @param before what was noted the last time
     * @return what is noted now
     */
    long note(Job job, long before) throws IOException {
        long bytes = stored(job);
        if (bytes != before) {
            var unused = store.write(connection -> JobTable.stored(connection, job.id(), bytes));
        }
        return bytes;
    }

    private long stored(Job job) throws IOException {
        long source = AnswerFile.size(shelf.source(job.id()));
        return source + (job.isShared() ? answers(job) : AnswerFile.size(shelf.answers(job.id())));
    }

    private long answers(Job job) {
        return job.state().ended() ? store.read(connection -> LineTable.bytes(connection, job.id())) : 0;
    }
}
