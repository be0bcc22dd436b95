package io.serai.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that runs: it checks the source, passes over it until every line has a result, and writes the results. One thread reads; each line
 * that is asked has a thread of its own, and their number and their bytes are bounded, so that memory does not grow with the source.
 */
final class JobRun {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    /** Lines under way may take so many KiB together; a larger one goes alone. */
    private static final int MOST_KIB = 64 << 10;

    private final Workshop shop;
    private final Job job;
    private final Sources sources;
    private final Results results;
    private final Outputs outputs;
    private final Semaphore threads;
    private final Semaphore kib = new Semaphore(MOST_KIB);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BitSet finished = new BitSet();
    private final AtomicLong underWay = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Rate rate;
    private volatile boolean broken;

    JobRun(Workshop shop, Job job) {
        this.shop = shop;
        this.job = job;
        this.sources = new Sources(job, shop.shelf().source(job.id()), shop.longest());
        this.results = new Results(job.kind());
        this.outputs = new Outputs(shop, job, sources, results);
        this.threads = new Semaphore(shop.most());
        this.rate = new Rate(shop.clock());
    }

    Job job() {
        return job;
    }

    Rate rate() {
        return rate;
    }

    void start() {
        Thread.ofVirtual().name(job.id()).start(this::run);
    }

    private void run() {
        try {
            if (job.state() == JobState.VALIDATING) {
                validate();
            }
            if (!job.state().ended()) {
                work();
            }
            if (mayFinish()) {
                finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            if (!shop.stopping().begun()) {
                LOG.warn("Job {} ({}) rests until the next start: {}", job.id(), job.name(), e.toString());
                job.fact(Facts.REASON, Results.cut(String.valueOf(e.getMessage())));
            }
        } finally {
            ended.complete(null);
        }
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    private boolean mayFinish() {
        return !job.state().ended() && !shop.stopping().begun() && !broken;
    }

    private void validate() throws IOException, InterruptedException {
        List<Map<String, Object>> problems = new ArrayList<>();
        try {
            job.total(sources.check(problems));
        } catch (BadLineException e) {
            problems.add(Sources.problem(e, 0));
        }
        if (problems.isEmpty()) {
            move(JobState.IN_PROGRESS, JobState.VALIDATING);
            save();
            return;
        }
        job.fact(Facts.PROBLEMS, problems);
        LOG.warn(
                "Job {} ({}) fails: {}",
                job.id(),
                job.name(),
                problems.getFirst().get("message"));
        outputs.park(String.valueOf(problems.getFirst().get("message")));
        job.state(JobState.FAILED, now());
        save();
    }

    private void work() throws IOException, InterruptedException {
        LineTable.Sums known = shop.store().read(connection -> LineTable.sums(connection, job.id()));
        long floor = Math.max(known.end(), job.number(Facts.FLOOR) - 1);
        try (Journal journal = Journal.open(
                        job.id(),
                        shop.shelf().answers(job.id()),
                        shop.store(),
                        shop.trouble(),
                        shop.stopping(),
                        Math.max(0, floor));
                InFlight inFlight = new InFlight(shop.shelf().job(job.id()).resolve("running"))) {
            takeUp(inFlight);
            while (Sources.missing(job.total(), finished) > 0 && awaitTurn()) {
                pass(journal, inFlight);
                awaitLines();
            }
            awaitLines();
        } catch (BadLineException e) {
            // It was readable before.
            throw new IOException(e.reason(), e);
        }
    }

    /** Finds out what is done already. */
    private void takeUp(InFlight inFlight) throws InterruptedException {
        BitSet before = shop.store().read(connection -> LineTable.lines(connection, job.id()));
        finished.or(before);
        LineTable.Sums sums = shop.store().read(connection -> LineTable.sums(connection, job.id()));
        long again = inFlight.left().stream()
                .filter(line -> !before.get((int) (long) line))
                .count();
        job.counts(
                sums.done(),
                sums.failed(),
                job.repeated() + again,
                sums.inputTokens(),
                sums.outputTokens(),
                sums.cost());
        if (!before.isEmpty() || again > 0) {
            LOG.info(
                    "Job {} ({}) goes on: {} of {} lines have a result, {} were being asked when Serai ended and are"
                            + " asked again",
                    job.id(),
                    job.name(),
                    before.cardinality(),
                    job.total(),
                    again);
            save();
        }
    }

    /** Whether lines may be asked. */
    private boolean goesOn() {
        return job.state() == JobState.IN_PROGRESS && !shop.stopping().begun() && !isExpired() && !broken;
    }

    private boolean isExpired() {
        return job.expires() > 0 && now() >= job.expires();
    }

    /** Waits while the job is paused; false if it asks no more. */
    private boolean awaitTurn() throws InterruptedException {
        lock.lock();
        try {
            while (job.state() == JobState.PAUSED && !shop.stopping().begun()) {
                changed.await();
            }
            return goesOn();
        } finally {
            lock.unlock();
        }
    }

    private void pass(Journal journal, InFlight inFlight) throws IOException, BadLineException, InterruptedException {
        try (Sources.Opened opened = sources.open()) {
            for (RawLine raw = opened.lines().next();
                    raw != null;
                    raw = opened.lines().next()) {
                if (isFinished(raw.number())) {
                    continue;
                }
                RawLine next = raw;
                int size = Math.clamp(next.bytes().length >> 10, 1, MOST_KIB);
                threads.acquire();
                kib.acquire(size);
                if (!goesOn()) {
                    threads.release();
                    kib.release(size);
                    return;
                }
                underWay.incrementAndGet();
                Thread.ofVirtual()
                        .name(job.id() + '-' + next.number())
                        .start(() -> line(journal, inFlight, opened, next, size));
            }
        }
    }

    private void line(Journal journal, InFlight inFlight, Sources.Opened opened, RawLine raw, int size) {
        try {
            answer(journal, inFlight, opened, raw);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Line {} of job {} failed", raw.number(), job.id(), e);
            broken = true;
            wake();
        } finally {
            kib.release(size);
            threads.release();
            if (underWay.decrementAndGet() == 0) {
                wake();
            }
        }
    }

    private void answer(Journal journal, InFlight inFlight, Sources.Opened opened, RawLine raw)
            throws InterruptedException {
        BatchLine line;
        try {
            line = opened.read(raw);
        } catch (BadLineException e) {
            keep(journal, results.of(raw.number(), "line-" + raw.number(), e));
            return;
        }
        LineWork.Ended end = new LineWork(shop, job, inFlight, this::goesOn, line).ask();
        if (end != null && keep(journal, results.of(line, end.answer()))) {
            inFlight.end(end.mark());
        }
    }

    private boolean keep(Journal journal, LineResult result) throws InterruptedException {
        if (!journal.keep(result)) {
            return false;
        }
        synchronized (finished) {
            finished.set((int) result.number());
        }
        job.count(result);
        rate.ended();
        return true;
    }

    private boolean isFinished(long line) {
        synchronized (finished) {
            return finished.get((int) line);
        }
    }

    private void awaitLines() throws InterruptedException {
        lock.lock();
        try {
            while (underWay.get() > 0) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void finish() throws IOException, InterruptedException {
        JobState end = job.state() == JobState.CANCELLING
                ? JobState.CANCELLED
                : isExpired() && Sources.missing(job.total(), finished) > 0 ? JobState.EXPIRED : JobState.COMPLETED;
        if (end != JobState.CANCELLED) {
            job.state(JobState.FINALIZING, now());
            save();
        }
        outputs.write(end);
        LOG.info(
                "Job {} ({}) is {}: {} lines answered, {} failed, {} asked again after a kill",
                job.id(),
                job.name(),
                end.word(),
                job.done(),
                job.failed(),
                job.repeated());
    }

    /** Changes the state if it is the expected one. */
    boolean move(JobState to, JobState... from) {
        lock.lock();
        try {
            if (!List.of(from).contains(job.state())) {
                return false;
            }
            job.state(to, now());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        wake();
        return true;
    }

    /** Lets all who wait look again whether they should. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        shop.pacer().wake();
        shop.lanes().wake();
    }

    private long now() {
        return shop.clock().millis();
    }

    /** Writes the job's row, as often as it takes. */
    void save() throws InterruptedException {
        while (true) {
            try {
                var unused = shop.store()
                        .write(connection -> JobTable.update(connection, job))
                        .get();
                shop.trouble().over();
                return;
            } catch (ExecutionException e) {
                shop.trouble().tell(Trouble.words(e));
                if (shop.stopping().begun()) {
                    return;
                }
                shop.stopping().rest(Duration.ofSeconds(1));
            }
        }
    }

    /** Writes the job's row in the background, unless it has ended. */
    void note() {
        if (!job.state().ended()) {
            var unused = shop.store().write(connection -> JobTable.update(connection, job));
        }
    }

    /** Writes how far the job is beside its answers. */
    void progress(Object report) throws IOException {
        outputs.progress(report);
    }

    /** When the limit is back for which lines of the job wait; null if none does. */
    @Nullable
    Long waitsUntil() {
        var until = shop.lanes().shutUntil(job.owner());
        return until.isAfter(shop.clock().instant()) ? until.toEpochMilli() : null;
    }
}
