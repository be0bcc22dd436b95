package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.store.SqlFunction;
import io.serai.store.SqlWork;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of jobs and files for a client's request, to which a database that is away becomes a 503. */
final class Rows {
    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final int LONGEST_WRITE_SECONDS = 20;

    private final Store store;
    private final Runnable open;

    /** @param open opens the store unless it is open */
    Rows(Store store, Runnable open) {
        this.store = store;
        this.open = open;
    }

    <T> T read(SqlFunction<T> query) {
        open.run();
        try {
            return store.read(query);
        } catch (StoreException e) {
            throw away(e);
        }
    }

    void write(SqlWork work) {
        open.run();
        try {
            var unused = store.write(work).get(LONGEST_WRITE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(e);
        }
    }

    /** The error for a client after a failure of the database. */
    static RejectedException away(Exception why) {
        LOG.warn("A job or file cannot be read or written: {}", why.getMessage());
        return new RejectedException(
                503, "database_unavailable", "Serai's database is away now; send the request again later.", null, why);
    }

    /** Undoes what was begun. */
    interface Undo {
        void run() throws IOException;
    }

    /** Adds a row for what lies on the disk, which is taken away again if there can be no row. */
    void add(SqlWork row, Undo undo) {
        try {
            write(row);
        } catch (RejectedException e) {
            // After a time-out the row may come still.
            if (e.getCause() instanceof ExecutionException) {
                try {
                    undo.run();
                } catch (IOException left) {
                    LOG.warn("A file without a row stays: {}", left.toString());
                }
            }
            throw e;
        }
    }
}
