package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ChildSerai;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.Answer.Ending;
import io.serai.wire.BatchingVendor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serai is killed while a vendor makes a batch, and while it works on it: the batch is taken up, and no second one is made. */
@Tag("slow")
class KilledVendorBatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void noBatchIsMadeTwice() throws Exception {
        try (BatchingVendor vendor = new BatchingVendor("v").holding(true).silent(Ending.STALLED)) {
            RunningSerai.in(directory)
                    .with("serai.batch.gather", "60s")
                    .with("serai.batch.poll", "100ms")
                    .provider("v", vendor, "vendor", "openai", "keys", "a-vendor-key-0123456789", "batches", "vendor")
                    .pool("light", "v/small")
                    .write();
            Files.createDirectories(directory.resolve("inbox"));
            Files.writeString(
                    directory.resolve("inbox/many.jsonl"),
                    IntStream.range(0, 100)
                            .mapToObj(i -> "{\"prompt\":\"line " + i + "\",\"model\":\"v/small\"}\n")
                            .collect(Collectors.joining()));
            try (ChildSerai child = ChildSerai.start(directory)) {
                Eventually.await("made", PATIENCE, () -> vendor.made() > 0);
                child.kill();
            }
            try (ChildSerai child = ChildSerai.start(directory)) {
                Eventually.await("found", PATIENCE, () -> child.log().contains("is found again"));
                child.kill();
            }
            vendor.holding(false);
            Path answers = directory.resolve("outbox/many.jsonl");
            try (ChildSerai child = ChildSerai.start(directory)) {
                String end = "100 lines answered, 0 failed, 0 asked again after a kill";
                Eventually.await("end", PATIENCE, () -> child.log().contains(end));
            }
            assertThat(Files.readAllLines(answers)).hasSize(100).allMatch(line -> line.contains("v says: line"));
            assertThat(vendor.sizes()).containsExactly(100);
            assertThat(vendor.single()).isZero();
        }
    }
}
