package io.serai.revision;

import io.serai.provider.key.KeyList;
import io.serai.revision.check.SavedFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the files again when they have changed, once they are still: several that are saved together are one change. It compares what they
 * say with what was loaded or refused last, every moment. That sees through links, renames and mounts where notifications do not reach, and
 * misses nothing that was saved before it began.
 */
public final class Watcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    private final Path directory;
    private final Revisions revisions;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watcher").factory());
    private SavedFiles last;
    private Map<Path, ByteBuffer> keys = Map.of();
    private Map<Path, ByteBuffer> keysTried = Map.of();

    /** @param interval between two looks; a change is loaded one interval after it came to rest */
    public Watcher(Path directory, Revisions revisions, Duration interval) {
        this.directory = directory;
        this.revisions = revisions;
        this.last = SavedFiles.read(directory);
        var unused = timer.scheduleWithFixedDelay(
                this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            SavedFiles now = SavedFiles.read(directory);
            boolean still = now.equals(last);
            last = now;
            if (still && !now.equals(revisions.tried())) {
                load(now);
            } else {
                lookAtKeys(now);
            }
        } catch (RuntimeException | Error e) {
            // Or nobody would look again.
            LOG.error("The files could not be watched", e);
        }
    }

    /** The files with keys, which are no part of a revision, so that it can be brought back without bringing back a key. */
    private void lookAtKeys(SavedFiles files) {
        Map<Path, ByteBuffer> read = revisions.keyFiles();
        Map<Path, ByteBuffer> now = new HashMap<>();
        read.keySet().forEach(file -> now.put(file, KeyList.content(file)));
        boolean still = now.equals(keys);
        keys = now;
        if (still && !now.equals(read) && !now.equals(keysTried)) {
            keysTried = now;
            load(files);
        }
    }

    private void load(SavedFiles files) {
        try {
            Revision revision = revisions.load(files);
            LOG.info("Revision {} serves", revision.number());
        } catch (RevisionException e) {
            LOG.warn(
                    "The change is refused, revision {} keeps serving:",
                    revisions.current().number());
            e.findings().stream().flatMap(String::lines).forEach(line -> LOG.warn("  {}", line));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
