package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.serai.Dialects;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RequestBounds;
import io.serai.chat.ResponseCollector;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.RequestShape;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.TokenEstimate;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests and answers of which a part is something else than it should be: refused or read, never more than that. */
class HostileInputTest {
    private static final int FEW = 1_500;
    private static final int MANY = 50_000;
    private static final long MOST_NANOS = 2_000_000_000L;
    private static final long MOST_BYTES = 64 << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void requestsAreReadOrRefused() {
        requests(FEW, 1);
    }

    @Test
    void answersAreReadOrMalformed() {
        answers(FEW, 2);
    }

    @Tag("slow")
    @Test
    void manyRequestsAreReadOrRefused() {
        requests(MANY, System.nanoTime());
    }

    @Tag("slow")
    @Test
    void manyAnswersAreReadOrMalformed() {
        answers(MANY, System.nanoTime());
    }

    private static void requests(int count, long seed) {
        // Loads the vocabulary, which is not the first request's.
        TokenEstimate.count("hello");
        List<ServerDialect> servers = Dialects.SERVERS;
        List<Inbound> bodies = new ArrayList<>();
        for (ServerDialect server : servers) {
            bodies.add(request(server));
        }
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed + i);
            int which = i % servers.size();
            Inbound valid = bodies.get(which);
            byte[] body = Mutations.of(valid.body(), random);
            Inbound in = new Inbound(valid.path(), valid.query(), valid.headers(), body);
            bounded(seed + i, servers.get(which).name(), body, () -> {
                // Files and messages do not name their dialect.
                assertThat(RequestShape.of(body)).isNotNull();
                try {
                    ChatRequest read = servers.get(which).readChat(in);
                    RequestBounds.check(read);
                    TokenEstimate.count(read);
                    write(read, Dialects.CLIENTS.get(random.nextInt(Dialects.CLIENTS.size())));
                } catch (ChatException e) {
                    assertThat(e.status()).isBetween(400, 499);
                }
            });
        }
    }

    private static void write(ChatRequest read, ClientDialect client) {
        try {
            client.writeChat(read.withModel("m"), Traits.NONE);
        } catch (CannotExpressException e) {
            assertThat(e.reason()).isNotEmpty();
        }
    }

    private static void answers(int count, long seed) {
        List<Peers.Pair> peers = Peers.pairs();
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed + i);
            Peers.Pair pair = peers.get(i % peers.size());
            boolean whole = random.nextBoolean();
            ChatRequest request = ChatRequest.ofPrompt("h").withStream(!whole);
            byte[] valid = whole
                    ? pair.server().writeChat(answer(), request)
                    : Peers.stream(pair.server(), request, List.of(answer()));
            byte[] body = whole ? Mutations.of(valid, random) : Mutations.ofLines(valid, random);
            bounded(seed + i, pair.client().name(), body, () -> {
                try {
                    ResponseCollector collector = new ResponseCollector();
                    EventWriter events = Dialects.SERVERS
                            .get(random.nextInt(Dialects.SERVERS.size()))
                            .events(request);
                    AnswerReader reader = pair.client().readChat(new ByteArrayInputStream(body));
                    for (ChatResponse next = reader.next(); next != null; next = reader.next()) {
                        collector.add(next);
                        events.piece(next);
                    }
                    events.end();
                    collector.whole();
                    pair.client().readError(400, Map.of(), body);
                } catch (MalformedException | VendorErrorException | IOException e) {
                    assertThat(e).hasMessage(e.getMessage());
                }
            });
        }
    }

    private static void bounded(long seed, String dialect, byte[] body, Runnable work) {
        long nanos = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        try {
            work.run();
        } catch (RuntimeException | StackOverflowError e) {
            fail(
                    "seed " + seed + ", " + dialect + ", "
                            + new String(body, 0, Math.min(1_000, body.length), StandardCharsets.UTF_8),
                    e);
        }
        assertThat(THREADS.getCurrentThreadCpuTime() - nanos)
                .as("nanoseconds, seed %s", seed)
                .isLessThan(MOST_NANOS);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - bytes)
                .as("bytes, seed %s", seed)
                .isLessThan(MOST_BYTES + 300L * body.length);
    }

    private static Inbound request(ServerDialect server) {
        List<Message> messages = List.of(
                Message.of(Role.SYSTEM, "s"),
                Message.of(Role.USER, "h"),
                new Message(
                        Role.ASSISTANT,
                        List.of(),
                        List.of(new ToolCall(-1, "call_1", "f", "{\"a\":1}", Map.of())),
                        Map.of()),
                Message.toolResult("call_1", "f", List.of(new Part.Text("r", true, Map.of()))),
                Message.of(Role.USER, "h"));
        Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("a", Map.of("type", "integer")));
        ChatRequest request = new ChatRequest(
                "test",
                "m",
                messages,
                List.of(new Tool("f", "does it", schema, Map.of())),
                false,
                Map.of("max_tokens", 9, "temperature", 1, "stop", List.of("x")),
                null);
        for (ClientDialect client : Dialects.CLIENTS) {
            if (client.name().equals(server.name())) {
                return Peers.arrive(client.writeChat(request, Traits.NONE));
            }
        }
        String body =
                "{\"model\":\"m\",\"prompt\":\"h\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"h\"}]},"
                        + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},"
                        + "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"r\"}],"
                        + "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{}}],\"stop\":[\"x\"],\"options\":{\"num_ctx\":9},"
                        + "\"images\":[],\"keep_alive\":\"5m\",\"reasoning\":{\"effort\":\"low\"},\"text\":{\"format\":{\"type\":\"text\"}}}";
        return Inbound.of(body.getBytes(StandardCharsets.UTF_8));
    }

    private static ChatResponse answer() {
        Message said = new Message(
                Role.ASSISTANT,
                List.of(new Part.Reasoning("t", Part.Reasoning.FIELD, null), new Part.Text("w", true, Map.of())),
                List.of(new ToolCall(0, "call_1", "f", "{\"a\":1}", Map.of())),
                Map.of());
        return new ChatResponse(
                "id",
                1,
                "m",
                List.of(new Choice(0, said, FinishReason.TOOL_CALLS, Map.of())),
                Usage.of(1, 2),
                Map.of());
    }
}
