package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ChildSerai;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.SlowFirstByte;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serai is killed in the middle of its work, and after the next start every file and every message is answered. */
class KillTest {
    private static final int JOBS = 100;
    private static final Duration THINKING = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void nothingIsLost() throws Exception {
        Folders folders = new Folders(directory);
        String broker = "tcp://127.0.0.1:" + freePort();
        List<String> names =
                IntStream.range(0, JOBS).mapToObj(i -> "job" + i + ".txt").toList();
        try (SlowFirstByte vendor = new SlowFirstByte("slow", THINKING)) {
            RunningSerai.in(directory)
                    .broker()
                    .with("serai.broker.listen", broker)
                    .provider("v", vendor)
                    .pool("light", "v/small")
                    .pool("code", "v/small")
                    .write();
            try (ChildSerai first = ChildSerai.start(directory)) {
                awaitBroker(first);
                send(broker, names);
                names.forEach(name -> folders.drop(name, "File " + name));
                // Some are answered, some are being answered, and some wait.
                Eventually.await("answers", PATIENCE, () -> folders.in("inbox").size() < JOBS);
                first.kill();
            }
            List<String> left = folders.in("inbox");
            assertThat(left).isNotEmpty().hasSizeLessThan(JOBS);
            assertThat(folders.in("outbox")).isNotEmpty();

            try (ChildSerai second = ChildSerai.start(directory)) {
                awaitBroker(second);
                assertThat(answers(broker))
                        .containsAll(names.stream()
                                .map(name -> "slow says: Message " + name)
                                .toList());
                Eventually.await("files", PATIENCE, () -> folders.in("inbox").isEmpty());
            }
        }
        assertThat(folders.in("outbox")).containsExactlyInAnyOrderElementsOf(names);
        names.forEach(name -> assertThat(folders.answer(name)).isEqualTo("slow says: File " + name));
        assertThat(folders.in("failed")).isEmpty();
    }

    private static void send(String broker, List<String> names) {
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(broker);
                Queues queues = new Queues(connections)) {
            names.forEach(name -> queues.send(queues.text("Message " + name)));
        }
    }

    /** As many answers as there were messages: each is answered once, since receiving and answering are one transaction. */
    private static Set<String> answers(String broker) throws Exception {
        Set<String> answers = new HashSet<>();
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(broker);
                Queues queues = new Queues(connections)) {
            for (int i = 0; i < JOBS; i++) {
                Message answer = queues.receive("answers");
                answers.add(answer.getBody(String.class));
            }
        }
        return answers;
    }

    private static void awaitBroker(ChildSerai child) {
        Eventually.await("broker", PATIENCE, () -> child.log().contains("listens on tcp://"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
