package io.serai.batch.vendor;

import io.serai.chat.BatchPlace;
import io.serai.dialect.BatchWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The batches of vendors' own in which lines of one job are. A line is in none, waits in one, has an answer from one, or is asked as any
 * other since its batch had none for it.
 */
public final class VendorBatches implements AutoCloseable {
    private static final long LOOK = Duration.ofSeconds(1).toNanos();
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Desk desk;
    private final String job;
    private final Folder folder;
    private final Register register;
    private final LongConsumer repeats;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, VendorBatch> gathering = new HashMap<>();
    private final List<VendorBatch> all = new ArrayList<>();
    private final BitSet waiting = new BitSet();
    private final BitSet answered = new BitSet();
    private final BitSet refused = new BitSet();
    private final BitSet plain = new BitSet();
    private final Map<Long, BatchPlace.Held> held = new HashMap<>();
    private boolean closed;
    private volatile boolean elsewhere;
    private volatile boolean outdated;
    private long version;

    private VendorBatches(Desk desk, String job, Folder folder, LongConsumer repeats) {
        this.desk = desk;
        this.job = job;
        this.folder = folder;
        this.register = folder.register();
        this.repeats = repeats;
    }

    /**
     * Takes up those that a job has left.
     *
     * @param folder of the job
     * @param register what other nodes know
     * @param repeats notes how many lines may be asked twice
     */
    public static VendorBatches open(Desk desk, String job, Path folder, Register register, LongConsumer repeats)
            throws IOException {
        VendorBatches batches = new VendorBatches(desk, job, new Folder(folder, register), repeats);
        batches.folder.takeUp();
        batches.elsewhere = register.isElsewhere();
        for (Sheet sheet : batches.folder.sheets()) {
            if (sheet.isUnknown() && !Files.exists(batches.folder.requests(sheet.tag()))) {
                // Another node has died before it asked the vendor; the lines are gathered anew.
                batches.folder.delete(sheet.tag());
            } else {
                batches.all.add(VendorBatch.takenUp(batches, sheet));
            }
        }
        batches.all.forEach(VendorBatch::start);
        return batches;
    }

    Desk desk() {
        return desk;
    }

    String job() {
        return job;
    }

    Folder folder() {
        return folder;
    }

    void repeated(long lines) {
        repeats.accept(lines);
    }

    /** Whether another node has the batches, so that this one asks no line. */
    public boolean isElsewhere() {
        return elsewhere;
    }

    /** Whether the batches have to be opened anew, for they have changed hands. */
    public boolean isOutdated() {
        return outdated || register.isOutdated();
    }

    /** Where a line can wait. */
    public BatchPlace place(long line) {
        return new Place(line);
    }

    /** Whether a line waits for a batch, or one has its answer. */
    public boolean has(long line) {
        lock.lock();
        try {
            return waiting.get((int) line) || answered.get((int) line) || refused.get((int) line);
        } finally {
            lock.unlock();
        }
    }

