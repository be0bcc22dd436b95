package io.serai.reload;

import static io.serai.reload.Gateway.POOLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.SlowFirstByte;
import io.serai.wire.SlowTokens;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A revision that was replaced finishes what it began, tells how much that is, and ends with it. */
class OldRevisionTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void aRequestThatIsBeingSentIsAnswered() throws IOException {
        try (HealthyVendor one = new HealthyVendor("one");
                HealthyVendor two = new HealthyVendor("two");
                RunningSerai serai = Gateway.setup(directory, one, two).start();
                Socket client = new Socket("127.0.0.1", serai.serai().port())) {
            String body = RunningSerai.chat("light", "a long one", false);
            send(client, head(body) + body.substring(0, 20));
            Eventually.await(
                    "the head", SOON, () -> serai.serai().revisions().current().inFlight() == 1);
            replace(serai, "two/small");

            assertThat(older(serai)).isEqualTo(1);
            send(client, body.substring(20));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200")
                    .contains("one says: a long one");
            awaitEnd(serai);
        }
    }

    @Test
    void itTellsHowManyRequestsItStillAnswers() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try (SlowTokens one = new SlowTokens("one", Duration.ofMillis(100));
                HealthyVendor two = new HealthyVendor("two");
                RunningSerai serai = Gateway.setup(directory, one, two).start()) {
            for (int i = 0; i < 3; i++) {
                String body = RunningSerai.chat("light", i + " word".repeat(1000), true);
                clients.add(new Socket("127.0.0.1", serai.serai().port()));
                send(clients.getLast(), head(body) + body);
                one.awaitRequests(i + 1);
            }
            replace(serai, "two/small");
            assertThat(older(serai)).isEqualTo(3);
            replace(serai, "two/large");
            assertThat(older(serai)).isEqualTo(3);
            clients.removeLast().close();
            Eventually.await("two left", SOON, () -> older(serai) == 2);
            for (Socket client : clients) {
                client.close();
            }
            awaitEnd(serai);
        }
    }

    @Test
    void clientsThatLeaveDoNotKeepIt() throws IOException {
        try (SlowFirstByte one = new SlowFirstByte("one", Duration.ofSeconds(30));
                HealthyVendor two = new HealthyVendor("two");
                RunningSerai serai = Gateway.setup(directory, one, two).start()) {
            String body = RunningSerai.chat("light", "hello", false);
            Socket sending = new Socket("127.0.0.1", serai.serai().port());
            send(sending, head(body) + body.substring(0, 20));
            Socket waiting = new Socket("127.0.0.1", serai.serai().port());
            send(waiting, head(body) + body);
            one.awaitRequests(1);
            replace(serai, "two/small");
            assertThat(older(serai)).isEqualTo(2);
            sending.close();
            waiting.close();
            awaitEnd(serai);
        }
    }

    private void replace(RunningSerai serai, String target) {
        Gateway gateway = new Gateway(directory);
        int before = serai.serai().revisions().current().number();
        gateway.save(POOLS, gateway.read(POOLS).replaceFirst("llm:(one|two)/(small|large)", "llm:" + target));
        Eventually.await(target, SOON, () -> serai.serai().revisions().current().number() > before);
    }

    private static int older(RunningSerai serai) {
        return new Client(serai.uri("/")).routes().path("inFlightOnOlder").asInt();
    }

    private static void awaitEnd(RunningSerai serai) {
        Eventually.await(
                "the end", SOON, () -> serai.serai().revisions().draining().isEmpty());
    }

    private static String head(String body) {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: " + body.length()
                + "\r\n\r\n";
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }
}
