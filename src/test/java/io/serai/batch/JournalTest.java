package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was kept is there after any end of the process. */
class JournalTest {
    @TempDir
    Path directory;

    private Store store = new Store(new StoreSettings("jdbc:h2:mem:journal;DB_CLOSE_DELAY=-1", "", ""));
    private Path file;

    @BeforeEach
    void open() {
        store = new Store(
                new StoreSettings("jdbc:h2:file:" + directory.resolve("db") + ";DB_CLOSE_ON_EXIT=FALSE", "", ""));
        store.begin(Duration.ZERO);
        file = directory.resolve("job").resolve("answers");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void resultsAreReadBackFromWhereTheirRowsSay() throws Exception {
        try (Journal journal = journal(0)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 1; i <= 50; i++) {
                LineResult result = result(i);
                threads.add(Thread.ofVirtual().start(() -> keep(journal, result)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        List<LineTable.Row> rows = rows();
        assertThat(rows).extracting(LineTable.Row::line).hasSize(50).isSorted();
        try (AnswerFile.Reader reader = new AnswerFile.Reader(file)) {
            for (LineTable.Row row : rows) {
                assertThat(new String(reader.read(row), StandardCharsets.UTF_8))
                        .isEqualTo("{\"n\":" + row.line() + "}");
            }
        }
    }

    @Test
    void whatWasWrittenButHasNoRowGetsOneAndHalfAResultGoes() throws Exception {
        try (Journal journal = journal(0)) {
            journal.keep(result(1));
        }
        String whole = "{\"line\":2,\"custom_id\":\"b\",\"status\":200,\"in\":3,\"out\":4,\"cost\":5}\t{\"n\":2}\n";
        Files.writeString(
                file, whole + "{\"line\":3,\"custom_id\":\"c\",\"status\":200}\t{\"n\":", StandardOpenOption.APPEND);
        long known = store.read(connection -> LineTable.sums(connection, "job")).end();

        try (Journal journal = journal(known)) {
            assertThat(rows()).extracting(LineTable.Row::line).containsExactly(1L, 2L);
            journal.keep(result(3));
        }

        assertThat(rows()).extracting(LineTable.Row::line).containsExactly(1L, 2L, 3L);
        try (AnswerFile.Reader reader = new AnswerFile.Reader(file)) {
            assertThat(new String(reader.read(rows().get(1)), StandardCharsets.UTF_8))
                    .isEqualTo("{\"n\":2}");
            assertThat(new String(reader.read(rows().get(2)), StandardCharsets.UTF_8))
                    .isEqualTo("{\"n\":3}");
        }
        LineTable.Sums sums = store.read(connection -> LineTable.sums(connection, "job"));
        assertThat(sums.done()).isEqualTo(3);
        assertThat(sums.tokens().input()).isEqualTo(3 + 2);
    }

    @Test
    void tokensAreCountedByKindAlsoAfterAKill() throws Exception {
        Tokens tokens = new Tokens(10, 4, 20, 7);
        byte[] output = "{}".getBytes(StandardCharsets.UTF_8);
        try (Journal journal = journal(0)) {
            journal.keep(new LineResult(1, "a", 200, "", output, tokens, 1));
        }
        assertThat(rows()).extracting(LineTable.Row::tokens).containsExactly(tokens);
        store.write(connection -> {
                    try (var forget = connection.createStatement()) {
                        forget.execute("delete from batch_line");
                    }
                })
                .get();
        try (Journal journal = journal(0)) {
            journal.keep(new LineResult(2, "b", 200, "", output, tokens, 1));
        }

        assertThat(store.read(connection -> LineTable.sums(connection, "job")).tokens())
                .isEqualTo(new Tokens(20, 8, 40, 14));
    }

    @Test
    void linesThatWereBeingAskedAreKnownAfterAKill() throws Exception {
        Path marks = directory.resolve("running");
        InFlight before = new InFlight(marks);
        int one = before.begin(11);
        before.begin(12);
        before.begin(13);
        before.end(one);
        before.begin(14);

        try (InFlight after = new InFlight(marks)) {
            assertThat(after.left()).isEqualTo(Set.of(12L, 13L, 14L));
        }
        try (InFlight again = new InFlight(marks)) {
            assertThat(again.left()).isEmpty();
        }
        before.close();
    }

    private Journal journal(long known) throws Exception {
        return new Journal("job", AnswerFile.open("job", file, store, known), new Trouble());
    }

    private List<LineTable.Row> rows() {
        return store.read(connection -> LineTable.page(connection, "job", 0, 1_000));
    }

    private static void keep(Journal journal, LineResult result) {
        try {
            assertThat(journal.keep(result)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LineResult result(long line) {
        return new LineResult(
                line, "id\t" + line, 200, "", ("{\"n\":" + line + "}").getBytes(StandardCharsets.UTF_8), 1, 1, 1);
    }
}
