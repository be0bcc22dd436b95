package io.serai.revision;

import io.serai.revision.check.Finding;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revisions of the process: the one that serves, those that still finish what they began, and the edit that was refused last. A new one
 * is loaded beside the old one; only when it is whole does it take over, and what runs on the old one goes on there.
 */
public final class Revisions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Revisions.class);

    private final Path directory;
    private final ProcessBeans process;
    private final Function<Path, List<Finding>> check;
    private final Consumer<Handler<HttpServerRequest>> server;
    private final Set<Revision> draining = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Revision current;
    private volatile @Nullable Refusal refusal;
    private @Nullable SavedFiles files;
    private @Nullable SavedFiles filesBefore;
    private int numbers;

    /**
     * @param directory holds {@code application.properties} and {@code routes/}
     * @param check finds what is wrong with them, all at once
     * @param server told who takes the HTTP requests from now on
     */
    public Revisions(
            Path directory,
            ProcessBeans process,
            Function<Path, List<Finding>> check,
            Consumer<Handler<HttpServerRequest>> server) {
        this.directory = directory;
        this.process = process;
        this.check = check;
        this.server = server;
    }

    /**
     * Loads what the files say now, and lets it serve.
     *
     * @throws RevisionException if they are wrong; what served before goes on
     */
    public synchronized Revision load() {
        SavedFiles saved = SavedFiles.read(directory);
        try {
            // The first revision starts sooner without; if it does not load, the check tells why.
            if (current != null) {
                refuseIfWrong();
            }
            Revision revision = change(directory);
            filesBefore = files;
            files = saved;
            refusal = null;
            return revision;
        } catch (RevisionException e) {
            if (current == null) {
                refuseIfWrong();
            }
            refusal = new Refusal(Instant.now(), e.findings());
            throw e;
        }
    }

    private void refuseIfWrong() {
        List<String> findings;
        try {
            findings = check.apply(directory).stream().map(Finding::toString).toList();
        } catch (RuntimeException e) {
            LOG.warn("The check itself failed, so the routes are loaded unchecked", e);
            return;
        }
        if (!findings.isEmpty()) {
            throw new RevisionException(findings);
        }
    }

    /**
     * Lets the state before the present one serve again. The files are not touched: the next change of them is loaded as usual.
     *
     * @throws RevisionException if there is none, or it does not load any more
     */
    public synchronized Revision rollBack() {
        SavedFiles before = filesBefore;
        if (before == null) {
            throw new RevisionException(List.of("There is no revision before this one"));
        }
        try (SavedFiles.Copy copy = before.copy()) {
            Revision revision = change(copy.directory());
            filesBefore = files;
            files = before;
            return revision;
        }
    }

    private Revision change(Path from) {
        Revision next = Revision.load(numbers + 1, from, process);
        Revision old = current;
        if (old != null) {
            old.pause();
        }
        try {
            next.begin();
        } catch (RevisionException e) {
            next.stop();
            if (old != null) {
                old.resume();
            }
            throw e;
        }
        numbers++;
        current = next;
        server.accept(next);
        if (old != null) {
            draining.add(old);
            Thread.ofVirtual().name("drain-" + old.number()).start(() -> drain(old));
        }
        return next;
    }

    private void drain(Revision old) {
        try {
            old.drain();
        } catch (RuntimeException e) {
            LOG.warn("Revision {} did not end well: {}", old.number(), e.toString());
        } finally {
            draining.remove(old);
        }
    }

    /** The one that serves. */
    public Revision current() {
        Revision revision = current;
        if (revision == null) {
            throw new IllegalStateException("Nothing is loaded yet");
        }
        return revision;
    }

    /** Those that still finish what they began. */
    public Set<Revision> draining() {
        return draining;
    }

    /** The last edit that could not be loaded; null if the last one could. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    @Override
    public synchronized void close() {
        draining.forEach(Revision::stop);
        Revision revision = current;
        if (revision != null) {
            revision.stop();
        }
    }

    /** An edit that was refused. */
    public record Refusal(Instant at, List<String> findings) {}
}
