package io.serai.batch;

import io.serai.batch.vendor.Desk;
import io.serai.batch.vendor.VendorBatches;
import io.serai.chat.BatchPlace;
import io.serai.store.StoreException;
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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that runs: it checks the source, passes over it until every line has a result, and writes the results. One thread of the system
 * reads and writes, in its turn; each line that is asked has a virtual thread of its own, and their number and their bytes are bounded, so
 * that memory does not grow with the source.
 */
final class JobRun {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(10);
    private static final int COLLECTED_AT_ONCE = 8;

    private final Workshop shop;
    private final Job job;
    private final Sources sources;
    private final Results results;
    private final Outputs outputs;
    private final Semaphore threads;
    private final LineMemory.Share memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BitSet finished = new BitSet();
    private final AtomicLong underWay = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Rate rate;
    private final Part part;
    private volatile @Nullable VendorBatches vendors;
    private volatile boolean broken;
    private volatile boolean halted;
    private volatile String full = "";
    private volatile long stored;
    private boolean told;

    /** @param leases of this node; null if no other node uses the store */
    JobRun(Workshop shop, Job job, @Nullable Leases leases) {
        this.shop = shop;
        this.job = job;
        this.sources = new Sources(job, shop.shelf().source(job.id()), shop.longest(), shop.turns());
        this.results = new Results(job.kind());
        this.outputs = new Outputs(shop, job, sources, results);
        this.threads = new Semaphore(shop.most());
        this.memory = shop.memory().share(job.owner().id());
        this.rate = new Rate(shop.clock());
        this.part =
                !job.isShared() || leases == null ? new Alone(shop, job, rate) : new Shared(shop, job, rate, leases);
    }

    Job job() {
        return job;
    }

    Rate rate() {
        return rate;
    }

    void start() {
        Thread.ofPlatform().name(job.id()).daemon().start(this::run);
    }

