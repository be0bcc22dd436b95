package io.serai.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.RunningSerai;
import io.serai.revision.RevisionException;
import io.serai.revision.Revisions;
import io.serai.wire.HealthyVendor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edit is refused for what it brings in, not for what was wrong before it. */
class EditGateTest {
    private static final String OLD = """
        - route:
            id: old
            from:
              uri: direct:old
              steps:
                - to: llm:nobody/x
                - to: llm:nobody/x
        """;

    @TempDir
    Path directory;

    private HealthyVendor one;
    private RunningSerai serai;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        one = new HealthyVendor("one");
        Files.createDirectories(directory.resolve("keys"));
        Files.writeString(directory.resolve("keys/one.txt"), "export ONE_KEY=\"good-key-1\"\n");
        serai = Gateway.setup(directory, one, one)
                .with("serai.watch", "0")
                .with("serai.http.keys", "letmein")
                .provider("filed", one, "keys", "file:keys/one.txt")
                .file("routes/old.camel.yaml", OLD)
                .start();
        gateway = new Gateway(directory);
    }

    @AfterEach
    void stop() {
        serai.close();
        one.close();
    }

    private Revisions revisions() {
        return serai.serai().revisions();
    }

    @Test
    void whatWasWrongBeforeIsNoReason() {
        gateway.save("routes/alias.camel.yaml", Edits.alias("mine"));
        assertThat(revisions().load().number()).isEqualTo(2);
        assertThat(revisions().standing())
                .anySatisfy(it -> assertThat(it).startsWith("routes/old.camel.yaml:6 there is no provider 'nobody'"));
        assertThat(revisions().refusal()).isNull();
    }

    @Test
    void aLineThatMovedIsNothingNew() {
        gateway.save("routes/old.camel.yaml", "# A comment.\n" + OLD);
        assertThat(revisions().load().number()).isEqualTo(2);
    }

    @Test
    void onlyWhatIsNewIsReported() {
        gateway.save("routes/old.camel.yaml", OLD + "        - to: llm:somebody/x\n        - to: llm:nobody/x\n");
        RevisionException refused = catchThrowableOfType(RevisionException.class, revisions()::load);
        assertThat(refused.findings()).hasSize(2);
        assertThat(refused.findings().get(0)).startsWith("routes/old.camel.yaml:8 there is no provider 'somebody'");
        assertThat(refused.findings().get(1)).startsWith("routes/old.camel.yaml:9 there is no provider 'nobody'");
        assertThat(refused.getMessage())
                .contains("there are ")
                .doesNotContain("chat,")
                .doesNotContain("embeddings");
    }

    @Test
    void aKeyFileThatIsLostTakesNoKeyOutOfForceAndBlocksNoEdit() throws Exception {
        ask();
        assertThat(one.requests().getLast().bearer()).isEqualTo("good-key-1");
        for (String lost : new String[] {"", "\u00ff", "# all commented out\n", "GROQ_API_KEY=\n", "\"broken\n"}) {
            Files.writeString(directory.resolve("keys/one.txt"), lost);
            revisions().load();
            ask();
            assertThat(one.requests().getLast().bearer()).as(lost).isEqualTo("good-key-1");
        }
        Files.delete(directory.resolve("keys/one.txt"));
        gateway.save("routes/alias.camel.yaml", Edits.alias("mine"));
        revisions().load();
        ask();
        assertThat(one.requests().getLast().bearer()).isEqualTo("good-key-1");
        int before = one.count();
        Files.writeString(directory.resolve("keys/one.txt"), "none\n");
        revisions().load();
        assertThat(ask()).isGreaterThanOrEqualTo(400);
        assertThat(one.count()).as("never a call without a key").isEqualTo(before);
    }

    @Test
    void clientKeysThatVanishStayInForceUntilSomebodyWritesThatThereAreNone() {
        String settings = gateway.read("application.properties");
        gateway.save("application.properties", settings.replace("serai.http.keys", "# serai.http.keys"));
        revisions().load();
        assertThat(serai.get("/v1/models").statusCode()).isEqualTo(401);
        assertThat(serai.get("/v1/models", "authorization", "Bearer letmein").statusCode())
                .isEqualTo(200);
        gateway.delete("application.properties");
        revisions().load();
        assertThat(serai.get("/v1/models").statusCode()).isEqualTo(401);
        gateway.save("application.properties", settings.replace("serai.http.keys=letmein", "serai.http.keys="));
        revisions().load();
        assertThat(serai.get("/v1/models").statusCode()).isEqualTo(200);
    }

    private int asked;

    private int ask() {
        return serai.post(
                        "/v1/chat/completions",
                        RunningSerai.chat("filed/small", "question " + asked++, false),
                        "authorization",
                        "Bearer letmein")
                .statusCode();
    }
}
