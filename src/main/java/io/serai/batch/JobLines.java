package io.serai.batch;

import io.serai.batch.vendor.VendorBatches;
import io.serai.chat.BatchPlace;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a running job. It passes over the source until every line has a result. Each line that is asked has a virtual thread of its
 * own; their number and their bytes are bounded, so that memory does not grow with the source.
 */
final class JobLines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final int COLLECTED_AT_ONCE = 8;

    private final Workshop shop;
    private final Job job;
    private final Sources sources;
    private final Results results;
    private final Part part;
    private final JobGate gate;
    private final Semaphore threads;
    private final LineMemory.Share memory;
    private final BitSet finished = new BitSet();
    private final AtomicLong underWay = new AtomicLong();
    private volatile @Nullable VendorBatches vendors;

    JobLines(Workshop shop, Job job, Sources sources, Results results, Part part, JobGate gate) {
        this.shop = shop;
        this.job = job;
        this.sources = sources;
        this.results = results;
        this.part = part;
        this.gate = gate;
        this.threads = new Semaphore(shop.most());
        this.memory = shop.memory().share(job.owner().id());
    }

    /** Notes which lines have a result, and which batches of vendors have lines. */
    void takeUp(InFlight inFlight, @Nullable VendorBatches own) throws InterruptedException {
        part.takeUp(finished, inFlight);
        vendors = own;
        if (own != null) {
            own.finished(finished);
        }
    }

    /** Asks all lines that have no result, until they have one or the gate is shut. */
    void askAll(Journal journal, InFlight inFlight) throws IOException, BadLineException, InterruptedException {
        VendorBatches own = vendors;
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
    }

    private void passes(Journal journal, InFlight inFlight) throws IOException, BadLineException, InterruptedException {
        try {
            while (missing() > 0 && gate.awaitOpen()) {
                VendorBatches own = vendors;
                if (own != null && job.isShared() && own.isOutdated()) {
                    return;
                }
                long seen = own == null ? 0 : own.version();
                int asked = own != null && own.isElsewhere() ? 0 : pass(journal, inFlight);
                awaitLines();
                if (asked == 0 && gate.isOpen()) {
                    rest(own, seen);
                }
            }
        } catch (IOException | BadLineException | RuntimeException e) {
            gate.halt();
            wake();
            throw e;
        } finally {
            awaitLines();
        }
    }

    /** Waits for other nodes, and for batches of vendors if all lines that are left are in some. */
    private void rest(@Nullable VendorBatches own, long seen) throws InterruptedException {
        if (own == null) {
            part.rest(finished);
            return;
        }
        String reason = own.reason();
        if (!reason.isEmpty()) {
            job.fact(Facts.REASON, reason);
        }
        own.sendOff();
        part.rest(finished);
        if (!job.isShared()) {
            own.await(seen, gate::isOpen);
        }
        if (!reason.isEmpty()) {
            job.detail().remove(Facts.REASON);
        }
    }

    /** Whether a vendor's batch has a line, or its answer. */
    private boolean isInBatch(long line) {
        VendorBatches own = vendors;
        return own != null && own.has(line);
    }

    private @Nullable BatchPlace place(long line) {
        VendorBatches own = vendors;
        return own == null ? null : own.place(line);
    }

    /** Asks for the lines that a vendor's batch has answered, whatever the others wait for. */
    private void collect(VendorBatches own, Journal journal, InFlight inFlight) {
        BooleanSupplier over = () -> vendors == null || !(gate.isOpen() || job.state() == JobState.PAUSED);
        Asking asking = new Asking(journal, inFlight, () -> vendors != null && gate.isOpen(), job.defaults());
        try {
            while (!over.getAsBoolean()) {
                BitSet ready = own.awaitAnswers(gate::isOpen, over);
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
            breakDown();
        }
    }

    private void breakDown() {
        gate.breakDown();
        wake();
    }

    private long missing() {
        synchronized (finished) {
            return Sources.missing(job.total(), finished);
        }
    }

    /** Passes over the source, and returns how many lines were asked. */
    private int pass(Journal journal, InFlight inFlight) throws IOException, BadLineException, InterruptedException {
        BooleanSupplier holds = part.holds();
        VendorBatches own = vendors;
        BooleanSupplier here = () -> own == null || !own.isElsewhere();
        Asking asking = new Asking(
                journal, inFlight, () -> gate.isOpen() && holds.getAsBoolean() && here.getAsBoolean(), job.defaults());
        try (Sources.Opened opened = sources.open()) {
            return ask(opened, asking, null, threads);
        }
    }

    /** What the lines of one pass are asked with. */
    private record Asking(Journal journal, InFlight inFlight, BooleanSupplier wanted, Defaults defaults) {}

    /**
     * Has lines asked, each with a permit.
     *
     * @param which lines; null for those that are in no vendor's batch
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
            // What a batch has answered is of whoever has the batch.
            if (which != null || isMine(opened, raw.number())) {
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
    private static void makeRoom(Sources.Opened opened, HeldLine line, Semaphore permits) throws InterruptedException {
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
        Thread.ofVirtual().name(job.id() + '-' + line.number()).start(() -> ask(asking, line, why, permits));
    }

    private void ask(Asking asking, HeldLine line, @Nullable BadLineException fault, Semaphore permits) {
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
            breakDown();
        } finally {
            VendorBatches own = vendors;
            if (own != null) {
                own.left(line.number());
            }
            line.drop();
            permits.release();
            if (underWay.decrementAndGet() == 0) {
                gate.signal();
            }
        }
    }

    private void answer(Asking asking, HeldLine line) throws IOException, InterruptedException {
        Leave leave = new Leave(asking.wanted(), this::mayAsk, gate::rest);
        LineWork.Ended end = new LineWork(shop, job, asking.inFlight(), leave, line, place(line.number())).ask();
        if (end != null && keep(asking.journal(), results.of(line.line(), end.answer()))) {
            asking.inFlight().end(end.mark());
        }
    }

    private boolean mayAsk() {
        return gate.full().isEmpty() && part.may();
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
        gate.await(() -> underWay.get() == 0);
    }

    /** Lets all who wait for something look again whether they should. */
    void wake() {
        gate.signal();
        part.wake();
        VendorBatches own = vendors;
        if (own != null) {
            own.wake();
        }
        shop.pacer().wake();
        shop.lanes().wake();
        shop.engine().wake();
    }

    @Override
    public void close() {
        memory.close();
    }
}
