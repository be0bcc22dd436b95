package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.Held;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which message is taken first, and which not at all, where one is taken at a time. */
class QueueLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private RunningSerai start(Held vendor) throws IOException {
        return RunningSerai.in(directory)
                .broker()
                .provider("h", vendor)
                .pool("light", "h/held")
                .file(
                        "routes/queue.camel.yaml",
                        Files.readString(Path.of("routes/queue.camel.yaml"))
                                .replace("concurrentConsumers: 8", "concurrentConsumers: 1"))
                .start();
    }

    private static Message text(Queues queues, String text, Queue reply) throws JMSException {
        Message message = queues.text(text);
        message.setJMSReplyTo(reply);
        return message;
    }

    @Test
    void aHigherPriorityIsTakenFirst() throws Exception {
        try (Held vendor = new Held("held");
                RunningSerai serai = start(vendor);
                Queues queues = new Queues(serai.connections())) {
            Queue mine = queues.temporary();
            queues.send(text(queues, "one that holds up the others", mine));
            vendor.awaitRequests(1);
            for (int priority : List.of(1, 1, 4, 9, 5)) {
                queues.send(text(queues, "priority " + priority + ", " + System.nanoTime(), mine), priority, 0);
            }
            vendor.release();
            for (int i = 0; i < 6; i++) {
                queues.receive(mine);
            }

            assertThat(vendor.requests().stream().skip(1).map(request -> request.text()))
                    .satisfiesExactly(
                            text -> assertThat(text).contains("priority 9"),
                            text -> assertThat(text).contains("priority 5"),
                            text -> assertThat(text).contains("priority 4"),
                            text -> assertThat(text).contains("priority 1"),
                            text -> assertThat(text).contains("priority 1"));
        }
    }

    @Test
    void aMessageWhoseTimeIsOverIsNotAskedAndIsReported() throws Exception {
        try (Held vendor = new Held("held");
                RunningSerai serai = start(vendor);
                Queues queues = new Queues(serai.connections())) {
            Queue mine = queues.temporary();
            Queue other = queues.temporary();
            queues.send(text(queues, "one that holds up the others", other));
            vendor.awaitRequests(1);
            Message brief = text(queues, "brief by the broker", mine);
            brief.setStringProperty("customer", "4711");
            queues.send(brief, 7, 50);
            Message timed = text(queues, "brief by a header", mine);
            timed.setStringProperty("x_HYPHEN_serai_HYPHEN_timeout", "50ms");
            queues.send(timed);
            Message patient = text(queues, "patient", other);
            patient.setStringProperty("x_HYPHEN_serai_HYPHEN_timeout", "10m");
            queues.send(patient);
            long end = System.currentTimeMillis() + 100;
            Eventually.await("their time is over", SOON, () -> System.currentTimeMillis() > end);
            vendor.release();

            for (int i = 0; i < 2; i++) {
                Message told = queues.receive(mine);
                assertThat(told.getStringProperty("seraiCode")).isEqualTo("message_expired");
                assertThat(told.getBody(String.class)).contains("Nobody was asked");
                assertThat(told.getJMSCorrelationID()).isIn(brief.getJMSMessageID(), timed.getJMSMessageID());
            }
            queues.receive(other);
            assertThat(queues.receive(other).getBody(String.class)).isEqualTo("held says: patient");
            Message parked = queues.receive(
                    queues.queue("prompts.failed"), "customer = '4711' AND seraiCode = 'message_expired'");
            assertThat(parked.getBody(String.class)).isEqualTo("brief by the broker");
            assertThat(parked.getStringProperty("seraiQueue")).isEqualTo("prompts");
            assertThat(parked.getJMSExpiration()).isZero();
            assertThat(parked.getJMSPriority()).isEqualTo(7);
            assertThat(vendor.requests()).noneMatch(request -> request.text().contains("brief"));
        }
    }

    @Test
    void aTimeLimitThatIsNoneIsRefused() throws Exception {
        try (Held vendor = new Held("held");
                RunningSerai serai = start(vendor);
                Queues queues = new Queues(serai.connections())) {
            Message message = queues.text("Hello");
            message.setStringProperty("x_HYPHEN_serai_HYPHEN_timeout", "soon");
            queues.send(message);

            assertThat(queues.receiveFailed().getStringProperty("seraiReason"))
                    .contains("x-serai-timeout must be a time", "'soon'");
        }
    }
}
