package io.serai.revision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the files again when they have changed, once they are still: several that are saved together are one change. It compares what the
 * files look like every moment, which also sees through links, renames and mounts where notifications do not reach.
 */
public final class Watcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    private final Path directory;
    private final Revisions revisions;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watcher").factory());
    private List<Look> loaded;
    private List<Look> last;

    /** @param interval between two looks; a change is loaded one interval after it came to rest */
    public Watcher(Path directory, Revisions revisions, Duration interval) {
        this.directory = directory;
        this.revisions = revisions;
        this.loaded = look();
        this.last = loaded;
        var unused = timer.scheduleWithFixedDelay(
                this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            List<Look> now = look();
            boolean still = now.equals(last);
            last = now;
            if (still && !now.equals(loaded)) {
                loaded = now;
                load();
            }
        } catch (RuntimeException e) {
            LOG.error("The files could not be watched", e);
        }
    }

    private void load() {
        try {
            Revision revision = revisions.load();
            LOG.info("Revision {} serves", revision.number());
        } catch (RevisionException e) {
            LOG.warn(
                    "The change is refused, revision {} goes on:",
                    revisions.current().number());
            e.findings().forEach(finding -> LOG.warn("  {}", finding));
        }
    }

    private List<Look> look() {
        List<Look> looks = new ArrayList<>();
        for (Path path : SavedFiles.paths(directory)) {
            try {
                BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                looks.add(new Look(
                        path, file.size(), file.lastModifiedTime().toMillis(), String.valueOf(file.fileKey())));
            } catch (IOException e) {
                // It went between the listing and the look, and will be missing in the next one.
                looks.add(new Look(path, -1, -1, ""));
            }
        }
        return looks;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** What a file looks like from outside. */
    private record Look(Path path, long size, long modified, String key) {}
}
