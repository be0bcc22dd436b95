package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What lies in a folder and is no regular file harms nothing, is named once, and holds nobody up. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class OddFilesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Folders folders;

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger("io.serai.ingress")).addAppender(log);
        folders = new Folders(directory);
    }

    @AfterEach
    void leave() {
        ((Logger) LoggerFactory.getLogger("io.serai.ingress")).detachAppender(log);
    }

    private RunningSerai.Setup with(HealthyVendor vendor) {
        return RunningSerai.in(directory).provider("v", vendor).pool("light", "v/small");
    }

    private static void pipe(Path path) throws IOException, InterruptedException {
        Files.createDirectories(path.getParent());
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    private List<String> linesOf(String name) {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(name))
                .toList();
    }

    @Test
    void pipesSocketsFoldersAndLinksInTheInboxHarmNothing() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "a secret");
        List<String> pipes = List.of("a.txt", "b.txt", "c.json");
        for (String name : pipes) {
            pipe(folders.inbox(name));
        }
        Files.createSymbolicLink(folders.inbox("out.txt"), secret);
        Files.createSymbolicLink(folders.inbox("null.txt"), Path.of("/dev/null"));
        Files.createSymbolicLink(folders.inbox("zero.txt"), Path.of("/dev/zero"));
        Files.createSymbolicLink(folders.inbox("nothing.txt"), Path.of("nowhere"));
        Files.createSymbolicLink(folders.inbox("circle.txt"), folders.inbox("circle.txt"));
        Files.createSymbolicLink(folders.inbox("up"), directory);
        Files.createDirectories(folders.inbox("folder.txt"));
        Path socketPath = Path.of(folders.inbox("s.txt").toString());
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor).start()) {
            socket.bind(UnixDomainSocketAddress.of(socketPath));
            Files.writeString(folders.inbox("real"), "Hello");
            folders.awaitAnotherLook();
            folders.awaitAnotherLook();

            assertThat(serai.ask("light", "are you there?").statusCode()).isEqualTo(200);
            assertThat(serai.post("/admin/routes/reload", "").statusCode()).isEqualTo(200);
            folders.awaitAnotherLook();
            assertThat(vendor.requests()).noneMatch(request -> request.text().contains("a secret"));
            for (String name : List.of(
                    "a.txt",
                    "b.txt",
                    "c.json",
                    "out.txt",
                    "null.txt",
                    "zero.txt",
                    "nothing.txt",
                    "circle.txt",
                    "s.txt")) {
                assertThat(linesOf("/inbox/" + name)).as(name).hasSize(1);
                assertThat(Files.exists(folders.inbox(name), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                        .isTrue();
            }
            assertThat(folders.in("failed")).isEmpty();
        }
    }

    @Test
    void aLinkThatStaysInTheFolderIsRead() throws IOException {
        Files.createDirectories(folders.inbox("..data"));
        Files.writeString(folders.inbox("..data/hello.txt"), "mounted");
        Files.createSymbolicLink(folders.inbox("hello.txt"), Path.of("..data/hello.txt"));
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor).start()) {
            assertThat(folders.answer("hello.txt")).isEqualTo("well says: mounted");
            assertThat(serai.serai().port()).isPositive();
        }
    }

    @Test
    void aFolderOfAUsersOwnRouteIsAsSafe() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "a secret");
        pipe(directory.resolve("mine/pipe.txt"));
        Files.createSymbolicLink(directory.resolve("mine/link.txt"), secret);
        Files.createDirectories(directory.resolve("elsewhere"));
        Files.writeString(directory.resolve("elsewhere/x.txt"), "a secret");
        Files.createSymbolicLink(directory.resolve("mine/sub"), directory.resolve("elsewhere"));
        Files.writeString(directory.resolve("mine/real.txt"), "mine");
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai =
                        with(vendor).file("routes/mine.camel.yaml", """
                            - route:
                                id: mine
                                from:
                                  uri: file:{{serai.dir}}/mine?recursive=true
                                  steps:
                                    - process: { ref: readJob }
                                    - to: direct:chat
                                    - process: { ref: writeJob }
                                    - to: file:{{serai.dir}}/outbox?tempPrefix=.
                            """).start()) {
            assertThat(folders.answer("real.txt")).isEqualTo("well says: mine");
            folders.awaitAnotherLook();
            assertThat(serai.ask("light", "are you there?").statusCode()).isEqualTo(200);
            assertThat(vendor.requests()).noneMatch(request -> request.text().contains("a secret"));
            assertThat(linesOf("/mine/pipe.txt")).hasSize(1);
        }
    }

    @Test
    void pipesWhereSettingsRoutesAndKeysAreDoNotHoldUpTheWatcher() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor)
                        .provider("keyed", vendor, "keys", "file:" + directory.resolve("keys.txt"))
                        .file("keys.txt", "key-one\n")
                        .start()) {
            pipe(directory.resolve("routes/pipe.camel.yaml"));
            pipe(directory.resolve("catalog.yaml"));
            Files.delete(directory.resolve("keys.txt"));
            pipe(directory.resolve("keys.txt"));
            Path pools = directory.resolve("routes/pools.camel.yaml");
            Files.writeString(pools, Files.readString(pools).replace("llm:v/small", "llm:v/other"));

            Eventually.await(
                    "refusal",
                    SOON,
                    () -> serai.get("/admin/routes")
                            .body()
                            .contains("catalog.yaml is no regular file and is not loaded"));
            Files.delete(directory.resolve("routes/pipe.camel.yaml"));
            Files.delete(directory.resolve("catalog.yaml"));
            // The keys that were read last stay in force.
            Eventually.await(
                    "edit",
                    SOON,
                    () -> serai.ask("light", "hello " + System.nanoTime())
                            .body()
                            .contains("\"model\":\"other\""));
        }
    }
}
