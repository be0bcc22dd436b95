package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.Eventually;
import io.serai.chat.ChatException;
import io.serai.chat.Failure;
import io.serai.chat.RejectedException;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one key's batches take from others: neither memory while they wait, nor carriers, nor the whole disk. */
class WaitingLinesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final int MIB = 1 << 20;
    private static final Owner FIRST = new Owner("first", "");
    private static final Owner SECOND = new Owner("second", "");

    @TempDir
    Path directory;

    private final Map<String, Boolean> virtual = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private volatile boolean limited = true;

    @Test
    void largeLinesThatWaitForALimitLeaveTheMemoryToOthersAndAreReadAgain() throws Exception {
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, 0)) {
            List<Job> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(create(batches, FIRST, file("waiting" + i, 18, MIB)));
            }
            Eventually.await("each has found the limit", PATIENCE, () -> asked.size() >= 4);

            Job other = create(batches, SECOND, file("other", 3, MIB));
            Eventually.await(
                    "the other's end", PATIENCE, () -> batches.job(other.id()).state() == JobState.COMPLETED);

            limited = false;
            waiting.forEach(batches::cancel);
            Eventually.await(
                    "all end",
                    PATIENCE,
                    () -> waiting.stream().allMatch(job -> batches.job(job.id()).state() == JobState.CANCELLED));
        }
    }

    @Test
    void aLineThatWaitedIsTheSameAfterwards() throws Exception {
        Set<String> bodies = ConcurrentHashMap.newKeySet();
        List<Boolean> first = Collections.synchronizedList(new ArrayList<>());
        LineEngine moody = (line, owner) -> {
            if (first.size() < 5) {
                first.add(true);
                return refused(Instant.now().plusMillis(100));
            }
            bodies.add(line.number() + " " + line.customId() + " " + new String(line.body(), StandardCharsets.UTF_8));
            return answer();
        };
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, 0, moody)) {
            Path source = Files.writeString(
                    directory.resolve("mixed.jsonl"),
                    "\uFEFF{\"custom_id\":\"a\",\"prompt\":\"ä\"}\r\n\n{\"custom_id\":\"b\",\"prompt\":\""
                            + "b".repeat(90_000) + "\"}\n{\"custom_id\":\"c\",\"prompt\":\"c\"}");

            Job job = create(batches, FIRST, source);
            Eventually.await("end", PATIENCE, () -> batches.job(job.id()).state() == JobState.COMPLETED);

            assertThat(bodies).hasSize(3).anyMatch(it -> it.startsWith("1 a") && it.contains("ä"));
            assertThat(bodies).anyMatch(it -> it.startsWith("3 b") && it.length() > 90_000);
            assertThat(bodies).anyMatch(it -> it.startsWith("4 c"));
        }
    }

    @Test
    void filesOfJobsAreReadAndWrittenByThreadsOfTheSystem() throws Exception {
        limited = false;
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, 0)) {
            Job job = create(batches, FIRST, file("read", 3, 100_000));
            Eventually.await("end", PATIENCE, () -> batches.job(job.id()).state() == JobState.COMPLETED);

            assertThat(virtual).containsEntry(job.id(), false);
        }
    }

    @Test
    void aKeyStoresNoMoreThanItMay() throws Exception {
        limited = false;
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, 5L * MIB)) {
            StoredFile kept = keep(batches, FIRST, "kept", 2);
            RejectedException uploads =
                    catchThrowableOfType(RejectedException.class, () -> keep(batches, FIRST, "large", 4));
            assertThat(uploads.status()).isEqualTo(413);
            assertThat(uploads.reason())
                    .contains("DELETE /v1/files", "serai.batch.storage-limit", String.valueOf(5 * MIB));
            assertThat(keep(batches, SECOND, "other", 4).bytes()).isEqualTo(4 * MIB);

            Map<String, Object> facts = Map.of(Facts.FILE, kept.id(), Facts.ENDPOINT, LineParser.CHAT);
            Job job = batches.create(
                    JobKind.OPENAI, FIRST, "kept", "", batches.files().content(kept), facts, 0, 0);
            Eventually.await("end", PATIENCE, () -> batches.running().isEmpty());
            RejectedException jobs = catchThrowableOfType(
                    RejectedException.class,
                    () -> batches.create(
                            JobKind.OPENAI, FIRST, "kept", "", batches.files().content(kept), facts, 0, 0));
            assertThat(jobs.status()).isEqualTo(413);

            batches.files().delete(kept);
            assertThat(keep(batches, FIRST, "next", 4).bytes()).isEqualTo(4 * MIB);
            RejectedException replay =
                    catchThrowableOfType(RejectedException.class, () -> batches.replay(batches.job(job.id())));
            assertThat(replay.status()).isEqualTo(409);
        }
    }

    private StoredFile keep(Batches batches, Owner owner, String name, int mib) throws IOException {
        return batches.files().keep(owner, name + ".jsonl", "batch", file(name, mib, MIB), 0);
    }

    /** Lines of a size, the end of each included. */
    private Path file(String name, int lines, int size) throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            String begin = "{\"custom_id\":\"" + name + "-" + i + "\",\"model\":\"" + name + "\",\"prompt\":\"";
            all.append(begin).append("x".repeat(size - begin.length() - 3)).append("\"}\n");
        }
        return Files.writeString(directory.resolve(name + ".jsonl"), all);
    }

    private static Job create(Batches batches, Owner owner, Path source) {
        Map<String, Object> facts = new HashMap<>();
        facts.put(Facts.ENDPOINT, LineParser.CHAT);
        return batches.create(JobKind.OPENAI, owner, "lines", "", source, facts, 0, 0);
    }

    private static LineAnswer answer() {
        byte[] body = "{\"choices\":[]}".getBytes(StandardCharsets.UTF_8);
        return new LineAnswer(200, body, "id", 1, 1, 1, 0, false, null);
    }

    private static LineAnswer refused(Instant until) {
        return new LineAnswer(429, new byte[0], "id", 0, 0, 0, 0, false, new LimitException(until));
    }

    private Batches batches(Store store, long room) {
        return batches(store, room, (line, owner) -> {
            if (limited && owner.equals(FIRST)) {
                asked.add(line.customId().substring(0, line.customId().indexOf('-')));
                return refused(Instant.now().plusSeconds(3_600));
            }
            return answer();
        });
    }

    private Batches batches(Store store, long room, LineEngine engine) {
        return new Batches(
                store,
                () -> store.begin(Duration.ZERO),
                new Shelf(directory.resolve("data")),
                engine,
                watched(),
                4 * MIB,
                32,
                Duration.ZERO,
                room,
                Duration.ofSeconds(15));
    }

    /** A clock that notes which threads look at it. */
    private InstantSource watched() {
        return () -> {
            virtual.put(Thread.currentThread().getName(), Thread.currentThread().isVirtual());
            return Instant.now();
        };
    }

    /** A limit that is reached. */
    private static final class LimitException extends ChatException {
        private static final long serialVersionUID = 1L;

        LimitException(Instant until) {
            super(Failure.LIMIT, "The limit is reached.", until, null);
        }
    }
}
