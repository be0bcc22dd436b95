package io.serai.batch.vendor;

import io.serai.dialect.BatchWire;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a vendor's own, from its first line until its results lie in the folder of the job. What the vendor is about to be asked is
 * written down before; so after a kill the same batch is taken up.
 */
final class VendorBatch {
    private final VendorBatches owner;
    private final BitSet lines;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final @Nullable BatchWire wire;
    private volatile Sheet sheet;
    private volatile @Nullable Results results;
    private volatile boolean over;
    private @Nullable OutputStream out;
    private @Nullable Thread thread;
    private long bytes;
    private boolean sealed;
    private boolean cancelled;
    private boolean closing;

    private VendorBatch(VendorBatches owner, @Nullable BatchWire wire, Sheet sheet, BitSet lines) {
        this.owner = owner;
        this.wire = wire;
        this.sheet = sheet;
        this.lines = lines;
    }

    /** One that gathers lines from now on. */
    static VendorBatch begun(VendorBatches owner, BatchWire wire, Sheet sheet) throws IOException {
        VendorBatch batch = new VendorBatch(owner, wire, sheet, new BitSet());
        batch.out = Folder.stream(owner.folder().requests(sheet.tag()));
        batch.write(wire.frame(sheet.tag()).before());
        return batch;
    }

    /** One that was sealed before this process began. */
    static VendorBatch takenUp(VendorBatches owner, Sheet sheet) throws IOException {
        VendorBatch batch = new VendorBatch(owner, null, sheet, owner.folder().readLines(sheet.tag()));
        batch.sealed = true;
        if (sheet.ended()) {
            batch.over = true;
            Results read = Results.open(owner.folder().results(sheet.tag()));
            batch.results = read;
            owner.restored(batch.lines, read.lines());
        } else {
            owner.restored(batch.lines, null);
        }
        return batch;
    }

    void start() {
        if (!over) {
            thread = Thread.ofVirtual().name(owner.job() + '-' + sheet.tag()).start(this::run);
        }
    }

    String provider() {
        return sheet.provider();
    }

    String target() {
        return sheet.target();
    }

    /** Whether nothing more comes of it. */
    boolean isOver() {
        return over;
    }

    int count() {
        lock.lock();
        try {
            return lines.cardinality();
        } finally {
            lock.unlock();
        }
    }

    boolean answers(long line) {
        Results known = results;
        return known != null && lines.get((int) line);
    }

    byte[] answer(long line) throws IOException {
        Results known = results;
        if (known == null) {
            throw new IOException("the batch has not ended");
        }
        return known.answer(line);
    }

    /** Adds a line; false if it is full or sealed. */
    boolean add(long line, byte[] body) throws IOException {
        lock.lock();
        try {
            if (sealed || wire == null || out == null) {
                return false;
            }
            byte[] request = wire.line(prefix() + line, sheet.path(), body);
            if (lines.cardinality() >= wire.mostLines() || bytes + request.length > wire.mostBytes()) {
                sealed = true;
                changed.signalAll();
                return false;
            }
            if (!lines.isEmpty()) {
                write(wire.frame(sheet.tag()).between());
            }
            out.write(request);
            bytes += request.length;
            lines.set((int) line);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void write(String text) throws IOException {
        OutputStream to = out;
        if (to != null) {
            to.write(text.getBytes(StandardCharsets.UTF_8));
            bytes += text.length();
        }
    }

    private String prefix() {
        return sheet.tag() + '-';
    }

    /** Takes no more lines. */
    void seal() {
        lock.lock();
        try {
            sealed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            sealed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void join(Duration atMost) {
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(atMost)) {
                running.interrupt();
                boolean unused = running.join(atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isCancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Rests for a time, until it is cancelled, or the process ends. */
    void rest(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !closing && !cancelled) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Rests for a time, or until the process ends. */
    void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            if (sheet.begun() > 0 || isGathered()) {
                new Errand(this, owner).run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            Desk.LOG.warn("A batch of {} for job {} cannot be kept: {}", provider(), owner.job(), e.toString());
            dropped();
        }
    }

    /** Waits until all lines are there, and writes down what goes to the vendor; false if nothing is to go. */
    private boolean isGathered() throws InterruptedException, IOException {
        long deadline = System.nanoTime() + owner.desk().gather().toNanos();
        lock.lock();
        try {
            for (long left = deadline - System.nanoTime();
                    left > 0 && !sealed && !closing;
                    left = deadline - System.nanoTime()) {
                long unused = changed.await(left, TimeUnit.NANOSECONDS) ? 0 : left;
            }
            sealed = true;
        } finally {
            lock.unlock();
        }
        owner.sealed(this);
        OutputStream written = out;
        if (written != null && wire != null) {
            write(wire.frame(sheet.tag()).after());
            written.close();
        }
        out = null;
        if (isClosing() || isCancelled()) {
            owner.folder().delete(sheet.tag());
            over = true;
            return false;
        }
        Folder.force(requests());
        owner.folder().saveLines(sheet.tag(), lines);
        keep(sheet.sealed(owner.desk().clock().instant().getEpochSecond()));
        return true;
    }

    Sheet sheet() {
        return sheet;
    }

    /** The lines that it has, which stay the same once it is sealed. */
    BitSet lines() {
        return lines;
    }

    Path requests() {
        return owner.folder().requests(sheet.tag());
    }

    String ids() {
        return prefix();
    }

    /** Writes down what is known now. */
    void keep(Sheet next) throws IOException {
        owner.folder().save(next);
        sheet = next;
    }

    /** Its results are there. */
    void done() throws IOException {
        Results read = Results.open(owner.folder().results(sheet.tag()));
        // The vendor is about to delete them.
        owner.folder().saveResults(sheet.tag());
        keep(sheet.done());
        results = read;
        over = true;
        owner.ended(lines, read.lines());
    }

    /** There are no results: its lines are asked as any other. */
    void dropped() {
        over = true;
        try {
            owner.folder().delete(sheet.tag());
        } catch (IOException e) {
            Desk.LOG.debug("What a batch had stays: {}", e.toString());
        }
        owner.ended(lines, new BitSet());
    }
}
