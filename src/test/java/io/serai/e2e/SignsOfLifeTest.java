package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.Always;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Vendors that send blank lines or comments while a request waits its turn, as DeepSeek and OpenRouter do
 * (https://api-docs.deepseek.com/quick_start/rate_limit): they may take as long as the first byte may, and no longer.
 */
class SignsOfLifeTest {
    private static final Duration PAUSE = Duration.ofMillis(100);

    @TempDir
    Path directory;

    @Test
    void commentsAreWaitedForUntilTheStreamBegins() {
        List<String> events = new ArrayList<>(Collections.nCopies(12, ": keep-alive\n\n"));
        events.add(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"at last\"},\"finish_reason\":\"stop\"}]}\n\n");
        events.add("data: [DONE]\n\n");
        try (FakeVendor vendor = new HealthyVendor("busy")
                        .streaming(events.toArray(String[]::new))
                        .pausing(PAUSE);
                RunningSerai serai = serai(vendor, "20s")) {
            assertThat(serai.stream("light", "hello").body()).contains("at last", "[DONE]");
        }
    }

    @Test
    void blankLinesAreWaitedForUntilTheAnswerBegins() {
        List<String> pieces = new ArrayList<>(Collections.nCopies(12, "\n"));
        pieces.add("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"at last\"},"
                + "\"finish_reason\":\"stop\"}]}");
        Answer late = new Answer(
                200,
                Map.of("content-type", "application/json", "transfer-encoding", "chunked"),
                pieces,
                Duration.ZERO,
                PAUSE,
                Answer.Ending.COMPLETE);
        try (FakeVendor vendor = new Always(late);
                RunningSerai serai = serai(vendor, "20s")) {
            HttpResponse<String> answer = serai.ask("light", "hello");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("at last");
        }
    }

    @Test
    void commentsAloneAreNoAnswer() {
        String[] comments = Collections.nCopies(300, ": keep-alive\n\n").toArray(String[]::new);
        try (FakeVendor vendor = new HealthyVendor("busy").streaming(comments).pausing(PAUSE);
                RunningSerai serai = serai(vendor, "900ms")) {
            HttpResponse<String> answer = serai.stream("light", "hello");

            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("no answer within 900 ms");
            vendor.awaitAbandoned(1);
        }
    }

    private RunningSerai serai(FakeVendor vendor, String firstByte) {
        return RunningSerai.in(directory)
                .provider("v", vendor, "idleTimeout", "600ms", "firstByteTimeout", firstByte)
                .pool("light", "v/small")
                .start();
    }
}
