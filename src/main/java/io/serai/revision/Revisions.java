package io.serai.revision;

import io.serai.revision.check.Finding;
import io.serai.revision.check.SavedFiles;
import io.serai.text.BoundedYaml;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revisions of the process: the one that serves, those that still finish what they began, and the edit that was refused last. A new one
 * is loaded beside the old one; only when it is whole does it take over, and what runs on the old one goes on there.
 */
public final class Revisions implements Handler<HttpServerRequest>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Revisions.class);

    private static final int MOST_EDITS = 20;
    private static final Finding TOO_DEEP = new Finding("routes", 0, BoundedYaml.TOO_DEEP);

    private static final Duration IDLE_CHECK = Duration.ofMillis(10);

    private final Path directory;
    private final ProcessBeans process;
    private final Function<SavedFiles, List<Finding>> check;
    private final Set<Revision> draining = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Revision current;
    private volatile @Nullable Refusal refusal;
    private @Nullable SavedFiles files;
    private @Nullable SavedFiles filesBefore;
    private @Nullable SavedFiles tried;
    private volatile List<Finding> standing = List.of();
    private List<Finding> told = List.of();
    private List<String> toldOfRestart = List.of();
    private int numbers;
    private boolean stopping;
    private final Deque<Edit> edits = new ConcurrentLinkedDeque<>();

    /**
     * @param directory holds {@code application.properties} and {@code routes/}
     * @param check finds what is wrong with them, all at once
     */
    public Revisions(Path directory, ProcessBeans process, Function<SavedFiles, List<Finding>> check) {
        this.directory = directory;
        this.process = process;
        this.check = check;
    }

    /** Hands a request to the revision that serves when it comes. */
    @Override
    public void handle(HttpServerRequest request) {
        while (!current().takes(request)) {
            // Another revision took over in this very moment.
            Thread.onSpinWait();
        }
    }

    /**
     * Loads what the files say now, and lets it serve.
     *
     * @throws RevisionException if they are wrong; what served before goes on
     */
    public Revision load() {
        return load(SavedFiles.read(directory));
    }

    synchronized Revision load(SavedFiles saved) {
        refuseWhileStopping();
        tried = saved;
        try {
            // The first revision starts sooner without; if it does not load, the check reports why, and otherwise a
            // little later.
            List<Finding> findings = current == null ? List.of() : refuseIfWrong(saved);
            Revision revision = change(saved);
            standing = findings;
            Set<String> known = files == null ? Set.of() : files.empty();
            saved.empty().stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> LOG.warn("{} is empty: nothing in it is loaded", name));
            filesBefore = files;
            files = saved;
            refusal = null;
            tellOfStanding();
            note(revision, List.of());
            return revision;
        } catch (RevisionException e) {
            if (current == null) {
                refuseIfWrong(saved);
            }
            refusal = new Refusal(Instant.now(), e.findings());
            note(null, e.findings());
            throw e;
        }
    }

    private void note(@Nullable Revision revision, List<String> findings) {
        edits.addFirst(new Edit(Instant.now(), revision == null ? 0 : revision.number(), findings));
        if (edits.size() > MOST_EDITS) {
            edits.removeLast();
        }
    }

    /** What the last edits did, the newest first. */
    public List<Edit> edits() {
        return List.copyOf(edits);
    }

    /** The files from which the providers of the revision that serves have read their keys. */
    Map<Path, ByteBuffer> keyFiles() {
        Revision serving = current;
        return serving == null ? Map.of() : serving.providers().keyFiles();
    }

    /** The files as they were when they were loaded, or refused, last. */
    synchronized @Nullable SavedFiles tried() {
        return tried;
    }

    /** Refuses an edit for what it brings in; what the files that serve have as well is no reason. */
    private List<Finding> refuseIfWrong(SavedFiles saved) {
        List<Finding> findings = findings(saved);
        List<Finding> before = findings.isEmpty() || files == null ? List.of() : findings(files);
        List<Finding> wrong = Finding.news(mistakes(findings), before);
        if (!wrong.isEmpty()) {
            throw new RevisionException(texts(wrong));
        }
        return findings;
    }

    private static List<Finding> mistakes(List<Finding> findings) {
        return findings.stream().filter(it -> !it.warning()).toList();
    }

    private static List<String> texts(List<Finding> findings) {
        return findings.stream().map(Finding::toString).toList();
    }

    /** What would be wrong with files if they were saved: what they bring in comes first, what was wrong before is only a warning. */
    List<Finding> foresee(SavedFiles saved) {
        List<Finding> findings = findings(saved);
        SavedFiles serving = files();
        List<Finding> news = serving == null ? findings : Finding.news(findings, findings(serving));
        List<Finding> all = new ArrayList<>(news);
        findings.stream()
                .filter(it -> !news.contains(it))
                .map(it -> new Finding(it.file(), it.line(), it.message(), true))
                .forEach(all::add);
        return all;
    }

    /** The files of the revision that serves. */
    synchronized @Nullable SavedFiles files() {
        return files;
    }

    /**
     * Saves files and lets them serve, or changes nothing.
     *
     * @param saved what the files will say
     * @param write writes them
     * @param restore brings what was there before back if they do not serve after all
     * @throws RevisionException if they are wrong
     */
    synchronized Revision save(SavedFiles saved, Runnable write, Runnable restore) {
        refuseWhileStopping();
        refuseIfWrong(saved);
        write.run();
        Refusal before = refusal;
        try {
            return load(SavedFiles.read(directory));
        } catch (RevisionException e) {
            restore.run();
            tried = SavedFiles.read(directory);
            refusal = before;
            throw e;
        }
    }

    /** Where the files are. */
    Path directory() {
        return directory;
    }

    /** Warns of what is wrong with the files that serve, once of each thing. */
    private void tellOfStanding() {
        List<Finding> now = standing;
        List<Finding> news = Finding.news(now, told);
        if (!news.isEmpty()) {
            LOG.warn("The routes serve, but this is wrong with them; edits are accepted all the same:");
            news.forEach(finding -> LOG.warn("  {}", finding));
        }
        told = now;
    }

    private List<Finding> findings(SavedFiles saved) {
        try {
            return check.apply(saved);
        } catch (RuntimeException e) {
            LOG.warn("The check itself failed, so the routes are loaded unchecked", e);
            return List.of();
        } catch (StackOverflowError e) {
            return List.of(TOO_DEEP);
        }
    }

    /** Checks the files with which the process began, and reports what is wrong with them; they serve all the same. */
    public void checkFirst() {
        SavedFiles first = tried();
        List<Finding> findings = first == null ? List.of() : findings(first);
        synchronized (this) {
            if (first == files && numbers == 1) {
                standing = findings;
                List<Finding> wrong = mistakes(findings);
                if (!wrong.isEmpty()) {
                    refusal = new Refusal(Instant.now(), texts(wrong));
                }
                tellOfStanding();
            }
        }
    }

    /** What is wrong with the files that serve, though they serve. */
    public List<String> standing() {
        return texts(standing);
    }

    /**
     * Lets the state before the present one serve again. The files are not touched: the next change of them is loaded as usual.
     *
     * @throws RevisionException if there is none, or it does not load any more
     */
    public synchronized Revision rollBack() {
        refuseWhileStopping();
        SavedFiles before = filesBefore;
        if (before == null) {
            throw new RevisionException(List.of("There is no revision before this one"));
        }
        Revision revision = change(before);
        filesBefore = files;
        files = before;
        note(revision, List.of());
        return revision;
    }

    private void refuseWhileStopping() {
        if (stopping) {
            throw new RevisionException(List.of("Serai is stopping"));
        }
    }

    /** Fetches no more work, and loads no more files. What was fetched goes on. */
    public synchronized void stopFetching() {
        stopping = true;
        Revision serving = current;
        if (serving != null) {
            serving.pause();
        }
    }

    /**
     * Waits until nothing is under way any more, on whatever revision, except for files and messages for which nothing is done yet: those
     * can go back to where they were.
     *
     * @param idle how many files and messages only wait
     * @return how much is still under way when the time is over
     */
    public int awaitIdle(Duration atMost, IntSupplier idle) {
        awaitUntil(atMost, () -> inFlight() <= idle.getAsInt());
        return Math.max(0, inFlight() - idle.getAsInt());
    }

    private int inFlight() {
        return all().stream()
                .mapToInt(revision -> revision.inFlight() - revision.notBegun())
                .sum();
    }

    /** Waits until every revision says that it stops, after {@link #close} was begun. */
    public void awaitStopping(Duration atMost) {
        awaitUntil(
                atMost,
                () -> all().stream().noneMatch(revision -> revision.context().isStarted()));
    }

    private static void awaitUntil(Duration atMost, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(IDLE_CHECK.toNanos());
        }
    }

    private List<Revision> all() {
        List<Revision> all = new ArrayList<>(draining);
        Revision serving = current;
        if (serving != null) {
            all.add(serving);
        }
        return all;
    }

    private Revision change(SavedFiles from) {
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
        tellOfRestart(next.afterRestart());
        if (old != null) {
            draining.add(old);
            Thread.ofVirtual().name("drain-" + old.number()).start(() -> drain(old));
        }
        return next;
    }

    private void tellOfRestart(List<String> settings) {
        if (!settings.equals(toldOfRestart)) {
            settings.forEach(setting -> LOG.info("{} takes effect after a restart", setting));
            toldOfRestart = settings;
        }
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

    /** The one that serves; null while none is loaded. */
    public @Nullable Revision serving() {
        return current;
    }

    /** Those that still finish what they began, oldest first. */
    public List<Revision> draining() {
        return draining.stream().sorted(Comparator.comparing(Revision::number)).toList();
    }

    /** What was wrong with the files last; null if nothing is. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    @Override
    public synchronized void close() {
        List<Thread> stops = all().stream()
                .map(revision ->
                        Thread.ofPlatform().name("stop-" + revision.number()).start(revision::stop))
                .toList();
        try {
            for (Thread stop : stops) {
                stop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What became of an edit.
     *
     * @param revision the number of the revision that it made; 0 if it was refused
     * @param findings why it was refused
     */
    public record Edit(Instant at, int revision, List<String> findings) {}

    /** Files that were refused, or that only the first revision could be made of. */
    public record Refusal(Instant at, List<String> findings) {}
}