    /** Notes lines that have a result. */
    public void finished(BitSet lines) {
        lock.lock();
        try {
            waiting.andNot(lines);
            answered.andNot(lines);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a line has a result. */
    public void finished(long line) {
        lock.lock();
        try {
            if (answered.get((int) line)) {
                answered.clear((int) line);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a line is not asked any more for now. */
    public void left(long line) {
        lock.lock();
        try {
            if (refused.get((int) line)) {
                refused.clear((int) line);
                plain.set((int) line);
                version++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there are answers, and returns the lines that have one.
     *
     * @param goesOn whether they may be asked for now
     * @param over whether nobody should wait any more; then there are none
     */
    public BitSet awaitAnswers(BooleanSupplier goesOn, BooleanSupplier over) throws InterruptedException {
        lock.lock();
        try {
            while ((answered.isEmpty() || !goesOn.getAsBoolean()) && !over.getAsBoolean()) {
                long unused = changed.awaitNanos(LOOK);
            }
            return over.getAsBoolean() ? new BitSet() : (BitSet) answered.clone();
        } finally {
            lock.unlock();
        }
    }

    /** Changes whenever lines are to be asked as any other that were not before. */
    public long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /** Says for people what lines wait for; empty if none does. */
    public String reason() {
        if (elsewhere) {
            return "another node has its lines in batches of vendors";
        }
        lock.lock();
        try {
            Map<String, Integer> providers = new TreeMap<>();
            all.stream()
                    .filter(batch -> !batch.isOver())
                    .forEach(batch -> providers.merge(batch.provider(), batch.count(), Integer::sum));
            StringBuilder reason = new StringBuilder();
            providers.forEach((provider, lines) -> reason.append(reason.isEmpty() ? "" : ", ")
                    .append(lines)
                    .append(lines == 1 ? " line waits" : " lines wait")
                    .append(" for a batch of ")
                    .append(provider));
            return reason.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Sends off what is gathered. */
    public void sendOff() {
        List<VendorBatch> whole;
        lock.lock();
        try {
            whole = List.copyOf(gathering.values());
            gathering.clear();
        } finally {
            lock.unlock();
        }
        whole.forEach(VendorBatch::seal);
    }

    /**
     * Waits until lines are to be asked as any other, or no batch has any.
     *
     * @param seen the version when it was found that all others wait
     */
    public void await(long seen, BooleanSupplier goesOn) throws InterruptedException {
        lock.lock();
        try {
            while (version == seen && isBusy() && goesOn.getAsBoolean()) {
                long unused = changed.awaitNanos(LOOK);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isBusy() {
        return !waiting.isEmpty() || !answered.isEmpty() || !refused.isEmpty();
    }

    /** Lets waiting threads look again whether to go on. */
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Has the vendors cancel what they have not done; answers that they have by then are given up. */
    public void cancel() {
        batches().forEach(VendorBatch::cancel);
        batches().forEach(batch -> batch.join(LAST_WORDS.multipliedBy(2)));
    }

    private List<VendorBatch> batches() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    /** Whether one of them is a vendor's batch. */
    boolean knows(String id) {
        return batches().stream().anyMatch(batch -> batch.sheet().id().equals(id));
    }

    /** Notes that no more lines are taken for a batch. */
    void sealed(VendorBatch batch) {
        lock.lock();
        try {
            gathering.values().remove(batch);
        } finally {
            lock.unlock();
        }
    }

    /** Notes what lines of a batch wait for. */
    void restored(BitSet lines, @Nullable BitSet withAnswer) {
        lock.lock();
        try {
            if (withAnswer == null) {
                waiting.or(lines);
            } else {
                sort(lines, withAnswer);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes that lines wait no longer; those without an answer are asked as any other. */
    void ended(BitSet lines, BitSet withAnswer) {
        lock.lock();
        try {
            waiting.andNot(lines);
            sort(lines, withAnswer);
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void sort(BitSet lines, BitSet withAnswer) {
        answered.or(withAnswer);
        BitSet without = (BitSet) lines.clone();
        without.andNot(withAnswer);
        plain.or(without);
    }

    private @Nullable VendorBatch with(long line) {
        lock.lock();
        try {
            if (!answered.get((int) line)) {
                return null;
            }
        } finally {
            lock.unlock();
        }
        return batches().stream()
                .filter(batch -> batch.answers(line))
                .findFirst()
                .orElse(null);
    }

    private boolean leave(long line, BatchPlace.Request request) {
        Vendors.Account account = desk.vendors().account(request.provider(), request.key());
        if (account == null
                || !account.wire().takes(request.path())
                || request.body().length > account.wire().mostBytes() / 2) {
            return false;
        }
        if (!register.isMine()) {
            outdated = true;
            elsewhere = true;
            return true;
        }
        BatchWire wire = account.wire();
        String group = String.join(
                "\n",
                request.provider(),
                request.key(),
                request.model(),
                request.path(),
                request.headers().toString());
        byte[] body = inOneLine(request.body());
        lock.lock();
        try {
            if (closed || plain.get((int) line) || refused.get((int) line)) {
                return false;
            }
            VendorBatch batch = gathering.get(group);
            if (batch == null || !batch.add(line, body)) {
                batch = VendorBatch.begun(this, wire, sheet(request));
                all.add(batch);
                if (!batch.add(line, body)) {
                    all.remove(batch);
                    return false;
                }
                gathering.put(group, batch);
                batch.start();
            }
            waiting.set((int) line);
            return true;
        } catch (IOException e) {
            Desk.LOG.warn("A line of job {} is asked alone: {}", job, e.toString());
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static Sheet sheet(BatchPlace.Request request) {
        byte[] random = new byte[8];
        ThreadLocalRandom.current().nextBytes(random);
        return new Sheet(
                "serai" + HexFormat.of().formatHex(random),
                request.provider(),
                request.key(),
                request.model(),
                request.path(),
                request.headers(),
                0,
                false,
                "",
                "",
                false);
    }

    /** In JSON a line end can only be white space. */
    private static byte[] inOneLine(byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    @Override
    public void close() {
        List<BatchPlace.Held> releases;
        lock.lock();
        try {
            closed = true;
            gathering.clear();
            releases = List.copyOf(held.values());
            held.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        batches().forEach(VendorBatch::close);
        batches().forEach(batch -> batch.join(LAST_WORDS));
        releases.forEach(BatchPlace.Held::release);
    }

    /** The place of one line. */
    private final class Place implements BatchPlace {
        private final long line;

        Place(long line) {
            this.line = line;
        }

        @Override
        public String target() {
            VendorBatch batch = with(line);
            return batch == null ? "" : batch.target();
        }

        @Override
        public byte[] answer() throws IOException {
            VendorBatch batch = with(line);
            if (batch == null) {
                throw new IOException("no batch has an answer");
            }
            return batch.answer(line);
        }

        @Override
        public void refuse(String why) {
            lock.lock();
            try {
                answered.clear((int) line);
                refused.set((int) line);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean takes(String provider) {
            lock.lock();
            try {
                return !closed && !plain.get((int) line) && !refused.get((int) line) && desk.takes(provider);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean leave(Request request) {
            return VendorBatches.this.leave(line, request);
        }

        @Override
        public void hold(Held what) {
            lock.lock();
            try {
                if (!closed) {
                    held.put(line, what);
                    return;
                }
            } finally {
                lock.unlock();
            }
            what.release();
        }

        @Override
        public @Nullable Held takeHeld() {
            lock.lock();
            try {
                return held.remove(line);
            } finally {
                lock.unlock();
            }
        }
    }
}
