package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes jobs and files: those that somebody wants gone, those that are too old, and what a kill has left behind. */
final class Tidying {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    /** What is younger may get its row yet. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Store store;
    private final Rows rows;
    private final Shelf shelf;
    private final StoredFiles files;
    private final InstantSource clock;
    private final Stopping stopping;
    private final Duration keep;
    private final Supplier<String> node;

    /**
     * @param keep how long ended jobs and files are kept; zero for ever
     * @param node the name of this node
     */
    Tidying(
            Store store,
            Rows rows,
            Shelf shelf,
            StoredFiles files,
            InstantSource clock,
            Stopping stopping,
            Duration keep,
            Supplier<String> node) {
        this.store = store;
        this.rows = rows;
        this.shelf = shelf;
        this.files = files;
        this.clock = clock;
        this.stopping = stopping;
        this.keep = keep;
        this.node = node;
    }

    /** Forgets a job that has ended, with its results. */
    void delete(Job job) {
        if (!job.state().ended()) {
            throw new RejectedException(
                    400, "invalid_state", "The batch '" + job.id() + "' has not ended; cancel it first.", null);
        }
        String output = job.text(Facts.OUTPUT);
        rows.write(connection -> {
            JobTable.delete(connection, job.id());
            if (job.kind() == JobKind.ANTHROPIC && !output.isEmpty()) {
                FileTable.delete(connection, output);
            }
        });
        try {
            shelf.delete(job.id());
            if (job.kind() == JobKind.ANTHROPIC && !output.isEmpty()) {
                Files.deleteIfExists(shelf.file(output));
            }
        } catch (IOException e) {
            LOG.warn("The files of job {} stay: {}", job.id(), e.toString());
        }
    }

    /** Deletes what is too old now and again, whether any job runs or not. */
    void every(Duration time) {
        Thread.ofVirtual().name("batch-tidy").start(() -> {
            try {
                while (!stopping.begun()) {
                    var unused = DiskThreads.call(this::isTidied);
                    stopping.rest(time);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean isTidied() {
        try {
            old();
            return true;
        } catch (RuntimeException e) {
            LOG.debug("Old jobs and files stay: {}", e.toString());
            return false;
        }
    }

    /** Deletes what is too old. */
    void old() {
        if (stopping.begun()) {
            return;
        }
        files.deleteExpired();
        if (keep.isZero()) {
            return;
        }
        long before = clock.millis() - keep.toMillis();
        rows.read(connection -> JobTable.endedBefore(connection, node.get(), before))
                .forEach(this::delete);
        files.deleteOld(before);
        if (store.isShared()) {
            leftovers();
        }
    }

    /** Deletes what lies on the shelf without a row: a kill has left it there, or another node has deleted the row. */
    void leftovers() {
        try {
            for (Path content : shelf.files()) {
                String id = String.valueOf(content.getFileName());
                if (!isFresh(content)
                        && rows.read(connection -> FileTable.find(connection, id))
                                .isEmpty()) {
                    Files.deleteIfExists(content);
                }
            }
            for (String id : shelf.jobs()) {
                // Answers are paid for, whatever has become of the row.
                if (!isFresh(shelf.job(id))
                        && shelf.isUnbegun(id)
                        && rows.read(connection -> JobTable.find(connection, id))
                                .isEmpty()) {
                    shelf.delete(id);
                }
            }
        } catch (IOException e) {
            LOG.debug("What has no row stays: {}", e.toString());
        }
    }

    private boolean isFresh(Path path) throws IOException {
        return Files.getLastModifiedTime(path).toMillis() > clock.millis() - FRESH.toMillis();
    }
}
