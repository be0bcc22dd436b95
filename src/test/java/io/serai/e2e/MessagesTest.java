package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.apache.activemq.artemis.jms.client.ActiveMQTemporaryQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of strangers: of any kind, with any property, and with any place where they want their answers. */
class MessagesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static HealthyVendor vendor;
    private static Held held;
    private static RunningSerai serai;
    private static ActiveMQConnectionFactory outside;
    private static String address = "";

    private Queues queues;

    @BeforeAll
    static void start() throws IOException {
        vendor = new HealthyVendor("well");
        held = new Held("held");

        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "tcp://127.0.0.1:" + socket.getLocalPort();
        }
        serai = RunningSerai.in(directory)
                .broker()
                .with("serai.broker.listen", address)
                .provider("v", vendor)
                .provider("h", held)
                .pool("light", "v/small")
                .pool("code", "h/held")
                .file("routes/mine.camel.yaml", """
                    - route:
                        id: mine
                        from:
                          uri: jms:queue:mine
                          steps:
                            - setBody: { simple: "${headers}" }
                            - convertBodyTo: { type: java.lang.String }
                            - to: jms:queue:seen
                    """)
                .start();
        outside = new ActiveMQConnectionFactory(address);
    }

    @AfterAll
    static void stop() {
        outside.close();
        serai.close();
        vendor.close();
        held.close();
    }

    @BeforeEach
    void connect() {
        queues = new Queues(serai.connections());
    }

    @AfterEach
    void disconnect() {
        queues.close();
    }

    private static ClientSession.QueueQuery look(String queue) throws Exception {
        try (ActiveMQConnection connection = (ActiveMQConnection) outside.createConnection();
                ActiveMQSession session = (ActiveMQSession) connection.createSession()) {
            return session.getCoreSession().queueQuery(SimpleString.of(queue));
        }
    }

    @Test
    void whatCannotBeReadIsSetAsideAtOnceWithTheTruth() throws Exception {
        Queue mine = queues.temporary();
        MapMessage map = queues.map();
        map.setString("prompt", "Hello");
        StreamMessage stream = queues.stream();
        stream.writeString("Hello");
        stream.writeInt(17);
        Map<Message, String> messages = Map.of(
                queues.object(new ArrayList<>(List.of("anything"))),
                "an ObjectMessage",
                map,
                "a MapMessage",
                stream,
                "a StreamMessage",
                queues.bare(),
                "empty",
                queues.text(null),
                "empty",
                queues.bytes(new byte[0]),
                "empty");
        for (Map.Entry<Message, String> message : messages.entrySet()) {
            message.getKey().setJMSReplyTo(mine);
            message.getKey().setStringProperty("customer", "4711");
            queues.send(message.getKey());

            assertThat(queues.receive(mine).getBody(String.class)).contains(message.getValue());
            Message failed = queues.receiveFailed();
            assertThat(failed.getStringProperty("seraiReason")).contains("The message is " + message.getValue());
            assertThat(failed.getStringProperty("seraiCode")).isIn("unsupported_message", "invalid_request");
            assertThat(failed.getStringProperty("customer")).isEqualTo("4711");
            assertThat(failed.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
            switch (failed) {
                case MapMessage it -> assertThat(it.getString("prompt")).isEqualTo("Hello");
                case StreamMessage it ->
                    assertThat(List.of(it.readString(), it.readInt())).containsExactly("Hello", 17);
                default ->
                    assertThat(failed instanceof ObjectMessage)
                            .isEqualTo(message.getValue().contains("Object"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Camel", "camel", "CAMEL", "cAmEl", "CAMEl", "camEL"})
    void noHeaderOfCamelsComesFromAMessage(String camel) throws JMSException {
        Message message = queues.text("Who are you, " + camel + '?');
        message.setStringProperty(camel + "JmsDestinationName", "stolen");
        message.setStringProperty(camel + "HttpUri", "http://127.0.0.1:1/steal");
        message.setStringProperty(camel + "FileNameOnly", "x.json");
        message.setStringProperty("org_DOT_apache_DOT_camel_DOT_x", "y");
        queues.send(message);

        assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: Who are you, " + camel + '?');
        assertThat(queues.isEmpty("stolen")).isTrue();
    }

    @Test
    void noHeaderOfCamelsComesIntoAUsersOwnRoute() throws JMSException {
        Message message = queues.text("x");
        message.setStringProperty("CAMELJmsDestinationName", "stolen");
        message.setStringProperty("x_HYPHEN_mine", "kept");
        queues.send(queues.queue("mine"), message);

        assertThat(queues.receive("seen").getBody(String.class))
                .contains("x-mine=kept")
                .doesNotContainIgnoringCase("stolen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activemq.management",
                "ActiveMQ.Management",
                "activemq.notifications",
                "prompts",
                "prompts.failed",
                "failed",
                "mine",
                "mine.failed",
                "somewhere",
                "answers.nobody.made",
                "prompts::prompts",
                "x?deliveryMode=1",
                "a b",
                "*",
                "#",
                "answers.*"
            })
    void noAnswerGoesWhereAMessageMayNotSendIt(String reply) throws Exception {
        for (boolean temporary : new boolean[] {false, true}) {
            int before = vendor.count();
            Message message = queues.text("Hello, " + reply + temporary);
            message.setJMSReplyTo(
                    temporary ? forged(reply) : new org.apache.activemq.artemis.jms.client.ActiveMQQueue(reply));
            message.setStringProperty("_AMQ_OperationName", "destroyQueue");
            message.setStringProperty("probe", reply + temporary);
            queues.send(message);

            Message failed = queues.receive(queues.queue("prompts.failed"), "probe = '" + reply + temporary + "'");
            assertThat(failed.getStringProperty("seraiCode")).isIn("reply_refused", "requester_gone");
            assertThat(failed.getBody(String.class)).isEqualTo("Hello, " + reply + temporary);
            assertThat(vendor.count()).isEqualTo(before);
        }
        assertThat(look("somewhere").isExists()).isFalse();
        assertThat(look("answers.nobody.made").isExists()).isFalse();
    }

    private static ActiveMQTemporaryQueue forged(String name) {
        return new ActiveMQTemporaryQueue(name, null);
    }

    @Test
    void noAnswerGoesToAnAddressOfTopicsAsIfItWereAQueue() throws Exception {
        try (Queues topic = new Queues(serai.connections())) {
            topic.listenToTopic("answers.topic");
            Message message = queues.text("Hello, topic");
            message.setJMSReplyTo(queues.queue("answers.topic"));
            message.setStringProperty("probe", "topic");
            queues.send(message);

            Message failed = queues.receive(queues.queue("prompts.failed"), "probe = 'topic' AND seraiCode <> ''");
            assertThat(failed.getStringProperty("seraiCode")).isEqualTo("reply_refused");
            assertThat(vendor.requests()).noneMatch(request -> request.text().contains("Hello, topic"));
        }
    }

    /** All of a message is in memory before anybody can look at it. */
    @Test
    void aMessageThatTheHeapCouldNotHoldSeveralOfIsRefusedToItsSender() throws JMSException {
        long size = Runtime.getRuntime().maxMemory() / 48 + 1000;
        try (JMSContext context = outside.createContext()) {
            BytesMessage large = context.createBytesMessage();
            large.setObjectProperty("JMS_AMQ_InputStream", new Zeros(size));
            Queue prompts = context.createQueue("prompts");

            assertThatThrownBy(() -> context.createProducer().send(prompts, large))
                    .isInstanceOf(JMSRuntimeException.class)
                    .hasMessageContaining("The message is larger than");
            context.createProducer().send(prompts, "Hello after it");
        }

        assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: Hello after it");
    }

    /** A hundred kilobytes of it may become a gigabyte in the memory of whoever reads it. */
    @Test
    void aCompressedMessageIsRefusedToItsSender() throws JMSException {
        try (ActiveMQConnectionFactory compressing =
                        new ActiveMQConnectionFactory(address + "?useEpoll=false&compressLargeMessage=true");
                JMSContext context = compressing.createContext()) {
            Queue prompts = context.createQueue("prompts");

            assertThatThrownBy(() -> context.createProducer().send(prompts, " ".repeat(10_000_000)))
                    .isInstanceOf(JMSRuntimeException.class)
                    .hasMessageContaining("The message is compressed");
            context.createProducer().send(prompts, "Hello after a bomb");
        }

        assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: Hello after a bomb");
    }

    /** So many bytes that are zero. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int most) {
            int count = (int) Math.min(left, most);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }

    @Test
    void aNameOfFiveThousandLettersMakesNoQueue() throws Exception {
        String name = "answers." + "x".repeat(5000);
        Message message = queues.text("Hello");
        message.setJMSReplyTo(queues.queue(name));
        queues.send(message);

        assertThat(queues.receiveFailed().getStringProperty("seraiCode")).isEqualTo("reply_refused");
        assertThat(look(name).isExists()).isFalse();
    }

    @Test
    void anAllowedQueueThatIsThereGetsItsAnswer() throws JMSException {
        Queue mine = queues.queue("answers.of-mine");
        assertThat(queues.isEmpty("answers.of-mine")).isTrue();
        try (Queues listening = new Queues(serai.connections())) {
            listening.listenTo(mine);
            Message message = queues.text("Hello, mine");
            message.setJMSReplyTo(mine);
            queues.send(message);
            assertThat(listening.receive(mine).getBody(String.class)).isEqualTo("well says: Hello, mine");
        }
    }

    @Test
    void aRequesterThatHasGoneLeavesNoQueueBehind() throws Exception {
        String name;
        int before = held.count();
        try (Queues requester = new Queues(outside)) {
            Queue mine = requester.temporary();
            name = mine.getQueueName();
            Message message = requester.text(RunningSerai.chat("code", "Sort it", false));
            message.setJMSReplyTo(mine);
            requester.send(message);
            held.awaitRequests(before + 1);
        }
        assertThat(look(name).isExists()).isFalse();
        held.release();
        queues.send(queues.text("and then?"));
        assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: and then?");
        Eventually.await("end", SOON, () -> serai.serai().revisions().current().inFlight() == 0);

        assertThat(look(name).isExists()).isFalse();
        assertThat(queues.isEmpty("prompts.failed")).isTrue();
    }

    @Test
    void randomMessagesAreEachAnsweredOrSetAsideWithAReason() throws Exception {
        Random random = new Random(42);
        int count = 60;
        for (int i = 0; i < count; i++) {
            Message message = RandomMessages.next(random, queues);
            message.setStringProperty("fuzz", "yes");
            queues.send(message);
        }
        int seen = 0;
        try (Queues answers = new Queues(serai.connections())) {
            while (seen < count) {
                if (answers.next("answers") != null) {
                    seen++;
                }
                Message failed = answers.next("prompts.failed");
                if (failed != null) {
                    assertThat(failed.getStringProperty("seraiReason")).isNotBlank();
                    assertThat(failed.getStringProperty("seraiCode")).isNotIn("internal_error");
                    seen++;
                }
            }
        }
        assertThat(serai.ask("light", "are you there?").statusCode()).isEqualTo(200);
    }

    @Test
    void aMessageOfOneByteAfterAnotherIsReadAsAPrompt() throws JMSException {
        BytesMessage message = (BytesMessage) queues.bytes("Hello".getBytes(StandardCharsets.UTF_8));
        queues.send(message);
        assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: Hello");
    }
}
