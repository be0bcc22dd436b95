package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch takes what people leave of a limit, waits for the rest, and people do not wait for it. */
class YieldingBatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void peopleFindTheirPartOfALimitThatABatchUsesUp() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "40/h")
                        .pool("light", "v/small")
                        .start()) {
            assertThat(serai.ask("v/small", "before the batch").statusCode()).isEqualTo(200);
            Files.createDirectories(directory.resolve("inbox"));
            Files.writeString(
                    directory.resolve("inbox/all.jsonl"),
                    IntStream.range(0, 60)
                            .mapToObj(i -> "{\"prompt\":\"yield " + i + "\",\"model\":\"v/small\"}\n")
                            .collect(Collectors.joining()));
            Eventually.await("takes its part", PATIENCE, () -> done(serai) >= 20);
            Eventually.await("waits", PATIENCE, () -> !job(serai, "waitsUntil").isEmpty());

            assertThat(done(serai)).isLessThanOrEqualTo(38);
            for (int i = 0; i < 5; i++) {
                assertThat(serai.ask("v/small", "from people " + i).statusCode())
                        .isEqualTo(200);
            }
            assertThat(job(serai, "state")).isEqualTo("in_progress");
            assertThat(job(serai, "failed")).isEqualTo("0");
        }
    }

    private static int done(RunningSerai serai) {
        String done = job(serai, "done");
        return done.isEmpty() ? 0 : Integer.parseInt(done);
    }

    private static String job(RunningSerai serai, String field) {
        try {
            var value = JSON.readTree(serai.get("/admin/jobs").body()).at("/jobs/0/" + field);
            return value.isNull() || value.isMissingNode() ? "" : value.asText();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
