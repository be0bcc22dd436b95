package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.chat.Call;
import io.serai.chat.ClientWishes;
import io.serai.chat.Heavy;
import io.serai.dialect.Trees;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers that are small on the wire and large in memory, or long to work on. */
class LargeRequestsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"{\"\":0},", "{},", "[],", "0,"})
    void aBodyThatWouldFillTheMemoryIsRefused(String item) {
        try (RunningSerai serai =
                RunningSerai.in(directory).with("serai.json.memory", "32MiB").start()) {
            String body = "{\"model\":\"demo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"x\":["
                    + item.repeat(12_000_000 / item.length()) + "0]}";
            HttpResponse<String> refusal = serai.post("/v1/chat/completions", body);

            assertThat(refusal.statusCode()).isEqualTo(400);
            assertThat(refusal.body()).contains("serai.json.memory");
            assertThat(serai.ask("demo/echo", "hello").statusCode()).isEqualTo(200);
            Eventually.await("all memory is given back", Duration.ofSeconds(10), () -> Trees.held() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{},", "{\"index\":0},"})
    void aVendorsAnswerThatWouldFillTheMemoryIsMalformed(String item) {
        try (Bomb bomb = new Bomb(item.repeat(8_000_000 / item.length()));
                HealthyVendor near = new HealthyVendor("near");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.json.memory", "32MiB")
                        .provider("bomb", bomb)
                        .provider("near", near)
                        .pool("light", "bomb/small", "near/small")
                        .start()) {
            HttpResponse<String> answer = serai.ask("light", "hello");

            assertThat(answer.body()).contains("near says");
            assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .startsWith("bomb/small malformed");
        }
    }

    @Test
    void tokensOfAVeryLongRequestAreCountedSoon() {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            String part = "{\"type\":\"text\",\"text\":\"" + "漢".repeat(1_000_000) + "\"}";
            String body = "{\"model\":\"demo/echo\",\"messages\":[{\"role\":\"user\",\"content\":["
                    + (part + ',').repeat(7) + part + "]}]}";
            HttpResponse<String> count = serai.post("/v1/messages/count_tokens", body);

            assertThat(count.statusCode()).isEqualTo(200);
            assertThat(count.body()).matches("\\{\"input_tokens\":\\d{7,8}}");
        }
    }

    @Test
    void smallRequestsDoNotWaitForLargeOnes() {
        CountDownLatch end = new CountDownLatch(1);
        List<CompletableFuture<Object>> large = new ArrayList<>();
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            for (int i = 0; i < 50; i++) {
                Call call = Call.of(ClientWishes.NONE);
                call.size(Heavy.LARGE);
                large.add(CompletableFuture.supplyAsync(
                        () -> Heavy.compute(call, () -> {
                            while (end.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                            return "";
                        }),
                        Thread::startVirtualThread));
            }
            assertThat(serai.ask("demo/echo", "hello").statusCode()).isEqualTo(200);
            assertThat(serai.get("/health").statusCode()).isEqualTo(200);
        } finally {
            end.countDown();
        }
        large.forEach(CompletableFuture::join);
    }

    @Test
    void aNameThatIsTooLongIsRefusedInTheClientsDialect() {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            String body =
                    RunningSerai.chat("m".repeat(257), "hello", false).replace("\"stream\":false", "\"max_tokens\":1");

            assertThat(serai.post("/v1/chat/completions", body).body()).contains("\"param\":\"model\"", "256");
            HttpResponse<String> refusal = serai.post("/v1/messages", body);
            assertThat(refusal.statusCode()).isEqualTo(400);
            assertThat(refusal.body()).contains("\"type\":\"error\"", "256");
        }
    }

    /** A vendor whose answers are some megabytes of choices. */
    private static final class Bomb extends FakeVendor {
        private final String choices;

        Bomb(String choices) {
            this.choices = choices;
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            return Answer.json(200, "{\"id\":\"x\",\"choices\":[" + choices + "{}]}");
        }
    }
}
