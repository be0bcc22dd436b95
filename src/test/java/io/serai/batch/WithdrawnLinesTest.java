package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.chat.BatchPlace;
import io.serai.chat.ChatException;
import io.serai.chat.WithdrawnException;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that wait for a quota end at once when nobody wants them any more; those that are asked already are finished. */
class WithdrawnLinesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final int LINES = 20;
    private static final Owner OWNER = new Owner("owner", "");

    @TempDir
    Path directory;

    private final Engine engine = new Engine();
    private volatile Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);

    @Test
    void linesOfACancelledJobThatWaitAreNotAsked() throws Exception {
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store)) {
            Job job = waiting(batches);

            batches.cancel(job);

            awaitState(batches, job.id(), JobState.CANCELLED);
            assertThat(engine.waiting()).isZero();
            assertThat(engine.answered).isEmpty();
            assertThat(batches.job(job.id()).failed()).isZero();
        }
    }

    @Test
    void linesOfACancelledJobThatAreAskedAreFinished() throws Exception {
        engine.asks();
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store)) {
            Job job = create(batches);
            Eventually.await("one is asked", PATIENCE, () -> engine.asked() > 0);

            batches.cancel(job);

            assertThat(batches.job(job.id()).state()).isEqualTo(JobState.CANCELLING);
            engine.open();
            awaitState(batches, job.id(), JobState.CANCELLED);
            assertThat(batches.job(job.id()).done())
                    .isEqualTo(engine.answered.size())
                    .isPositive();
        }
    }

    @Test
    void aPausedJobGoesOnWithTheSameLines() throws Exception {
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store)) {
            Job job = waiting(batches);

            batches.pause(job);
            Eventually.await("nobody waits", PATIENCE, () -> engine.waiting() == 0);
            engine.open();
            batches.resume(job);

            awaitState(batches, job.id(), JobState.COMPLETED);
            assertThat(batches.job(job.id()).done()).isEqualTo(LINES);
        }
    }

    @Test
    void aJobWhoseTimeIsOverEnds() throws Exception {
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store)) {
            Job job = waiting(batches);

            ahead = Duration.ofHours(24);

            awaitState(batches, job.id(), JobState.EXPIRED);
            StoredFile errors =
                    batches.files().find(OWNER, batches.job(job.id()).text(Facts.ERRORS), "id");
            assertThat(Files.readAllLines(batches.files().content(errors)))
                    .hasSize(LINES)
                    .allMatch(line -> line.contains("\"code\":\"batch_expired\""));
        }
    }

    @Test
    void whatOnlyWaitedAtAStopWasNotAsked() throws Exception {
        String id;
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store)) {
            id = waiting(batches).id();
            batches.stop();
            Eventually.await("nobody waits", PATIENCE, () -> engine.waiting() == 0);
        }
        engine.open();
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store)) {
            batches.begin();
            awaitState(batches, id, JobState.COMPLETED);
            assertThat(batches.job(id).done()).isEqualTo(LINES);
            assertThat(batches.job(id).repeated()).isZero();
        }
    }

    private static void awaitState(Batches batches, String id, JobState state) {
        Eventually.await(state.word(), PATIENCE, () -> batches.job(id).state() == state);
    }

    /** A job of which at least one line waits for a limit. */
    private Job waiting(Batches batches) throws Exception {
        Job job = create(batches);
        Eventually.await("one waits", PATIENCE, () -> engine.waiting() > 0);
        return job;
    }

    private Job create(Batches batches) throws Exception {
        Path source = Files.writeString(
                directory.resolve("lines.jsonl"),
                IntStream.range(0, LINES)
                        .mapToObj(i -> "{\"prompt\":\"" + i + "\",\"model\":\"m\"}\n")
                        .collect(Collectors.joining()));
        Map<String, Object> facts = Map.of(Facts.ENDPOINT, LineParser.CHAT);
        long expires = clock.millis() + Duration.ofHours(24).toMillis();
        return batches.create(JobKind.OPENAI, OWNER, "lines", "", source, facts, 0, expires);
    }

    private Batches batches(Store store) {
        return new Batches(
                store,
                () -> store.begin(Duration.ZERO),
                new Shelf(directory.resolve("data")),
                engine,
                clock,
                1 << 20,
                8,
                Duration.ZERO,
                0,
                Duration.ofSeconds(15));
    }

    /** Lets lines wait for a limit, or asks for them at once; those that are asked are answered when it is opened. */
    private static final class Engine implements LineEngine {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Set<Long> answered = new ConcurrentSkipListSet<>();
        private int asked;
        private int waiting;
        private boolean asks;
        private boolean opened;

        @Override
        public LineAnswer ask(BatchLine line, Owner owner) {
            throw new AssertionError("The line has lost whether it is wanted.");
        }

        @Override
        public LineAnswer ask(BatchLine line, Owner owner, @Nullable BatchPlace place, BooleanSupplier wanted) {
            lock.lock();
            try {
                waiting++;
                while (!opened && !asks && wanted.getAsBoolean()) {
                    changed.awaitUninterruptibly();
                }
                waiting--;
                if (!opened && !asks) {
                    return answer(new WithdrawnException());
                }
                asked++;
                while (!opened) {
                    changed.awaitUninterruptibly();
                }
                answered.add(line.number());
                return answer(null);
            } finally {
                lock.unlock();
            }
        }

        private static LineAnswer answer(@Nullable ChatException failure) {
            byte[] body = "{\"choices\":[]}".getBytes(StandardCharsets.UTF_8);
            return new LineAnswer(failure == null ? 200 : failure.status(), body, "id", 1, 1, 1, 0, false, failure);
        }

        @Override
        public void wake() {
            change(() -> {});
        }

        void asks() {
            change(() -> asks = true);
        }

        void open() {
            change(() -> opened = true);
        }

        private void change(Runnable what) {
            lock.lock();
            try {
                what.run();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        int asked() {
            lock.lock();
            try {
                return asked;
            } finally {
                lock.unlock();
            }
        }

        int waiting() {
            lock.lock();
            try {
                return waiting;
            } finally {
                lock.unlock();
            }
        }
    }
}
