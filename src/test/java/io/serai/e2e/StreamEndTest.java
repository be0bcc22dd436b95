package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.Answer.Ending;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import io.serai.wire.SlowFirstByte;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream ends by its protocol, whatever its connection does then; and its head states only what has happened. */
class StreamEndTest {
    private static final String OPENAI_TEXT =
            "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"whole"
                    + " answer\"}}]}\n\n";
    private static final String OPENAI_STOP = "data:"
            + " {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String OPENAI_USAGE = "data:"
            + " {\"id\":\"1\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}\n\n";
    private static final String ANTHROPIC_START = "event: message_start\n"
            + "data:"
            + " {\"type\":\"message_start\",\"message\":{\"id\":\"1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n"
            + "event: content_block_start\n"
            + "data:"
            + " {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
            + "event: content_block_delta\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"whole"
            + " answer\"}}\n\n"
            + "event: content_block_stop\n"
            + "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n";
    private static final String ANTHROPIC_STOP = "event: message_delta\n"
            + "data:"
            + " {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n";
    private static final String GEMINI =
            "data: {\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"whole"
                    + " answer\"}]},\"finishReason\":\"STOP\"}]}\n\n";

    @TempDir
    Path directory;

    /** A vendor that streams these events and ends so. */
    private static final class Ends extends HealthyVendor {
        private final Ending ending;
        private final Duration pause;

        Ends(Ending ending, Duration pause, String... events) {
            super("v");
            this.ending = ending;
            this.pause = pause;
            streaming(events);
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            Answer answer = super.answer(request);
            return request.method().equals("GET")
                    ? answer
                    : new Answer(200, answer.headers(), answer.pieces(), Duration.ZERO, pause, ending);
        }
    }

    /** A vendor's dialect, what it streams, and how that ends. */
    private record Case(String vendor, Ending ending, List<String> events) {}

    private static List<Case> cases() {
        List<Case> ends = new ArrayList<>();
        for (Ending ending : List.of(Ending.STALLED, Ending.CUT, Ending.RESET)) {
            ends.add(new Case("openai", ending, List.of(OPENAI_TEXT, OPENAI_STOP)));
            ends.add(new Case("openai", ending, List.of(OPENAI_TEXT, OPENAI_STOP, OPENAI_USAGE)));
            ends.add(new Case("openai", ending, List.of(OPENAI_TEXT, OPENAI_STOP, "data: {\"id\":\"1")));
            ends.add(new Case("anthropic", ending, List.of(ANTHROPIC_START, ANTHROPIC_STOP)));
            ends.add(new Case("gemini", ending, List.of(GEMINI)));
        }
        return ends;
    }

    @Test
    void afterTheFinishReasonAnyEndIsASuccess() {
        List<Case> cases = cases();
        List<Ends> vendors = new ArrayList<>();
        RunningSerai.Setup setup = RunningSerai.in(directory);
        for (Case one : cases) {
            Ends vendor =
                    new Ends(one.ending(), Duration.ofMillis(20), one.events().toArray(String[]::new));
            provide(setup, "v" + vendors.size(), vendor, one.vendor());
            vendors.add(vendor);
        }
        try (RunningSerai serai = setup.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Some wait for what does not come; all wait at the same time.
            List<CompletableFuture<Void>> checks = IntStream.range(0, 2 * cases.size())
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> check(serai, cases.get(i / 2), "v" + i / 2 + "/m", i % 2 == 0), threads))
                    .toList();
            checks.forEach(CompletableFuture::join);
            assertThat(serai.get("/admin/providers").body()).doesNotContain("\"failed\":1");
        } finally {
            vendors.forEach(Ends::close);
        }
    }

    private static void check(RunningSerai serai, Case end, String target, boolean stream) {
        HttpResponse<String> answer = stream ? serai.stream(target, "a") : serai.ask(target, "b");
        assertThat(answer.body())
                .as("%s, stream %s", end, stream)
                .contains("whole answer")
                .contains("\"finish_reason\":\"stop\"")
                .doesNotContain("error");
        assertThat(answer.body().endsWith("data: [DONE]\n\n")).as("%s", end).isEqualTo(stream);
        if (end.events().contains(OPENAI_USAGE) && !stream) {
            assertThat(answer.body()).contains("\"prompt_tokens\":7");
        }
    }

    @Test
    void signsOfLifeAfterTheFinishReasonDoNotKeepAnAnswerOpen() {
        String[] pings = new String[1_000];
        Arrays.fill(pings, ": ping\n\n");
        pings[0] = OPENAI_TEXT;
        pings[1] = OPENAI_STOP;
        try (Ends v = new Ends(Ending.STALLED, Duration.ofMillis(100), pings);
                RunningSerai serai = serai(v, "openai")) {
            HttpResponse<String> answer = serai.stream("v/m", "a");
            assertThat(answer.body())
                    .contains("whole answer")
                    .endsWith("data: [DONE]\n\n")
                    .doesNotContain("error");
        }
    }

    @Test
    void aSecondChoiceIsWaitedFor() {
        String second = OPENAI_TEXT.replace("\"index\":0", "\"index\":1").replace("whole answer", "second answer");
        try (Ends v = new Ends(
                        Ending.COMPLETE,
                        Duration.ofMillis(1_300),
                        OPENAI_TEXT + OPENAI_STOP,
                        second,
                        OPENAI_STOP.replace("\"index\":0", "\"index\":1"));
                RunningSerai serai = serai(v, "openai")) {
            String request = RunningSerai.chat("v/m", "a", true).replaceFirst("\\{", "{\"n\":2,");
            assertThat(serai.post("/v1/chat/completions", request).body())
                    .contains("whole answer", "second answer")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void beforeTheFinishReasonACutIsAFailure() {
        try (Ends v = new Ends(Ending.CUT, Duration.ZERO, OPENAI_TEXT);
                RunningSerai serai = serai(v, "openai")) {
            assertThat(serai.stream("v/m", "a").body()).contains("error").contains("not complete");
        }
    }

    @Test
    void eventsThatAreOnlyPartedByLineEndsAreRead() {
        String glued = (OPENAI_TEXT + OPENAI_STOP).replace("\n\n", "\n") + "data: [DONE]\n";
        try (Ends v = new Ends(Ending.STALLED, Duration.ZERO, glued);
                RunningSerai serai = serai(v, "openai")) {
            assertThat(serai.stream("v/m", "a").body()).contains("whole answer").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aHeadThatGoesOutBeforeTheFirstEventNamesNobody() {
        try (SlowFirstByte slow = new SlowFirstByte("slow", Duration.ofMillis(500));
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.keep-alive", "50ms")
                        .provider("slow", slow)
                        .start()) {
            HttpResponse<String> answer = serai.stream("slow/m", "a");
            assertThat(answer.body()).startsWith(": ").contains("\"content\":\"slow\"");
            assertThat(answer.headers().map())
                    .doesNotContainKeys("x-serai-target", "x-serai-attempts")
                    .containsKeys("x-request-id", "x-serai-task");
        }
    }

    private RunningSerai serai(HealthyVendor vendor, String dialect) {
        RunningSerai.Setup setup = RunningSerai.in(directory);
        provide(setup, "v", vendor, dialect);
        return setup.start();
    }

    private static void provide(RunningSerai.Setup setup, String name, HealthyVendor vendor, String dialect) {
        String url = dialect.equals("gemini") ? vendor.root() + "/v1beta" : vendor.url();
        setup.provider(
                name,
                url,
                "vendor",
                dialect.equals("openai") ? "openai-compatible" : dialect,
                "keys",
                "some-key",
                "idleTimeout",
                "3s");
    }
}
