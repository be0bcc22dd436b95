package io.serai.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the results of one job as they come. Results that come at the same time share one write. While the disk or the database is away the
 * results wait in memory, and so do those who bring them.
 */
final class Journal implements AutoCloseable {
    private static final int MOST_AT_ONCE = 256;
    private static final int MOST_BYTES_AT_ONCE = 4 << 20;
    private static final long FIRST_PAUSE = 250;
    private static final long LAST_PAUSE = 10_000;

    private record Entry(@Nullable LineResult result, CompletableFuture<Boolean> kept) {}

    private final Answers answers;
    private final Trouble trouble;
    private final Stopping closing = new Stopping();
    private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile boolean closed;

    /** Opens the journal of a job. */
    Journal(String job, Answers answers, Trouble trouble) {
        this.answers = answers;
        this.trouble = trouble;
        this.writer = Thread.ofPlatform().name("journal-" + job).daemon().start(this::run);
    }

    /**
     * Keeps a result. It returns when the result is durable, however long that takes.
     *
     * @return whether it is; false if the journal was closed before that
     */
    boolean keep(LineResult result) throws InterruptedException {
        Entry entry = new Entry(result, new CompletableFuture<>());
        entries.add(entry);
        if (closed && entries.remove(entry)) {
            return false;
        }
        try {
            return entry.kept().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void run() {
        List<Entry> some = new ArrayList<>();
        try {
            while (true) {
                List<LineResult> results = take(some);
                boolean kept = results.isEmpty() || keepAll(results);
                some.forEach(entry -> entry.kept().complete(kept));
                some.clear();
                if (closed && entries.isEmpty()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            some.forEach(entry -> entry.kept().complete(false));
            for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
                entry.kept().complete(false);
            }
        }
    }

    /** Waits for an entry, and takes those that have come with it. */
    private List<LineResult> take(List<Entry> some) throws InterruptedException {
        List<LineResult> results = new ArrayList<>();
        int bytes = 0;
        for (Entry entry = entries.take(); entry != null; entry = entries.poll()) {
            some.add(entry);
            LineResult result = entry.result();
            if (result != null) {
                results.add(result);
                bytes += result.output().length;
            }
            if (some.size() >= MOST_AT_ONCE || bytes >= MOST_BYTES_AT_ONCE) {
                break;
            }
        }
        return results;
    }

    /** Tries until it succeeds, or the journal is closed. */
    private boolean keepAll(List<LineResult> results) throws InterruptedException {
        long pause = FIRST_PAUSE;
        while (true) {
            try {
                answers.keep(results);
                trouble.over();
                return true;
            } catch (IOException e) {
                trouble.tell(e.getMessage() == null ? e.toString() : e.getMessage());
            }
            if (closed) {
                return false;
            }
            closing.rest(Duration.ofMillis(pause));
            pause = Math.min(LAST_PAUSE, 2 * pause);
        }
    }

    /** Keeps what came, if that is possible, and ends. */
    @Override
    public void close() {
        closed = true;
        closing.begin();
        entries.add(new Entry(null, new CompletableFuture<>()));
        try {
            writer.join(15_000);
            answers.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Nothing is left to write.
        }
    }
}
