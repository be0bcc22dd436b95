package io.serai.promptlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.Eventually;
import io.serai.chat.Call;
import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.ClientWishes;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ServerDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts are written for those who have opted in, without secrets, in bounded room, and away from the request. */
class PromptLogTest {
    private static final ClientDialect REQUESTS = Dialects.CLIENTS.getFirst();
    private static final ServerDialect ANSWERS = Dialects.SERVERS.getFirst();
    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-30T10:00:00Z");
    private final List<String> trouble = new ArrayList<>();
    private final PromptLog log;

    PromptLogTest(@TempDir Path folder) {
        PromptStore store = new PromptStore(folder.resolve("prompts"));
        log = new PromptLog(
                () -> now,
                store,
                caller ->
                        caller.key().equals("yes") ? Boolean.TRUE : caller.key().equals("no") ? false : null,
                REQUESTS,
                ANSWERS,
                trouble::add);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void whatAKilledErasureHasLeftIsTakenAway() throws IOException {
        Path folder = directory.resolve("killed");
        Path left = folder.resolve(DAY + ".jsonl.new");
        try (PromptStore store = new PromptStore(folder)) {
            store.append(DAY, List.of("{\"key\":\"other\"}"));
            Files.writeString(left, "{\"key\":\"gone\"}");
            assertThat(store.erase("gone")).isZero();
            assertThat(left).doesNotExist();
            Files.writeString(left, "{\"key\":\"gone\"}");
            store.prune(null, Long.MAX_VALUE);
            assertThat(left).doesNotExist();
            assertThat(store.days()).containsExactly(DAY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, yes, false",
        "OFF, '', false",
        "KEYS, yes, true",
        "KEYS, no, false",
        "KEYS, other, false",
        "KEYS, '', false",
        "ALL, yes, true",
        "ALL, no, false",
        "ALL, other, true",
        "ALL, '', true"
    })
    void onlyWhoHasOptedInIsLogged(Mode mode, String key, boolean logged) throws IOException {
        log.set(mode, Duration.ZERO, 1 << 30, List.of());
        log.ended(call(key, "req-1", "hello", "hi"));
        log.close();
        assertThat(log.store().last(9)).hasSize(logged ? 1 : 0);
    }

    @Test
    void aLineHasTheConversationInOpenAisFormWithoutSecrets() throws IOException {
        String secret = "sk-proj-" + "Zq3w5e7r9t1y2u4i6o8p";
        log.set(Mode.KEYS, Duration.ZERO, 1 << 30, List.of());
        ToolCall tool =
                new ToolCall(0, "c1", "pay", "{\"card\": 4111111111111111, \"password\": \"hunter2\"}", Map.of());
        ChatRequest request = new ChatRequest(
                "openai",
                "m",
                List.of(
                        Message.of(Role.USER, "my key is " + secret + " and I am ann@example.org"),
                        new Message(Role.ASSISTANT, List.of(), List.of(tool), Map.of()),
                        new Message(
                                Role.USER,
                                List.of(new Part.Image("data:image/png;base64," + "iVBO".repeat(900), null, Map.of())),
                                List.of(),
                                Map.of())),
                List.of(),
                false,
                Map.of("user", "ann@example.org", "metadata", Map.of("api_key", "abcd1234efgh")));
        log.ended(call("yes", "req-1", request, "Hello ann@example.org, not bob@example.org"));
        log.close();
        String line = log.store().last(1).getFirst();
        assertThat(line)
                .doesNotContain(secret, "ann@", "bob@", "4111", "hunter2", "abcd1234", "iVBO")
                .contains("my key is [key-1] and I am [email-1]", "Hello [email-1], not [email-2]")
                .contains("\\\"card\\\":\\\"[card-1]\\\"", "characters left out]", "\"user\":\"[email-1]\"")
                .contains("\"key\":\"yes\"", "\"finish\":\"stop\"", "\"redaction\":1");
        Path file = log.store().days().stream()
                .map(day -> folder().resolve(day + ".jsonl"))
                .findFirst()
                .orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private Path folder() {
        try (var files = Files.walk(directory.getParent(), 4)) {
            return files.filter(it -> it.endsWith("prompts") && Files.exists(it.resolve(DAY + ".jsonl")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWriterThatStandsStillHoldsUpNoRequest() {
        log.set(Mode.ALL, Duration.ZERO, 1 << 30, List.of());
        CountDownLatch go = new CountDownLatch(1);
        log.view(line -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < 3000; i++) {
            log.ended(call("yes", "req-" + i, "hello", "hi"));
        }
        assertThat(log.dropped()).isBetween(1900L, 2000L);
        go.countDown();
    }

    @Test
    void oldDaysGoAndWhatIsTooLargeIsNotWritten() throws IOException {
        log.set(Mode.ALL, Duration.ofDays(2), 1 << 30, List.of());
        for (int day = 0; day < 5; day++) {
            now = now.plus(Duration.ofDays(1));
            int at = day;
            log.ended(call("yes", "req-" + day, "hello", "hi"));
            Eventually.await(
                    "day " + at,
                    Duration.ofSeconds(20),
                    () -> log.store().days().contains(LocalDate.of(2026, 12, 1).plusDays(at)));
        }
        Eventually.await(
                "old days go", Duration.ofSeconds(20), () -> log.store().days().size() <= 3);
        assertThat(log.store().days().getLast()).isEqualTo(LocalDate.of(2026, 12, 5));

        log.set(Mode.ALL, Duration.ofDays(2), 10, List.of());
        log.ended(call("yes", "req-9", "hello", "hi"));
        Eventually.await("it is left out", Duration.ofSeconds(20), () -> log.dropped() == 1);
        assertThat(trouble).anySatisfy(words -> assertThat(words).contains("serai.prompts.size"));
    }

    @Test
    void erasureTakesAllOfAKeyAndNothingElse() throws IOException {
        log.set(Mode.ALL, Duration.ZERO, 1 << 30, List.of());
        for (int i = 0; i < 50; i++) {
            log.ended(call(i % 2 == 0 ? "yes" : "other", "req-" + i, "hello", "hi"));
        }
        assertThat(log.erase("yes")).isLessThanOrEqualTo(25);
        now = now.plusSeconds(1);
        log.ended(call("yes", "req-after", "hello", "hi"));
        log.close();
        assertThat(log.store().last(99))
                .hasSize(26)
                .filteredOn(line -> line.contains("\"yes\""))
                .hasSize(1);
    }

    @Test
    void aLineThatWasCutOffCostsNothingButItself() throws IOException {
        log.set(Mode.ALL, Duration.ZERO, 1 << 30, List.of());
        log.ended(call("yes", "req-1", "hello", "hi"));
        log.close();
        Path file = folder().resolve(DAY + ".jsonl");
        String whole = Files.readString(file);
        Files.writeString(file, whole + whole.substring(0, 40));
        PromptStore again = new PromptStore(folder());
        again.append(DAY, List.of("{\"id\":\"x\"}"));
        assertThat(again.last(9)).hasSize(2).last().isEqualTo("{\"id\":\"x\"}");
    }

    private static Call call(String key, String id, String question, String answer) {
        return call(
                key,
                id,
                new ChatRequest("openai", "m", List.of(Message.of(Role.USER, question)), List.of(), false, Map.of()),
                answer);
    }

    private static Call call(String key, String id, ChatRequest request, String answer) {
        Call call = new Call(id, ClientWishes.NONE);
        Object user = request.parameters().get("user");
        call.caller(Caller.ofKey(key).withUser(user == null ? "" : user.toString()));
        call.report().asks(request);
        call.report()
                .answered(new ChatResponse(
                        "a",
                        0,
                        "m",
                        List.of(new Choice(0, Message.of(Role.ASSISTANT, answer), FinishReason.STOP, Map.of())),
                        null,
                        Map.of()));
        return call;
    }
}
