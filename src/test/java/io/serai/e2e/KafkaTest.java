package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented file of routes takes the place of the broker's, and prompts come from a real Kafka. */
@Tag("slow")
class KafkaTest {
    /** Where the build puts the component and what it needs beyond the test's class path. */
    private static final Path COMPONENT = Path.of("target/kafka-lib");

    private static final int PROMPTS = 100;

    @TempDir
    Path directory;

    @TempDir
    Path log;

    @Test
    void promptsAreAnsweredByEditingYamlOnly() throws Exception {
        assumeTrue(Files.isDirectory(COMPONENT), "mvn -Pslow copies the component");
        copyComponent();
        try (RunningKafka kafka = new RunningKafka(log);
                HealthyVendor vendor = new HealthyVendor("well")) {
            kafka.topics(8, "prompts", "answers", "prompts.failed");
            RunningSerai.in(directory)
                    .with("kafka.brokers", kafka.brokers())
                    .provider("v", vendor)
                    .pool("light", "v/small")
                    .write();
            Files.writeString(
                    directory.resolve("routes/queue.camel.yaml"),
                    Files.readString(Path.of("docs/queue-kafka.camel.yaml")));
            Map<String, String> prompts = new LinkedHashMap<>();
            for (int i = 0; i < PROMPTS; i++) {
                prompts.put("key-" + i, "This is record " + i);
            }
            try (RunningSerai serai = RunningSerai.startedIn(directory)) {
                kafka.send("prompts", prompts);
                kafka.send("prompts", Map.of("wrong", "{\"model\":\"nobody\",\"messages\":[]}"));

                Map<String, String> answers = new LinkedHashMap<>();
                kafka.receive("answers", PROMPTS).forEach(record -> answers.put(record.key(), record.value()));
                prompts.replaceAll((key, text) -> "well says: " + text);
                assertThat(answers).containsExactlyInAnyOrderEntriesOf(prompts);
                ConsumerRecord<String, String> failed =
                        kafka.receive("prompts.failed", 1).getFirst();
                assertThat(failed.key()).isEqualTo("wrong");
                assertThat(failed.value()).contains("nobody");
                Header reason = failed.headers().lastHeader("seraiReason");
                assertThat(new String(reason.value(), StandardCharsets.UTF_8)).contains("messages");
                assertThat(serai.serai().revisions().standing()).isEmpty();
            }
        }
    }

    private void copyComponent() throws IOException {
        Path lib = Files.createDirectories(directory.resolve("lib"));
        try (Stream<Path> jars = Files.list(COMPONENT)) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
    }
}
