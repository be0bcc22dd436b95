package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.Serai;
import io.serai.StartException;
import io.serai.wire.HealthyVendor;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the broker runs, who may reach it, and what happens while it is away. */
class BrokerTest {
    @TempDir
    Path directory;

    private String address;

    @BeforeEach
    void findPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "tcp://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private RunningSerai.Setup with(HealthyVendor vendor) {
        return RunningSerai.in(directory).broker().provider("v", vendor).pool("light", "v/small");
    }

    @Test
    void anotherBrokerIsUsedByItsUrlThoughItComesLateAndGoesAway() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai =
                        with(vendor).with("serai.broker.url", address).start()) {
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
            ActiveMQServer broker = new ActiveMQServerImpl(new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setJournalType(JournalType.NIO)
                    .setSecurityEnabled(false)
                    .addAcceptorConfiguration("tcp", address));
            broker.start();
            assertThat(answerTo("one")).isEqualTo("well says: one");
            broker.stop();
            broker.start();
            assertThat(answerTo("two")).isEqualTo("well says: two");
            broker.stop();
        }
        assertThat(directory.resolve("data/broker")).doesNotExist();
    }

    private String answerTo(String prompt) throws JMSException {
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(address);
                Queues queues = new Queues(connections)) {
            queues.send(queues.text(prompt));
            return queues.receive("answers").getBody(String.class);
        }
    }

    @Test
    void otherProgramsMustShowUserAndPasswordIfThereIsOne() throws JMSException {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor)
                        .with("serai.broker.listen", address)
                        .with("serai.broker.user", "ann")
                        .with("serai.broker.password", "secret")
                        .start();
                Queues inside = new Queues(serai.connections());
                ActiveMQConnectionFactory unknown = new ActiveMQConnectionFactory(address);
                ActiveMQConnectionFactory known = new ActiveMQConnectionFactory(address, "ann", "secret")) {
            inside.send(inside.text("from inside"));
            assertThat(inside.receive("answers").getBody(String.class)).isEqualTo("well says: from inside");

            assertThatThrownBy(() -> new Queues(unknown)).isInstanceOf(JMSSecurityRuntimeException.class);
            try (Queues outside = new Queues(known)) {
                outside.send(outside.text("from outside"));
                assertThat(outside.receive("answers").getBody(String.class)).isEqualTo("well says: from outside");
            }
        }
    }

    @Test
    void aBrokerThatEverybodyCouldReachIsRefused() {
        try (HealthyVendor vendor = new HealthyVendor("well")) {
            with(vendor).with("serai.broker.listen", "tcp://0.0.0.0:61616").write();

            assertThatThrownBy(() -> Serai.start(directory))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("set serai.broker.user and serai.broker.password");
        }
    }

    @Test
    void noBrokerRunsWhereNoRouteUsesIt() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("well")) {
            try (RunningSerai off =
                    with(vendor).with("serai.broker.enabled", "false").start()) {
                assertThat(off.ask("light", "hello").statusCode()).isEqualTo(200);
            }
            assertThat(directory.resolve("data/broker")).doesNotExist();

            with(vendor).write();
            Files.delete(directory.resolve("routes/queue.camel.yaml"));
            try (Serai without = Serai.start(directory)) {
                assertThat(without.port()).isPositive();
            }
            assertThat(directory.resolve("data/broker")).doesNotExist();
        }
    }

    @Test
    void anEditTakesEffectThoughTheBrokerIsAway() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai =
                        with(vendor).with("serai.broker.url", address).start()) {
            Path pools = directory.resolve("routes/pools.camel.yaml");
            Files.writeString(pools, Files.readString(pools).replace("llm:v/small", "llm:v/other"));

            Eventually.await(
                    "edit",
                    Duration.ofSeconds(20),
                    () -> serai.ask("light", "hello " + System.nanoTime())
                            .body()
                            .contains("\"model\":\"other\""));
        }
    }
}
