package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.Eventually;
import io.serai.chat.RejectedException;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** While the database is away or the disk is full a job pauses, says so once, and goes on by itself; no line is asked twice. */
class StorageTroubleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LINES = 60;
    private static final int PARALLEL = 4;

    @TempDir
    Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger("batches")).addAppender(log);
    }

    @AfterEach
    void leave() {
        ((Logger) LoggerFactory.getLogger("batches")).detachAppender(log);
    }

    @Test
    void aJobWaitsForTheDatabase() throws Exception {
        Server server = server("0");
        String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./jobs;DB_CLOSE_DELAY=-1";
        try (Store store = new Store(new StoreSettings(url, "", ""));
                Batches batches = batches(store, count -> {
                    // No other line is answered while it stops.
                    synchronized (server) {
                        if (count >= LINES / 3 && server.isRunning(false)) {
                            server.stop();
                        }
                    }
                })) {
            Job job = begin(batches, directory.resolve("outbox"));
            Eventually.await("says so", PATIENCE, () -> said("cannot be kept") == 1);
            Eventually.await("nothing is asked", PATIENCE, () -> asked.size() <= LINES / 3 + 2 * PARALLEL);
            Server again = server(Integer.toString(server.getPort()));
            Eventually.await("end", PATIENCE, () -> batches.job(job.id()).state() == JobState.COMPLETED);
            assertThat(asked).hasSize(LINES);
            assertThat(asked.values()).allMatch(times -> times == 1);
            assertThat(said("cannot be kept")).isEqualTo(1);
            assertThat(said("can be kept again")).isEqualTo(1);
            assertThat(Files.readAllLines(directory.resolve("outbox/many.jsonl")))
                    .hasSize(LINES);
            again.stop();
        }
    }

    @Test
    void whoAsksWhileTheDatabaseIsAwayIsToldAndJobsAreTakenUpWhenItIsBack() throws Exception {
        Server server = server("0");
        String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./jobs;DB_CLOSE_DELAY=-1";
        Path outbox = directory.resolve("outbox");
        String id;
        try (Store store = new Store(new StoreSettings(url, "", ""));
                Batches batches = batches(store, count -> {
                    throw new EngineException("nobody asks now");
                })) {
            id = begin(batches, outbox).id();
        }
        server.stop();
        try (Store store = new Store(new StoreSettings(url, "", ""));
                Batches batches = batches(store, count -> {})) {
            batches.begin();
            Eventually.await("waits", PATIENCE, () -> said("Jobs wait for the database") > 0);

            assertThatThrownBy(() -> batches.files().list(Owner.NOBODY, "", "", true, 10))
                    .isInstanceOfSatisfying(RejectedException.class, away -> {
                        assertThat(away.status()).isEqualTo(503);
                        assertThat(away.code()).isEqualTo("database_unavailable");
                    });
            Path file = Files.writeString(directory.resolve("another.jsonl"), "{\"prompt\":\"x\"}\n");
            assertThatThrownBy(() -> batches.takeIn(
                            Owner.NOBODY,
                            "another.jsonl",
                            "two",
                            file,
                            outbox,
                            directory.resolve("failed"),
                            Defaults.NONE))
                    .as("the file stays where it is")
                    .isInstanceOf(IOException.class);
            assertThat(batches.shelf().jobs()).containsExactly(id);

            Server again = server(Integer.toString(server.getPort()));
            Eventually.await("end", PATIENCE, () -> Files.exists(outbox.resolve("many.jsonl")));
            again.stop();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void resultsWaitForRoomOnTheDisk() throws Exception {
        Path outbox = Files.createDirectories(directory.resolve("outbox"));
        Path full = Files.createSymbolicLink(outbox.resolve(".many.jsonl.part"), Path.of("/dev/full"));
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, count -> {})) {
            Job job = begin(batches, outbox);
            Eventually.await("says so", PATIENCE, () -> said("cannot be kept") == 1);
            assertThat(job.state().ended()).isFalse();
            Files.delete(full);
            Eventually.await("end", PATIENCE, () -> batches.job(job.id()).state() == JobState.COMPLETED);
            assertThat(Files.readAllLines(outbox.resolve("many.jsonl"))).hasSize(LINES);
            assertThat(asked.values()).hasSize(LINES).allMatch(times -> times == 1);
            assertThat(said("cannot be kept")).isEqualTo(1);
        }
    }

    @Test
    void aJobWhoseFolderCannotBeWrittenGoesOnLater() throws Exception {
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store, count -> {})) {
            // A file is where the outbox should be.
            Path outbox = Files.writeString(directory.resolve("taken"), "");
            Job job = begin(batches, outbox);
            Eventually.await("says so", PATIENCE, () -> said("cannot be kept") == 1);
            Files.delete(outbox);
            Eventually.await("end", PATIENCE, () -> batches.job(job.id()).state() == JobState.COMPLETED);
            assertThat(asked.values()).hasSize(LINES).allMatch(times -> times == 1);
        }
    }

    @Test
    void answersWaitInMemoryUntilTheJournalTakesThem() throws Exception {
        Trouble trouble = new Trouble();
        int[] failures = {3};
        Answers moody = new Answers() {
            @Override
            public void keep(List<LineResult> results) throws IOException {
                if (failures[0]-- > 0) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void close() {}
        };
        try (Journal journal = new Journal("job", moody, trouble)) {
            assertThat(journal.keep(new LineResult(1, "a", 200, "", new byte[1], 1, 1, 1)))
                    .isTrue();
        }
        assertThat(failures[0]).isEqualTo(-1);
        assertThat(trouble.why()).isEmpty();
        assertThat(said("No space left")).isEqualTo(1);
    }

    private Server server(String port) throws SQLException {
        return Server.createTcpServer(
                        "-tcpPort",
                        port,
                        "-ifNotExists",
                        "-baseDir",
                        directory.resolve("h2").toString())
                .start();
    }

    private Batches batches(Store store, IntConsumer answered) {
        LineEngine engine = (line, owner) -> {
            asked.merge(line.customId(), 1, Integer::sum);
            answered.accept(asked.size());
            byte[] body = "{\"choices\":[]}".getBytes(StandardCharsets.UTF_8);
            return new LineAnswer(200, body, "id", 1, 1, 1, 0, false, null);
        };
        return new Batches(
                store,
                () -> store.begin(Duration.ZERO),
                new Shelf(directory.resolve("data")),
                engine,
                InstantSource.system(),
                1 << 20,
                PARALLEL,
                Duration.ZERO,
                0,
                Duration.ofSeconds(15));
    }

    private Job begin(Batches batches, Path outbox) throws IOException {
        Path file = Files.writeString(
                directory.resolve("many.jsonl"),
                IntStream.range(0, LINES)
                        .mapToObj(i -> "{\"custom_id\":\"id-" + i + "\",\"prompt\":\"line " + i + "\"}\n")
                        .collect(Collectors.joining()));
        batches.takeIn(Owner.NOBODY, "many.jsonl", "one", file, outbox, directory.resolve("failed"), Defaults.NONE);
        return batches.jobs(1).getFirst();
    }

    private long said(String words) {
        return log.list.stream()
                .filter(line -> line.getFormattedMessage().contains(words))
                .count();
    }
}
