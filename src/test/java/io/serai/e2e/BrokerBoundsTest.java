package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RawClient;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stranger at a broker can do, with TLS, with guesses, and at another broker than Serai's. */
class BrokerBoundsTest {
    private static final String ENDLESS = "CONNECT\ncontent-length:2147483647\n\n";

    @TempDir
    Path directory;

    private int port;

    @BeforeEach
    void findPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    private RunningSerai start(HealthyVendor vendor, String listen) {
        return RunningSerai.in(directory)
                .broker()
                .provider("v", vendor)
                .pool("light", "v/small")
                .with("serai.broker.listen", listen)
                .with("serai.broker.user", "ann")
                .with("serai.broker.password", "secret")
                .start();
    }

    private static String answerTo(String prompt, ActiveMQConnectionFactory connections) throws JMSException {
        try (Queues queues = new Queues(connections)) {
            queues.send(queues.text(prompt));
            return queues.receive("answers").getBody(String.class);
        }
    }

    @Test
    void framesAreBoundedBehindTls() throws Exception {
        Path keys = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        "secret")
                .start();
        assertThat(keytool.waitFor()).isZero();
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = start(
                        vendor,
                        "tcp://127.0.0.1:" + port + "?sslEnabled=true&keyStorePath=" + keys
                                + "&keyStorePassword=secret");
                Queues inside = new Queues(serai.connections());
                ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + port + "?sslEnabled=true&useEpoll=false&verifyHost=false&trustStorePath="
                                + keys + "&trustStorePassword=secret",
                        "ann",
                        "secret")) {
            inside.send(inside.text("from inside"));
            assertThat(inside.receive("answers").getBody(String.class)).isEqualTo("well says: from inside");
            assertThat(answerTo("well hidden", connections)).isEqualTo("well says: well hidden");
            try (SSLSocket socket = encrypted(keys)) {
                socket.getOutputStream().write(ENDLESS.getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).as("it is closed").isEqualTo(-1);
            }
            try (RawClient plain = RawClient.to(port)) {
                assertThat(plain.send(ENDLESS).rest()).doesNotContain("CONNECTED");
            }
            assertThat(answerTo("still", connections)).isEqualTo("well says: still");
        }
    }

    private SSLSocket encrypted(Path keys) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(keys.toFile(), "secret".toCharArray()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        return socket;
    }

    @Test
    void whoGuessesPasswordsHasToRestAndDisturbsNobodyWhoIsThere() throws Exception {
        String address = "tcp://127.0.0.1:" + port;
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = start(vendor, address);
                Queues inside = new Queues(serai.connections());
                ActiveMQConnectionFactory known = new ActiveMQConnectionFactory(address, "ann", "secret")) {
            inside.send(inside.text("from inside"));
            assertThat(inside.receive("answers").getBody(String.class)).isEqualTo("well says: from inside");
            try (Queues before = new Queues(known)) {
                for (int i = 0; i < 20; i++) {
                    guess("guess" + i);
                }
                assertThatThrownBy(() -> new Queues(known))
                        .as("the right password, among guesses")
                        .isInstanceOf(JMSSecurityRuntimeException.class);

                before.send(before.text("from before"));
                assertThat(before.receive("answers").getBody(String.class)).isEqualTo("well says: from before");
            }
            inside.send(inside.text("inside again"));
            assertThat(inside.receive("answers").getBody(String.class)).isEqualTo("well says: inside again");
        }
    }

    private void guess(String password) {
        try (RawClient client = RawClient.to(port)) {
            assertThat(client.send("CONNECT\naccept-version:1.2\nlogin:ann\npasscode:" + password + "\n\n\0")
                            .until("\0"))
                    .startsWith("ERROR");
        }
    }

    /** They would be in memory as a whole before Serai could look at them. */
    @Test
    void largeAndCompressedMessagesStayAtAnotherBroker() throws Exception {
        String address = "tcp://127.0.0.1:" + port;
        ActiveMQServer broker = new ActiveMQServerImpl(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setJournalType(JournalType.NIO)
                .setSecurityEnabled(false)
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .addAcceptorConfiguration("tcp", address));
        broker.start();
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory.resolve("serai"))
                        .broker()
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .with("serai.broker.url", address)
                        .start();
                ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(address);
                ActiveMQConnectionFactory whole =
                        new ActiveMQConnectionFactory(address + "?minLargeMessageSize=999999999");
                ActiveMQConnectionFactory packing =
                        new ActiveMQConnectionFactory(address + "?compressLargeMessage=true")) {
            byte[] large = new byte[(int) (Runtime.getRuntime().maxMemory() / 48) + 1];
            for (ActiveMQConnectionFactory sender : new ActiveMQConnectionFactory[] {connections, whole}) {
                try (Queues queues = new Queues(sender)) {
                    queues.send(queues.bytes(large));
                }
            }
            try (Queues queues = new Queues(packing)) {
                queues.send(queues.text("{\"x\":\"" + "x".repeat(500_000) + "\"}"));
            }

            assertThat(answerTo("small", connections)).isEqualTo("well says: small");
            assertThat(answerTo("y".repeat(200_000), connections)).startsWith("well says: yyy");
            assertThat(broker.locateQueue("prompts").getMessageCount()).isEqualTo(3);
            assertThat(serai.ask("light", "and over HTTP").statusCode()).isEqualTo(200);
        } finally {
            broker.stop();
        }
    }
}
