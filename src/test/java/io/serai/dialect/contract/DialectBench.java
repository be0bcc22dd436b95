package io.serai.dialect.contract;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Usage;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.EventWriter;
import io.serai.dialect.contract.Peers.Pair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What it costs to turn an answer of 2 KB, and each event of a stream, from a vendor's dialect into a client's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgs = "-XX:+UseParallelGC")
public class DialectBench {
    private static final int EVENTS = 500;
    private static final String WORDS = "The quick brown fox jumps over the lazy dog. ";

    @Param({"openai", "anthropic", "gemini", "ollama"})
    public String vendor = "";

    @Param({"openai", "responses", "anthropic", "gemini", "ollama"})
    public String client = "";

    private Pair from = Peers.pairs().getFirst();
    private io.serai.dialect.ServerDialect to = from.server();
    private final ChatRequest request = ChatRequest.ofPrompt("How are you?");
    private byte[] whole = {};
    private byte[] stream = {};

    /** Prints the figures of all pairs. */
    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(DialectBench.class.getSimpleName())
                        .build())
                .run();
    }

    @Setup
    public void write() {
        from = Peers.pairs().stream()
                .filter(pair -> pair.server().name().equals(vendor))
                .findFirst()
                .orElseThrow();
        to = io.serai.Dialects.SERVERS.stream()
                .filter(dialect -> dialect.name().equals(client))
                .findFirst()
                .orElseThrow();
        whole = from.server().writeChat(answer(WORDS.repeat(2000 / WORDS.length())), request);
        List<ChatResponse> pieces = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            pieces.add(piece("word ", null));
        }
        pieces.add(piece("", FinishReason.STOP));
        stream = Peers.stream(from.server(), request.withStream(true), pieces);
    }

    private static ChatResponse answer(String text) {
        ChatResponse piece = piece(text, FinishReason.STOP);
        return new ChatResponse(
                piece.id(), piece.created(), piece.model(), piece.choices(), Usage.of(10, 500), piece.extras());
    }

    private static ChatResponse piece(String text, @org.jspecify.annotations.Nullable FinishReason reason) {
        Message message =
                new Message(Role.ASSISTANT, List.of(new Part.Text(text, true, Map.of())), List.of(), Map.of());
        return new ChatResponse(
                "answer-1",
                1_763_683_200L,
                "some-model",
                List.of(new Choice(0, message, reason, Map.of())),
                null,
                Map.of());
    }

    @Benchmark
    public byte[] answer() throws IOException {
        AnswerReader reader = from.client().readChat(new ByteArrayInputStream(whole));
        ChatResponse answer = reader.next();
        if (answer == null || reader.next() != null) {
            throw new IllegalStateException("not one answer");
        }
        return to.writeChat(answer, request);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int event() throws IOException {
        AnswerReader reader = from.client().readChat(new ByteArrayInputStream(stream));
        EventWriter writer = to.events(request);
        int size = 0;
        for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
            size += writer.piece(piece).length;
        }
        return size + writer.end().length;
    }
}
