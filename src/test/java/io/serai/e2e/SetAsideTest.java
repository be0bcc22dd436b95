package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may heal is tried again, what does not heal is set aside, and what is set aside comes back if somebody says so. */
class SetAsideTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    /** A vendor that fails as often as it is told. */
    private static final class Unwell extends HealthyVendor {
        private final AtomicInteger failures = new AtomicInteger();

        Unwell() {
            super("healed");
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            return failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                    ? Answer.error(503, "overloaded", "service_unavailable", null, null)
                    : super.answer(request);
        }
    }

    private static Unwell vendor;
    private static RunningSerai serai;
    private Queues queues;

    @BeforeAll
    static void start() {
        vendor = new Unwell();
        serai = RunningSerai.in(directory)
                .broker()
                .provider("u", vendor, "failureMinimum", "1000", "failureWindow", "1000")
                .pool("light", "u/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        vendor.close();
    }

    @BeforeEach
    void connect() {
        vendor.failures.set(0);
        queues = new Queues(serai.connections());
    }

    @AfterEach
    void disconnect() {
        queues.close();
    }

    private Message sent(String text, Queue reply) throws Exception {
        Message message = queues.text(text);
        message.setJMSReplyTo(reply);
        return queues.send(message);
    }

    @Test
    void whatHealsIsAnsweredAndNobodyHearsOfTheFailure() throws Exception {
        // One target is asked more than once for one message, so that as many failures as this need more than one
        // delivery.
        vendor.failures.set(3);
        Queue mine = queues.temporary();
        sent("Hello, unwell", mine);

        assertThat(queues.receive(mine).getBody(String.class)).isEqualTo("healed says: Hello, unwell");
        assertThat(queues.isEmpty("prompts.failed")).isTrue();
        assertThat(vendor.count()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void whatDoesNotHealIsSetAsideAndReplayed() throws Exception {
        vendor.failures.set(1_000);
        Queue mine = queues.temporary();
        Message sent = queues.text("Hello, replay");
        sent.setStringProperty("customer", "4711");
        sent.setStringProperty("_AMQ_DUPL_ID", "mine");
        sent.setJMSReplyTo(mine);
        queues.send(sent);
        Message told = queues.receive(mine);
        assertThat(told.getStringProperty("seraiCode")).isNotBlank();
        assertThat(told.getStringProperty("_AMQ_DUPL_ID")).isNull();

        JsonNode failed = JSON.readTree(serai.get("/admin/queue/failed").body()).path("messages");
        assertThat(failed).hasSize(1);
        assertThat(failed.at("/0/queue").asText()).isEqualTo("prompts");
        assertThat(failed.at("/0/code").asText()).isEqualTo(told.getStringProperty("seraiCode"));
        assertThat(failed.at("/0/reason").asText()).startsWith("No target could answer");

        vendor.failures.set(0);
        assertThat(serai.post("/admin/queue/replay?code=another", "").body()).isEqualTo("{\"replayed\":0}");
        assertThat(serai.post("/admin/queue/replay?id=" + failed.at("/0/id").asText() + "&most=5", "")
                        .body())
                .isEqualTo("{\"replayed\":1}");
        Message answer = queues.receive(mine);
        assertThat(answer.getBody(String.class)).isEqualTo("healed says: Hello, replay");
        assertThat(answer.getJMSCorrelationID()).isEqualTo(sent.getJMSMessageID());
        assertThat(answer.getStringProperty("customer")).isEqualTo("4711");
        assertThat(answer.getStringProperty("seraiReason")).isNull();
        assertThat(JSON.readTree(serai.get("/admin/queue/failed").body()).path("messages"))
                .isEmpty();
    }

    @Test
    void aReplayThatMeansNothingIsRefused() {
        assertThat(serai.post("/admin/queue/replay?kode=x", "").statusCode()).isEqualTo(400);
        assertThat(serai.post("/admin/queue/replay?most=-1", "").body()).contains("'most' must be a whole number");
        assertThat(serai.get("/admin/queue/replay").statusCode()).isEqualTo(405);
    }

    @Test
    void theBrokerTakesNoSecondAnswerToAMessage() throws Exception {
        Message sent = queues.send(queues.text("Hello, once"));
        Message answer = queues.receive("answers");
        assertThat(answer.getBody(String.class)).isEqualTo("healed says: Hello, once");
        assertThat(answer.getStringProperty("_AMQ_DUPL_ID")).isEqualTo(sent.getJMSMessageID());

        Message second = queues.text("a second answer");
        second.setStringProperty("_AMQ_DUPL_ID", sent.getJMSMessageID());
        queues.send(queues.queue("answers"), second);
        assertThat(queues.isEmpty("answers")).isTrue();
    }

    @Test
    void aMessageThatTheBrokerHasSetAsideGetsAReason() throws Exception {
        Queue mine = queues.temporary();
        Message dead = queues.text("Hello, dead letter");
        dead.setJMSReplyTo(mine);
        dead.setStringProperty("_AMQ_ORIG_ADDRESS", "prompts");
        dead.setStringProperty("_AMQ_ORIG_QUEUE", "prompts");
        queues.send(queues.queue("prompts.failed"), dead);

        assertThat(queues.receive(mine).getStringProperty("seraiCode")).isEqualTo("message_undeliverable");
        Message parked = queues.receiveFailed();
        assertThat(parked.getBody(String.class)).isEqualTo("Hello, dead letter");
        assertThat(parked.getStringProperty("seraiQueue")).isEqualTo("prompts");
        Eventually.await("end", SOON, () -> serai.serai().revisions().current().inFlight() == 0);
        assertThat(vendor.requests()).noneMatch(request -> request.text().contains("dead letter"));
    }
}
