package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.SlowFirstByte;
import jakarta.jms.Message;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand messages at a broker of its own: whatever happens to the broker, or between it and Serai, each is answered, and once. */
@Tag("slow")
class ManyMessagesTest {
    private static final int MESSAGES = 2_000;
    private static final int AT_ONCE = 8;
    private static final Duration WHILE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private String address;
    private ActiveMQServer broker;

    @BeforeEach
    void startBroker() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "tcp://127.0.0.1:" + socket.getLocalPort();
        }
        broker = broker();
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.stop();
    }

    private ActiveMQServer broker() throws Exception {
        String folder = directory.resolve("broker").toString();
        ActiveMQServer server = new ActiveMQServerImpl(new ConfigurationImpl()
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder + "/journal")
                .setBindingsDirectory(folder + "/bindings")
                .setPagingDirectory(folder + "/paging")
                .setLargeMessagesDirectory(folder + "/large")
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("tcp", address + "?useEpoll=false")
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setAutoDeleteQueues(false)
                                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                                .setMaxDeliveryAttempts(5)
                                .setRedeliveryDelay(100)
                                .setDeadLetterAddress(SimpleString.of("prompts.failed"))
                                .setExpiryAddress(SimpleString.of("prompts.failed"))));
        server.start();
        return server;
    }

    private RunningSerai serai(SlowFirstByte vendor, String url) {
        return RunningSerai.in(directory)
                .broker()
                .with("serai.broker.url", url)
                .provider("v", vendor)
                .pool("light", "v/small")
                .start();
    }

    private void send() {
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(address + "?useEpoll=false");
                Queues queues = new Queues(connections)) {
            for (int i = 0; i < MESSAGES; i++) {
                queues.send(queues.text("This is message " + i));
            }
        }
    }

    /** How often each answer is there. */
    private Map<String, Integer> answers() throws Exception {
        Map<String, Integer> answers = new HashMap<>();
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(address + "?useEpoll=false");
                Queues queues = new Queues(connections)) {
            for (int i = 0; i < MESSAGES; i++) {
                Message answer = queues.receive("answers");
                answers.merge(answer.getBody(String.class), 1, Integer::sum);
            }
            assertThat(queues.isEmpty("answers")).isTrue();
            assertThat(queues.isEmpty("prompts")).isTrue();
            assertThat(queues.isEmpty("prompts.failed")).isTrue();
        }
        return answers;
    }

    private static Map<String, Integer> eachOnce() {
        return IntStream.range(0, MESSAGES)
                .boxed()
                .collect(Collectors.toMap(i -> "slow says: This is message " + i, i -> 1));
    }

    @Test
    void noneIsLostNorAnsweredTwiceWhenTheBrokerIsRestarted() throws Exception {
        try (SlowFirstByte vendor = new SlowFirstByte("slow", Duration.ofMillis(10));
                RunningSerai serai = serai(vendor, address)) {
            send();
            for (int restart = 1; restart <= 2; restart++) {
                int enough = restart * MESSAGES / 3;
                Eventually.await("the middle", PATIENCE, () -> vendor.count() >= enough);
                broker.stop();
                broker = broker();
            }
            Eventually.await("all asked", PATIENCE, () -> vendor.count() >= MESSAGES);

            assertThat(answers()).isEqualTo(eachOnce());
            assertThat(vendor.count()).isLessThanOrEqualTo(MESSAGES + 2 * AT_ONCE);
            assertThat(serai.serai().port()).isPositive();
        }
    }

    @Test
    void noneIsLostNorAnsweredTwiceWhenTheNetworkIsCut() throws Exception {
        try (Cable cable = new Cable(address);
                SlowFirstByte vendor = new SlowFirstByte("slow", Duration.ofMillis(10));
                RunningSerai serai = serai(vendor, cable.address())) {
            send();
            for (int cut = 1; cut <= 2; cut++) {
                int enough = cut * MESSAGES / 3;
                Eventually.await("the middle", PATIENCE, () -> vendor.count() >= enough);
                cable.cut();
                long end = System.nanoTime() + WHILE.toNanos();
                Eventually.await("a while", PATIENCE, () -> System.nanoTime() > end);
                cable.mend();
            }
            Eventually.await("all asked", PATIENCE, () -> vendor.count() >= MESSAGES);

            assertThat(answers()).isEqualTo(eachOnce());
            assertThat(vendor.count()).isLessThanOrEqualTo(MESSAGES + 2 * AT_ONCE);
            assertThat(serai.serai().port()).isPositive();
        }
    }
}
