package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.chat.RejectedException;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client has only so many batches that have not ended; others have theirs all the same. */
class ManyBatchesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void oneMoreThanAClientMayHaveIsRefusedUntilOneHasEnded() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        LineEngine engine = (line, owner) -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new LineAnswer(200, "{}".getBytes(StandardCharsets.UTF_8), "id", 1, 1, 0, 0, false, null);
        };
        Path lines = Files.writeString(directory.resolve("lines"), "{\"prompt\":\"x\"}\n");
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, engine)) {
            Owner one = new Owner("one", "");
            for (int i = 0; i < RunningJobs.MOST_OF_OWNER; i++) {
                create(batches, one, lines);
            }

            assertThatThrownBy(() -> create(batches, one, lines))
                    .isInstanceOfSatisfying(RejectedException.class, refused -> {
                        assertThat(refused.status()).isEqualTo(429);
                        assertThat(refused.code()).isEqualTo("too_many_batches");
                    })
                    .hasMessageContaining("100 batches of this key have not ended");
            create(batches, new Owner("two", ""), lines);

            go.countDown();
            Eventually.await("ended", PATIENCE, () -> batches.running().isEmpty());
            create(batches, one, lines);
            assertThat(batches.jobs(200)).hasSize(RunningJobs.MOST_OF_OWNER + 2);
        }
    }

    @Test
    void aFileOfWhichAKillHasLeftTheContentAloneGoesWithTheNextStart() throws Exception {
        LineEngine engine = (line, owner) -> {
            throw new EngineException("nobody asks");
        };
        Path orphan;
        StoredFile kept;
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, engine)) {
            Path upload = Files.writeString(batches.shelf().upload(), "lines");
            kept = batches.files().keep(new Owner("one", ""), "a.jsonl", "batch", upload, 0);
            orphan = batches.shelf().file("file-0123");
            Files.copy(batches.files().content(kept), orphan);
            for (Path file : List.of(orphan, batches.files().content(kept))) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
            }
        }
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, engine)) {
            batches.begin();

            Eventually.await("the orphan is gone", PATIENCE, () -> !Files.exists(orphan));
            assertThat(batches.files().content(kept)).exists();
        }
    }

    @Test
    void aStoreThatCannotBeOpenedAtFirstIsOpenedByTheNextCall() throws Exception {
        LineEngine engine = (line, owner) -> {
            throw new EngineException("nobody asks");
        };
        AtomicInteger opened = new AtomicInteger();
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, engine, InstantSource.system(), () -> {
                    if (opened.incrementAndGet() == 1) {
                        throw new IllegalStateException("it cannot be opened now");
                    }
                    store.begin(Duration.ZERO);
                })) {
            Owner one = new Owner("one", "");
            Path lines = Files.writeString(directory.resolve("lines"), "{\"prompt\":\"x\"}\n");
            assertThatThrownBy(() -> create(batches, one, lines)).isInstanceOf(IllegalStateException.class);

            create(batches, one, lines);

            assertThat(opened).hasValue(2);
            assertThat(batches.jobs(2)).hasSize(1);
        }
    }

    @Test
    void theFolderOfAJobThatAKillHasLeftWithoutARowGoesWithTheNextStart() throws Exception {
        LineEngine engine = (line, owner) -> {
            throw new EngineException("nobody asks");
        };
        Shelf shelf = new Shelf(directory.resolve("data"));
        Path lines = Files.writeString(directory.resolve("lines"), "{\"prompt\":\"x\"}\n");
        String kept;
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, engine)) {
            create(batches, new Owner("one", ""), lines);
            kept = batches.jobs(1).getFirst().id();
        }
        for (String orphan : List.of("batch_0123", "batch_fresh", "batch_paid")) {
            shelf.link(lines, orphan);
        }
        Files.writeString(shelf.answers("batch_paid"), "{}\n");
        for (String old : List.of("batch_0123", "batch_paid", kept)) {
            Files.setLastModifiedTime(
                    shelf.job(old), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, engine)) {
            batches.begin();

            Eventually.await("the orphan is gone", PATIENCE, () -> !Files.exists(shelf.job("batch_0123")));
            assertThat(shelf.source("batch_fresh")).as("one that is being made").exists();
            assertThat(shelf.source("batch_paid")).as("one with answers").exists();
            assertThat(shelf.source(kept)).exists();
        }
    }

    @Test
    void aFileGoesWhenItsTimeIsOverThoughNoJobRuns() throws Exception {
        LineEngine engine = (line, owner) -> {
            throw new EngineException("nobody asks");
        };
        Instant before = Instant.now();
        AtomicReference<Instant> now = new AtomicReference<>(before);
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, engine, () -> Objects.requireNonNull(now.get()))) {
            Path upload = Files.writeString(batches.shelf().upload(), "lines");
            StoredFile kept = batches.files().keep(new Owner("one", ""), "a.jsonl", "batch", upload, 3_600);
            Path content = batches.files().content(kept);
            batches.tidying().every(Duration.ofMillis(10));

            now.set(before.plus(Duration.ofHours(2)));

            Eventually.await("it is gone", PATIENCE, () -> !Files.exists(content));
        }
    }

    private static void create(Batches batches, Owner owner, Path lines) {
        batches.create(
                JobKind.OPENAI,
                owner,
                "lines",
                "",
                lines,
                Map.of(Facts.FORMAT, "jsonl", Facts.ENDPOINT, LineParser.ANY),
                0,
                0);
    }

    private Batches batches(Store store, LineEngine engine) {
        return batches(store, engine, InstantSource.system());
    }

    private Batches batches(Store store, LineEngine engine, InstantSource clock) {
        return batches(store, engine, clock, () -> store.begin(Duration.ZERO));
    }

    private Batches batches(Store store, LineEngine engine, InstantSource clock, Runnable open) {
        return new Batches(
                store,
                open,
                new Shelf(directory.resolve("data")),
                engine,
                clock,
                1 << 20,
                4,
                Duration.ZERO,
                0,
                Duration.ofSeconds(15));
    }
}
