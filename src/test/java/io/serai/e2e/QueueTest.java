package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Unavailable;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages on the queue prompts of the embedded broker are answered, or set aside with the reason: each once, and none is lost. */
class QueueTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static HealthyVendor vendor;
    private static Unavailable ill;
    private static RunningSerai serai;

    private Queues queues;

    @BeforeAll
    static void start() {
        vendor = new HealthyVendor("well");
        ill = new Unavailable();
        serai = RunningSerai.in(directory)
                .broker()
                .provider("v", vendor)
                .provider("ill", ill)
                .pool("light", "v/small")
                .pool("code", "v/coder")
                .pool("heavy", "ill/large")
                .pool("embedding", "v/vectors")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        vendor.close();
        ill.close();
    }

    @BeforeEach
    void connect() {
        queues = new Queues(serai.connections());
    }

    @AfterEach
    void disconnect() {
        queues.close();
    }

    private Message sendWithReply(Message message, Queue reply) throws JMSException {
        message.setJMSReplyTo(reply);
        return queues.send(message);
    }

    @Test
    void aPromptIsAnsweredToWhereItSays() throws JMSException {
        Queue mine = queues.temporary();
        Message sent = sendWithReply(queues.text("Hello, how are you?"), mine);

        Message answer = queues.receive(mine);
        assertThat(answer.getBody(String.class)).isEqualTo("well says: Hello, how are you?");
        assertThat(answer.getJMSCorrelationID()).isEqualTo(sent.getJMSMessageID());
        assertThat(answer.getStringProperty("seraiTarget")).isEqualTo("v/small");
        assertThat(answer.getStringProperty("seraiTask")).isEqualTo("light");
        assertThat(answer.getStringProperty("seraiRequestId")).startsWith("req-");
    }

    @Test
    void aPromptWithoutAReplyQueueIsAnsweredToAnswers() throws JMSException {
        Message message = queues.text("Who are you?");
        message.setJMSCorrelationID("my-own-17");
        message.setStringProperty("customer", "4711");
        queues.send(message);

        Message answer = queues.receive("answers");
        assertThat(answer.getBody(String.class)).isEqualTo("well says: Who are you?");
        assertThat(answer.getJMSCorrelationID()).isEqualTo("my-own-17");
        assertThat(answer.getStringProperty("customer")).isEqualTo("4711");
    }

    @Test
    void aRequestIsAnsweredInOpenAisForm() throws Exception {
        Queue mine = queues.temporary();
        sendWithReply(queues.text(RunningSerai.chat("code", "Sort a list", true)), mine);

        JsonNode answer = JSON.readTree(queues.receive(mine).getBody(String.class));
        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.path("model").asText()).isEqualTo("coder");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("well says: Sort a list");
    }

    @Test
    void aRequestForVectorsIsAnsweredWithVectors() throws Exception {
        Queue mine = queues.temporary();
        sendWithReply(queues.bytes("{\"model\":\"auto\",\"input\":\"one\"}".getBytes(StandardCharsets.UTF_8)), mine);

        JsonNode answer = JSON.readTree(queues.receive(mine).getBody(String.class));
        assertThat((float) answer.at("/data/0/embedding/0").asDouble()).isEqualTo(HealthyVendor.vector("one")[0]);
    }

    @Test
    void bytesAndLongTextsAreRead() throws JMSException {
        Queue mine = queues.temporary();
        String prompt = "Grüße an die 世界. ".repeat(20_000).strip();
        Message message = queues.bytes(prompt.getBytes(StandardCharsets.UTF_8));
        message.setStringProperty("x_HYPHEN_serai_HYPHEN_task", "light");
        sendWithReply(message, mine);

        assertThat(queues.receive(mine).getBody(String.class).equals("well says: " + prompt))
                .isTrue();
    }

    @Test
    void aTaskCanBeNamed() throws JMSException {
        Queue mine = queues.temporary();
        Message message = queues.text("Hello");
        message.setStringProperty("x_HYPHEN_serai_HYPHEN_task", "code");
        sendWithReply(message, mine);

        assertThat(queues.receive(mine).getStringProperty("seraiTarget")).isEqualTo("v/coder");
    }

    @Test
    void aFailureIsToldToWhoWaitsAndTheMessageIsSetAside() throws Exception {
        Queue mine = queues.temporary();
        Message message = queues.text(RunningSerai.chat("heavy", "Prove it", false));
        message.setStringProperty("customer", "4711");
        Message sent = sendWithReply(message, mine);

        Message told = queues.receive(mine);
        JsonNode error = JSON.readTree(told.getBody(String.class)).path("error");
        assertThat(error.path("message").asText()).startsWith("No target could answer: ");
        assertThat(told.getJMSCorrelationID()).isEqualTo(sent.getJMSMessageID());
        assertThat(told.getStringProperty("seraiCode"))
                .isEqualTo(error.path("code").asText());

        Message failed = queues.receiveFailed();
        assertThat(failed.getBody(String.class)).isEqualTo(message.getBody(String.class));
        assertThat(failed.getStringProperty("seraiReason"))
                .isEqualTo(error.path("message").asText());
        assertThat(failed.getStringProperty("seraiAttempts")).contains("ill/large 503");
        assertThat(failed.getStringProperty("customer")).isEqualTo("4711");
        assertThat(failed.getJMSReplyTo()).isEqualTo(mine);
    }

    @Test
    void messagesThatCannotBeReadAreSetAside() throws JMSException {
        queues.send(queues.text("{\"model\":"));
        queues.send(queues.text(" "));
        queues.send(queues.bytes(new byte[] {(byte) 0x89, 'P', 'N', 'G'}));

        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            reasons.add(queues.receiveFailed().getStringProperty("seraiReason"));
        }
        assertThat(reasons)
                .anySatisfy(reason -> assertThat(reason).contains("not a JSON request"))
                .anySatisfy(reason -> assertThat(reason).isEqualTo("The message is empty."))
                .anySatisfy(reason -> assertThat(reason).contains("is no text"));
    }

    @Test
    void eachOfAHundredMessagesIsAnsweredOnce() throws JMSException {
        int before = vendor.count();
        Queue mine = queues.temporary();
        for (int i = 0; i < 100; i++) {
            sendWithReply(queues.text("This is number " + i), mine);
        }

        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            answers.add(queues.receive(mine).getBody(String.class));
        }
        assertThat(answers)
                .containsAll(IntStream.range(0, 100)
                        .mapToObj(i -> "well says: This is number " + i)
                        .toList());
        assertThat(vendor.count() - before).isEqualTo(100);
    }
}
