package io.serai.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.reload.Edits.Edit;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and messages that come while the routes are edited: each is asked once and answered once, though old revisions still stream. */
class JobsDuringEditsTest {
    private static final int JOBS = 200;
    private static final int EDITS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PATIENCE_MILLIS = 20_000;

    @TempDir
    Path directory;

    @Test
    void eachIsAnsweredOnce() throws Exception {
        List<String> files = IntStream.range(0, JOBS).mapToObj(i -> "File " + i).toList();
        List<String> messages =
                IntStream.range(0, JOBS).mapToObj(i -> "Message " + i).toList();
        HealthyVendor one =
                new HealthyVendor("one").pausing(Duration.ofMillis(50)).thinking(Duration.ofMillis(100));
        try (one;
                HealthyVendor two = new HealthyVendor("two").thinking(Duration.ofMillis(100));
                RunningSerai serai = Gateway.setup(directory, one, two)
                        .with("serai.watch", "100ms")
                        .pool("code", "two/coder")
                        .pool("heavy", "two/large")
                        .broker()
                        .start();
                JMSContext jms = serai.connections().createContext()) {
            Client client = new Client(serai.uri("/"));
            Edits edits = new Edits(new Gateway(directory), client, one.url());
            try (Traffic streams = new Traffic(client, "one/small", 200)) {
                streams.start(3, 5);
                Files.createDirectories(directory.resolve("inbox"));
                for (int i = 0; i < EDITS; i++) {
                    for (int job = i * JOBS / EDITS; job < (i + 1) * JOBS / EDITS; job++) {
                        Files.writeString(directory.resolve("inbox/job" + job + ".txt"), files.get(job));
                        jms.createProducer().send(jms.createQueue("prompts"), messages.get(job));
                    }
                    Edit edit = edits.edit(i);
                    edit.save().run();
                    Eventually.await(edit.name(), PATIENCE, edit.effective());
                }
                List<String> answers = answers(jms);
                assertThat(answers).hasSize(JOBS).doesNotHaveDuplicates();
                assertThat(answers.stream().map(answer -> answer.replaceFirst("\\w+ says: ", "")))
                        .containsExactlyInAnyOrderElementsOf(messages);
                Eventually.await("files", PATIENCE, () -> names("inbox").isEmpty());
                assertThat(streams.failures()).isEmpty();
            }
            assertThat(names("outbox")).hasSize(JOBS);
            for (int job = 0; job < JOBS; job++) {
                assertThat(Files.readString(directory.resolve("outbox/job" + job + ".txt")))
                        .endsWith(" says: " + files.get(job));
            }
            assertThat(names("failed")).isEmpty();
            assertThat(jms.createConsumer(jms.createQueue("prompts.failed")).receiveNoWait())
                    .isNull();
            assertThat(Stream.concat(one.requests().stream(), two.requests().stream())
                            .map(JobsDuringEditsTest::asked)
                            .filter(asked -> asked.startsWith("File ") || asked.startsWith("Message ")))
                    .hasSize(2 * JOBS)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void anEditBeforeTheBrokerIsThereLosesNothing() throws Exception {
        try (HealthyVendor one = new HealthyVendor("one");
                RunningSerai serai = Gateway.setup(directory, one, one)
                        .broker()
                        .with("serai.broker.delay", "2s")
                        .start()) {
            Gateway gateway = new Gateway(directory);
            gateway.save("routes/alias.camel.yaml", Edits.alias("mine"));
            Eventually.await(
                    "the edit",
                    PATIENCE,
                    () -> serai.serai().revisions().current().number() == 2);
            try (JMSContext jms = serai.connections().createContext()) {
                jms.createProducer().send(jms.createQueue("prompts"), "Hello");
                JMSConsumer answers = jms.createConsumer(jms.createQueue("answers"));
                assertThat(answers.receive(PATIENCE_MILLIS).getBody(String.class))
                        .isEqualTo("one says: Hello");
            }
            Eventually.await(
                    "the end",
                    PATIENCE,
                    () -> serai.serai().revisions().draining().isEmpty());
            assertThat(one.count()).isEqualTo(1);
        }
    }

    private static String asked(RecordedRequest request) {
        return request.json().at("/messages/0/content").asText();
    }

    /** As many answers as there were messages, and what comes besides. */
    private static List<String> answers(JMSContext jms) throws JMSException {
        List<String> answers = new ArrayList<>();
        try (JMSConsumer consumer = jms.createConsumer(jms.createQueue("answers"))) {
            for (int i = 0; i < JOBS; i++) {
                Message answer = consumer.receive(PATIENCE_MILLIS);
                assertThat(answer).as("answer %s", i).isNotNull();
                answers.add(answer.getBody(String.class));
            }
            Message more = consumer.receiveNoWait();
            if (more != null) {
                answers.add(more.getBody(String.class));
            }
        }
        return answers;
    }

    private List<String> names(String folder) {
        if (!Files.isDirectory(directory.resolve(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