    private void run() {
        try {
            Duration pause = FIRST_PAUSE;
            while (!isThrough()) {
                part.close();
                shop.stopping().rest(pause);
                pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Job {} ({}) rests until the next start", job.id(), job.name(), e);
            job.fact(Facts.REASON, Results.cut(String.valueOf(e.getMessage())));
        } finally {
            part.close();
            memory.close();
            ended.complete(null);
        }
    }

    /** Goes on from where it is; false if storage was in the way, so that it must be tried again. */
    private boolean isThrough() throws InterruptedException {
        try {
            halted = false;
            goThrough();
            return true;
        } catch (IOException | StoreException e) {
            if (shop.stopping().begun()) {
                return true;
            }
            if (!told) {
                told = true;
                LOG.warn("Job {} ({}) waits, and goes on by itself: {}", job.id(), job.name(), e.toString());
            }
            job.fact(Facts.REASON, Results.cut(String.valueOf(e.getMessage())));
            return false;
        }
    }

    private void goThrough() throws IOException, InterruptedException {
        if (part.lead(() -> job.state() == JobState.VALIDATING)) {
            validate();
            part.followed();
        }
        if (!job.state().ended()) {
            work();
        }
        if (mayFinish() && part.lead(this::mayFinish)) {
            finish();
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
        try (Journal journal = new Journal(job.id(), part.answers(), shop.trouble());
                InFlight inFlight = new InFlight(shop.shelf().job(job.id()).resolve("running"));
                VendorBatches own = vendors()) {
            part.takeUp(finished, inFlight);
            vendors = own;
            if (own != null) {
                own.finished(finished);
            }
            if (!job.isShared()) {
                save();
            }
            Thread collecting = own == null ? null : Thread.ofVirtual().start(() -> collect(own, journal, inFlight));
            try {
                passes(journal, inFlight);
            } finally {
                vendors = null;
                if (own != null && collecting != null) {
                    own.wake();
                    collecting.join();
                }
            }
            if (own != null && (job.state() == JobState.CANCELLING || isExpired())) {
                own.cancel();
            }
        } catch (BadLineException e) {
            // It was readable before.
            throw new IOException(e.reason(), e);
        }
        part.close();
    }

    /** Those of a job that other nodes work on, too, would have to be theirs as well. */
    private @Nullable VendorBatches vendors() throws IOException {
        Desk desk = shop.desk();
        return desk == null || job.isShared()
                ? null
                : VendorBatches.open(desk, job.id(), shop.shelf().job(job.id()), job::repeats);
    }

    private void passes(Journal journal, InFlight inFlight) throws IOException, BadLineException, InterruptedException {
        try {
            while (missing() > 0 && awaitTurn()) {
                VendorBatches own = vendors;
                long seen = own == null ? 0 : own.version();
                int asked = pass(journal, inFlight);
                awaitLines();
                if (asked == 0 && goesOn()) {
                    part.rest(finished);
                    awaitVendors(own, seen);
                }
            }
        } catch (IOException | BadLineException | RuntimeException e) {
            halted = true;
            wake();
            throw e;
        } finally {
            awaitLines();
        }
    }

    /** Waits for batches of vendors' own, if all lines that are left are in some. */
    private void awaitVendors(@Nullable VendorBatches own, long seen) throws InterruptedException {
        if (own != null) {
            job.fact(Facts.REASON, own.reason());
            own.await(seen, this::goesOn);
            job.detail().remove(Facts.REASON);
        }
    }

    /** Whether a batch of a vendor's own has a line, or its answer. */
    private boolean isInBatch(long line) {
        VendorBatches own = vendors;
        return own != null && own.has(line);
    }

    private @Nullable BatchPlace place(long line) {
        VendorBatches own = vendors;
        return own == null ? null : own.place(line);
    }

    /** Asks for the lines of which such a batch has the answer, whatever the others wait for. */
    private void collect(VendorBatches own, Journal journal, InFlight inFlight) {
        BooleanSupplier over = () -> vendors == null || !(goesOn() || job.state() == JobState.PAUSED);
        Asking asking = new Asking(journal, inFlight, () -> vendors != null && goesOn(), job.defaults());
        try {
            while (!over.getAsBoolean()) {
                BitSet ready = own.awaitAnswers(this::goesOn, over);
                if (!ready.isEmpty()) {
                    // It reads a file.
                    Thread.ofPlatform()
                            .name(job.id() + "-answers")
                            .daemon()
                            .start(() -> collect(ready, asking))
                            .join();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect(BitSet ready, Asking asking) {
        Semaphore some = new Semaphore(COLLECTED_AT_ONCE);
        try {
            try (Sources.Opened opened = sources.open()) {
                int unused = ask(opened, asking, ready, some);
            }
            some.acquire(COLLECTED_AT_ONCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | BadLineException | RuntimeException e) {
            LOG.error("Answers for job {} cannot be collected", job.id(), e);
            broken = true;
            wake();
        }
    }

    private long missing() {
        synchronized (finished) {
            return Sources.missing(job.total(), finished);
        }
    }

    /** Whether lines may be asked. */
    private boolean goesOn() {
        return job.state() == JobState.IN_PROGRESS && !shop.stopping().begun() && !isExpired() && !broken && !halted;
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

    /** Passes over the source, and returns how many lines were asked. */
    private int pass(Journal journal, InFlight inFlight) throws IOException, BadLineException, InterruptedException {
        BooleanSupplier holds = part.holds();
        Asking asking = new Asking(journal, inFlight, () -> goesOn() && holds.getAsBoolean(), job.defaults());
        try (Sources.Opened opened = sources.open()) {
            return ask(opened, asking, null, threads);
        }
    }

    /**
     * Has lines asked, each with a permit.
     *
     * @param which lines; null for those that are in no batch of a vendor's own
     */
    private int ask(Sources.Opened opened, Asking asking, @Nullable BitSet which, Semaphore permits)
            throws IOException, InterruptedException {
        int asked = 0;
        for (HeldLine line = next(opened, asking, which); line != null; line = next(opened, asking, which)) {
            makeRoom(opened, line, permits);
            if (!asking.wanted().getAsBoolean()) {
                permits.release();
                line.drop();
                return asked;
            }
            asked++;
            begin(asking, line, permits);
        }
        return asked;
    }

    /** What the lines of one pass are asked with. */
    private record Asking(Journal journal, InFlight inFlight, BooleanSupplier wanted, Defaults defaults) {}

    /** The next line that is to be asked here; null if there is none, or no further one should be asked. */
    private @Nullable HeldLine next(Sources.Opened opened, Asking asking, @Nullable BitSet which)
            throws IOException, InterruptedException {
        for (RawLine raw = opened.lines().next();
                raw != null;
                raw = opened.lines().next()) {
            boolean out = which == null ? isInBatch(raw.number()) : !which.get((int) raw.number());
            if (out || isFinished(raw.number())) {
                continue;
            }
            if (!asking.wanted().getAsBoolean()) {
                return null;
            }
            if (isMine(opened, raw.number())) {
                return new HeldLine(opened, memory, raw, asking.defaults().weight(raw.bytes().length));
            }
        }
        return null;
    }

    private boolean isMine(Sources.Opened opened, long line) throws InterruptedException {
        if (!job.isShared()) {
            return part.isMine(line, finished);
        }
        boolean[] mine = new boolean[1];
        // The database may take its time.
        opened.waiting(() -> mine[0] = part.isMine(line, finished));
        return mine[0];
    }

    /** Waits for a thread and for memory, without a turn and without the line. */
    private void makeRoom(Sources.Opened opened, HeldLine line, Semaphore permits) throws InterruptedException {
        if (!permits.tryAcquire()) {
            line.drop();
            opened.waiting(permits::acquire);
        }
        if (!line.tryHold()) {
            line.drop();
            opened.waiting(line::hold);
        }
    }

    /** Reads a line, and has a thread of its own ask it. */
    private void begin(Asking asking, HeldLine line, Semaphore permits) throws IOException {
        BadLineException fault = null;
        try {
            BatchLine unused = line.read();
        } catch (BadLineException e) {
            fault = e;
        } catch (IOException | RuntimeException e) {
            permits.release();
            line.drop();
            throw e;
        }
        underWay.incrementAndGet();
        BadLineException why = fault;
        Thread.ofVirtual().name(job.id() + '-' + line.number()).start(() -> line(asking, line, why, permits));
    }

    private void line(Asking asking, HeldLine line, @Nullable BadLineException fault, Semaphore permits) {
        try {
            if (fault == null) {
                answer(asking, line);
            } else {
                boolean unused = keep(asking.journal(), results.of(line.number(), "line-" + line.number(), fault));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The next pass finds the same, and waits.
            LOG.debug("Line {} of job {}", line.number(), job.id(), e);
        } catch (RuntimeException e) {
            LOG.error("Line {} of job {} failed", line.number(), job.id(), e);
            broken = true;
            wake();
        } finally {
            VendorBatches own = vendors;
            if (own != null) {
                own.left(line.number());
            }
            line.drop();
            permits.release();
            if (underWay.decrementAndGet() == 0) {
                signal();
            }
        }
    }

    private void answer(Asking asking, HeldLine line) throws IOException, InterruptedException {
        Leave leave = new Leave(asking.wanted(), this::mayAsk, this::rest);
        LineWork.Ended end = new LineWork(shop, job, asking.inFlight(), leave, line, place(line.number())).ask();
        if (end != null && keep(asking.journal(), results.of(line.line(), end.answer()))) {
            asking.inFlight().end(end.mark());
        }
    }

    private void rest(Duration time, BooleanSupplier wanted) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (nanos > 0 && wanted.getAsBoolean()) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayAsk() {
        return full.isEmpty() && part.may();
    }

    private boolean keep(Journal journal, LineResult result) throws InterruptedException {
        int bytes = result.output().length;
        shop.memory().answered(bytes);
        try {
            if (!journal.keep(result)) {
                return false;
            }
        } finally {
            shop.memory().kept(bytes);
        }
        synchronized (finished) {
            finished.set((int) result.number());
        }
        part.kept(result);
        VendorBatches own = vendors;
        if (own != null) {
            own.finished(result.number());
        }
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
        part.awaitOthers();
        JobState end = job.state() == JobState.CANCELLING
                ? JobState.CANCELLED
                : isExpired() && job.done() + job.failed() < job.total() ? JobState.EXPIRED : JobState.COMPLETED;
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

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait look again whether they should. */
    void wake() {
        signal();
        part.wake();
        VendorBatches own = vendors;
        if (own != null) {
            own.wake();
        }
        shop.pacer().wake();
        shop.lanes().wake();
        shop.engine().wake();
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

    /** Writes the job's row in the background, unless it has ended, and looks whether there is room for more results. */
    void note() throws IOException {
        if (isExpired()) {
            wake();
        }
        stored = shop.room().note(job, stored);
        String why = shop.room().whyFull(job);
        if (!why.equals(full)) {
            full = why;
            if (why.isEmpty()) {
                job.detail().remove(Facts.REASON);
            } else {
                job.fact(Facts.REASON, Results.cut(why));
            }
        }
        if (!job.state().ended() && !job.isShared()) {
            var unused = shop.store().write(connection -> JobTable.update(connection, job));
        }
    }

    /** Writes how far the job is beside its answers. */
    void progress(Object report) throws IOException {
        if (part.isAtHome()) {
            outputs.progress(report);
        }
    }

    /** Learns what other nodes have done, if there are any. */
    void refresh() {
        JobState before = job.state();
        if (part instanceof Shared shared) {
            shared.refresh();
        }
        if (job.state() != before) {
            wake();
        }
    }

    /** When the limit is back for which lines of the job wait; null if none does. */
    @Nullable
    Long waitsUntil() {
        var until = shop.lanes().shutUntil(job.owner());
        return until.isAfter(shop.clock().instant()) ? until.toEpochMilli() : null;
    }
}
