package io.serai.promptlog;

import com.google.re2j.Pattern;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ServerDialect;
import io.serai.promptlog.Line.Asked;
import io.serai.promptlog.Line.Rated;
import io.serai.promptlog.Line.Wake;
import io.serai.promptlog.Requested.Answer;
import io.serai.redaction.Redactor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what was asked and answered, without secrets, for those who have opted in. Requests only put themselves into a bounded queue;
 * a thread of its own takes out what is secret and writes. If it falls behind, or the disk is full, entries are left out and counted.
 */
public final class PromptLog implements CallObserver, AutoCloseable {
    private static final int MOST_WAITING = 1024;
    private static final int BATCH = 64;
    private static final long MOST_BYTES = 16 << 20;
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);
    private static final Duration PRUNE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final PromptStore store;
    private final LineWriter writer;
    private final Function<Caller, @Nullable Boolean> flags;
    private final Consumer<String> trouble;
    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final Requested requested = new Requested();
    private final Map<String, Instant> erased = new ConcurrentHashMap<>();
    private final Set<Consumer<String>> viewers = new CopyOnWriteArraySet<>();
    private volatile Rules rules = new Rules(Mode.OFF, Duration.ZERO, 0, new Redactor(List.of()));
    private volatile boolean closed;
    private boolean read;
    private boolean failing;
    private Instant pruned = Instant.MIN;
    private volatile @Nullable Thread thread;

    private record Rules(Mode mode, Duration keep, long most, Redactor redactor) {}

    /**
     * @param flags what a client's key says about logging; null if nothing
     * @param requests OpenAI's, in which requests are written
     * @param answers OpenAI's, in which answers are written
     * @param trouble hears when lines cannot be written, and when they can again
     */
    public PromptLog(
            InstantSource clock,
            PromptStore store,
            Function<Caller, @Nullable Boolean> flags,
            ClientDialect requests,
            ServerDialect answers,
            Consumer<String> trouble) {
        this.clock = clock;
        this.store = store;
        this.flags = flags;
        this.writer = new LineWriter(requests, answers);
        this.trouble = trouble;
    }

    /**
     * Says what to log from now on.
     *
     * @param keep how long days are kept; zero for ever
     * @param most how many bytes all files may have
     * @param own patterns of what is taken out, too
     */
    public void set(Mode mode, Duration keep, long most, List<Pattern> own) {
        rules = new Rules(mode, keep, most, new Redactor(own));
        // What was logged before is kept no longer than it may be.
        if (!store.days().isEmpty()) {
            start();
        }
    }

    public Mode mode() {
        return rules.mode();
    }

    /** How many entries were left out. */
    public long dropped() {
        return dropped.sum();
    }

    public PromptStore store() {
        return store;
    }

    @Override
    public void ended(Call call) {
        Mode mode = rules.mode();
        if (mode != Mode.OFF
                && call.report().request() instanceof ChatRequest request
                && mode.takes(call.caller(), flags)
                && add(Asked.of(call, request, clock.instant()))) {
            requested.add(call.caller().key(), LineWriter.id(call.id(), rules.redactor()));
        }
    }

    private boolean add(Line line) {
        if (bytes.addAndGet(line.size()) > MOST_BYTES || !waiting.offer(line)) {
            bytes.addAndGet(-line.size());
            dropped.increment();
            return false;
        }
        if (thread == null) {
            start();
        }
        return true;
    }

    /**
     * Keeps a rating of a request.
     *
     * @return what became of it
     */
    Answer rate(String key, String id, Map<String, Object> rating) {
        if (rules.mode() == Mode.OFF) {
            return Answer.UNKNOWN;
        }
        readRequested();
        String known = LineWriter.id(id, rules.redactor());
        Answer answer = requested.rate(key, known);
        if (answer == Answer.TAKEN && !add(new Rated(clock.instant(), known, key, rating))) {
            return Answer.ENOUGH;
        }
        return answer;
    }

    /** Which requests were logged before this process, of today and yesterday. */
    private synchronized void readRequested() {
        if (!read) {
            read = true;
            LocalDate today = day(clock.instant());
            try {
                store.read(today.minusDays(1), today, (line, fields) -> {
                    if (fields.get("id") instanceof String id && fields.get("key") instanceof String key) {
                        requested.add(key, id);
                    }
                });
            } catch (IOException e) {
                trouble.accept("The prompt log cannot be read: " + e);
            }
        }
    }

    /** Takes away all that a client key has asked, and the ratings. */
    public long erase(String key) throws IOException {
        // What waits still is from before, and is not written any more.
        erased.put(key, clock.instant());
        requested.forget(key);
        return store.erase(key);
    }

    /** Lets somebody see lines as they are written, until it is closed. */
    public AutoCloseable view(Consumer<String> viewer) {
        viewers.add(viewer);
        return () -> viewers.remove(viewer);
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private synchronized void start() {
        if (thread == null && !closed) {
            thread = Thread.ofPlatform().name("prompts").daemon().start(this::run);
        }
    }

    private void run() {
        List<Line> some = new ArrayList<>();
        while (!closed) {
            try {
                Line first = waiting.poll(PRUNE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    some.add(first);
                }
            } catch (InterruptedException e) {
                return;
            }
            write(some);
            prune();
        }
        write(some);
    }

    private void write(List<Line> some) {
        waiting.drainTo(some, BATCH);
        while (!some.isEmpty()) {
            Rules ruling = rules;
            boolean full = isFull(ruling.most());
            for (Line line : some) {
                if (!(line instanceof Wake)) {
                    write(line, ruling.redactor(), full);
                }
                bytes.addAndGet(-line.size());
            }
            some.clear();
            waiting.drainTo(some, BATCH);
        }
    }

    private boolean isFull(long most) {
        try {
            return store.size() > most;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private void write(Line line, Redactor redactor, boolean full) {
        try {
            if (full) {
                throw new IOException("the files have reached serai.prompts.size");
            }
            String text = writer.write(line, redactor);
            if (!append(line, text)) {
                return;
            }
            viewers.forEach(viewer -> viewer.accept(text));
            if (failing) {
                failing = false;
                trouble.accept("Prompts are logged again");
            }
        } catch (IOException | RuntimeException e) {
            dropped.increment();
            if (!failing) {
                failing = true;
                // What was asked must not stand in a log through the words of a failure.
                trouble.accept("Prompts are not logged for now: "
                        + (e instanceof IOException
                                ? e.getMessage()
                                : e.getClass().getSimpleName()));
            }
        }
    }

    /** Whether the line was wanted still. */
    private boolean append(Line line, String text) throws IOException {
        // The store is locked while it erases, too.
        synchronized (store) {
            Instant gone = erased.get(line.key());
            boolean wanted = gone == null || line.at().isAfter(gone);
            if (wanted) {
                store.append(day(line.at()), List.of(text));
            }
            return wanted;
        }
    }

    private void prune() {
        Instant now = clock.instant();
        if (Duration.between(pruned, now).compareTo(PRUNE) < 0) {
            return;
        }
        pruned = now;
        Rules ruling = rules;
        try {
            store.prune(ruling.keep().isZero() ? null : day(now.minus(ruling.keep())), ruling.most());
        } catch (IOException | RuntimeException e) {
            trouble.accept("Old days of the prompt log cannot be removed: " + e);
        }
    }

    @Override
    public void close() {
        Thread writing;
        synchronized (this) {
            closed = true;
            writing = thread;
        }
        if (writing != null) {
            var unused = waiting.offer(new Wake(clock.instant()));
            try {
                writing.join(LAST_WORDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        store.close();
    }
}
