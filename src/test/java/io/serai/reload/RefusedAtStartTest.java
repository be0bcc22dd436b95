package io.serai.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits that only the start of the routes shows to be wrong, and files from which nothing can start. */
class RefusedAtStartTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private HealthyVendor one;
    private RunningSerai serai;
    private Client client;
    private Gateway gateway;

    @BeforeEach
    void start() {
        one = new HealthyVendor("one");
        serai = Gateway.setup(directory, one, one).start();
        client = new Client(serai.uri("/"));
        gateway = new Gateway(directory);
    }

    @AfterEach
    void stop() {
        serai.close();
        one.close();
    }

    @Test
    void aPortThatIsTakenIsToldAndWhatRanGoesOn() throws IOException {
        int ours = freePort();
        gateway.save("routes/ours.camel.yaml", listen("ours", ours));
        awaitRevision(2);
        assertThat(listens(ours)).isTrue();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gateway.save("routes/theirs.camel.yaml", listen("theirs", taken.getLocalPort()));
            Eventually.await(
                    "refusal", SOON, () -> !client.routes().path("refused").isNull());
        }
        assertThat(client.routes().at("/refused/findings/0").asText())
                .startsWith("routes/theirs.camel.yaml:4 this route cannot start")
                .containsIgnoringCase("address already in use");
        assertThat(client.routes().path("revision").asInt()).isEqualTo(2);
        assertThat(client.target("light", "still there")).isEqualTo("one/small");
        assertThat(listens(ours)).isTrue();
        Files.createDirectories(directory.resolve("inbox"));
        Files.writeString(directory.resolve("inbox/job.txt"), "Hello");
        Eventually.await("the folder", SOON, () -> Files.exists(directory.resolve("outbox/job.txt")));

        gateway.delete("routes/theirs.camel.yaml");
        awaitRevision(3);
        assertThat(listens(ours)).as("the port is handed over").isTrue();
    }

    @Test
    void aSecondOneInTheFolderIsToldToGoElsewhere() {
        assertThatThrownBy(() -> RunningSerai.startedIn(directory))
                .hasMessageContaining("Another Serai runs with the folder " + directory.resolve("data"))
                .hasMessageContaining("set serai.data");
        assertThat(client.target("light", "the first goes on")).isEqualTo("one/small");
    }

    @Test
    void aFolderThatIsAFileIsTold() throws IOException {
        Files.writeString(directory.resolve("reports"), "a file");
        gateway.save(
                "routes/reports.camel.yaml",
                "- route:\n    id: reports\n    from:\n      uri: \"file:{{serai.dir}}/reports\"\n      steps:\n"
                        + "        - to: log:reports\n");
        Eventually.await("refusal", SOON, () -> !client.routes().path("refused").isNull());
        assertThat(client.routes().at("/refused/findings/0").asText())
                .startsWith("routes/reports.camel.yaml:4 the folder " + directory.resolve("reports"))
                .endsWith("reports is a file");
        Files.delete(directory.resolve("reports"));
        gateway.replace("routes/reports.camel.yaml", "log:reports", "log:report");
        awaitRevision(2);
    }

    @Test
    void filesWithNothingInThemAreNothing() {
        gateway.save("routes/empty.camel.yaml", "");
        gateway.save("routes/comments.camel.yaml", "# - route: nothing yet\n---\n\n");
        awaitRevision(2);
        assertThat(client.target("light", "hello")).isEqualTo("one/small");
    }

    @Test
    void aByteOrderMarkIsNoMistake() {
        gateway.save("routes/alias.camel.yaml", "\uFEFF" + Edits.alias("mine"));
        awaitRevision(2);
        assertThat(client.target("mine", "hello")).isEqualTo("one/small");
    }

    @Test
    void noFolderForPartsIsNeededWhereNoneAreUsed() throws IOException {
        Path bare = Files.createDirectories(directory.resolve("bare/routes"));
        Files.writeString(bare.resolve("hello.yaml"), """
                - route:
                    id: hello
                    from:
                      uri: platform-http:/hello
                      steps:
                        - setBody: { constant: hello }
                """);
        Files.writeString(directory.resolve("bare/application.properties"), "serai.http.port=0\n");
        try (RunningSerai other = RunningSerai.startedIn(directory.resolve("bare"))) {
            assertThat(other.get("/hello").body()).isEqualTo("hello");
        }
    }

    @Test
    void aMistakeThatHindersNoStartIsToldAfterIt(@TempDir Path another) throws IOException {
        try (RunningSerai second = Gateway.setup(another, one, one)
                .file("routes/mistaken.camel.yaml", """
                        - templatedRoute:
                            routeTemplateRef: provider
                            routeId: mistaken
                            parameters:
                              - { name: name, value: mistaken }
                              - { name: url, value: "http://127.0.0.1:1/v1" }
                              - { name: limts, value: 5/min }
                        """)
                .start()) {
            Client admin = new Client(second.uri("/"));
            Eventually.await(
                    "finding", SOON, () -> !admin.routes().path("refused").isNull());
            assertThat(admin.routes().at("/refused/findings/0").asText())
                    .startsWith("routes/mistaken.camel.yaml:7 parameter 'limts' is unknown");
            assertThat(admin.routes().path("revision").asInt()).isEqualTo(1);
        }
    }

    private void awaitRevision(int number) {
        Eventually.await(
                "revision " + number,
                SOON,
                () -> client.routes().path("revision").asInt() >= number);
    }

    private static String listen(String name, int port) {
        return """
                - route:
                    id: %s
                    from:
                      uri: listen:%s
                      steps:
                        - to: log:listen
                """.formatted(name, port);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
