package io.serai.reload;

import static io.serai.reload.Gateway.POOLS;
import static io.serai.reload.Gateway.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.revision.Watcher;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are reached through links, mounted, or saved by renaming are files like any other. */
class LinkedFilesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String FIRST = "llm:one/small\n              - to: llm:two/small";
    private static final String SECOND = "llm:two/small\n              - to: llm:one/small";

    @TempDir
    Path temporary;

    private final HealthyVendor one = new HealthyVendor("one");
    private final HealthyVendor two = new HealthyVendor("two");
    private final AtomicInteger questions = new AtomicInteger();
    private Path directory;
    private Gateway gateway;

    @BeforeEach
    void write() throws IOException {
        directory = Files.createDirectory(temporary.resolve("gateway"));
        gateway = new Gateway(directory);
        Gateway.setup(directory, one, two).write();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void routesMayBeALinkedFolder() throws IOException {
        Path elsewhere = temporary.resolve("elsewhere");
        Files.move(directory.resolve("routes"), elsewhere);
        Files.createSymbolicLink(directory.resolve("routes"), elsewhere);
        try (RunningSerai serai = RunningSerai.startedIn(directory)) {
            awaitTarget(serai, "one/small");
            gateway.replace(POOLS, FIRST, SECOND);
            awaitTarget(serai, "two/small");
        }
    }

    @Test
    void aLinkMayBeTurnedToAnotherFolder() throws IOException {
        Path before = temporary.resolve("before");
        Path after = temporary.resolve("after");
        Files.move(directory.resolve("routes"), before);
        copy(before, after);
        new Gateway(temporary).replace("after/pools.camel.yaml", FIRST, SECOND);
        Files.createSymbolicLink(directory.resolve("routes"), before);
        try (RunningSerai serai = RunningSerai.startedIn(directory)) {
            awaitTarget(serai, "one/small");
            turn(directory.resolve("routes"), after);
            awaitTarget(serai, "two/small");
        }
    }

    @Test
    void aMountedConfigMapIsOneChangeAndCanBeRolledBack() throws IOException {
        List<Path> mounts = List.of(directory.resolve("routes"), directory.resolve("routes/parts"), directory);
        for (Path mount : mounts) {
            mount(mount);
        }
        try (RunningSerai serai = RunningSerai.startedIn(directory)) {
            Client client = new Client(serai.uri("/"));
            awaitTarget(serai, "one/small");
            int routes = client.routes().path("routes").size();

            update(directory, SETTINGS, text -> text + "my.greeting=hello\n");
            update(
                    directory.resolve("routes"),
                    "probe.camel.yaml",
                    text -> text.replace("constant: ok", "constant: \"{{my.greeting}}\""));
            Eventually.await("greeting", SOON, () -> client.get("/probe").body().equals("hello"));
            update(directory.resolve("routes"), "pools.camel.yaml", text -> text.replace(FIRST, SECOND));
            awaitTarget(serai, "two/small");
            assertThat(client.routes().path("routes")).hasSize(routes);
            assertThat(client.routes().path("refused").isNull()).isTrue();

            serai.serai().revisions().rollBack();
            assertThat(target(serai)).isEqualTo("one/small");
            update(directory.resolve("routes"), "pools.camel.yaml", text -> text.replace("two/small", "two/large"));
            awaitTarget(serai, "two/large");
        }
    }

    @Test
    void anEditorMayMoveTheOldFileAwayFirst() throws IOException {
        try (RunningSerai serai = RunningSerai.startedIn(directory)) {
            awaitTarget(serai, "one/small");
            String text = gateway.read(POOLS).replace(FIRST, SECOND);
            gateway.rename(POOLS, POOLS + "~");
            Files.writeString(gateway.path(POOLS), text);
            gateway.delete(POOLS + "~");
            awaitTarget(serai, "two/small");
        }
    }

    @Test
    void whatIsSavedBeforeTheWatcherLooksIsNotMissed() throws IOException {
        gateway.replace(SETTINGS, "serai.watch=100ms", "serai.watch=0");
        try (RunningSerai serai = RunningSerai.startedIn(directory)) {
            gateway.replace(POOLS, FIRST, SECOND);
            try (Watcher late = new Watcher(directory, serai.serai().revisions(), Duration.ofMillis(50))) {
                awaitTarget(serai, "two/small");
            }
        }
    }

    @Test
    void filesThatVanishForAMomentChangeNothing() throws IOException {
        try (RunningSerai serai = RunningSerai.startedIn(directory)) {
            awaitTarget(serai, "one/small");
            gateway.rename("routes", "away");
            Eventually.await("refusal", SOON, () -> serai.serai().revisions().refusal() != null);
            assertThat(new Client(serai.uri("/"))
                            .routes()
                            .at("/refused/findings/0")
                            .asText())
                    .isEqualTo("routes there is no route here; put the files back, or the pipeline is empty");
            assertThat(target(serai)).isEqualTo("one/small");
            gateway.rename("away", "routes");
            Eventually.await("files", SOON, () -> serai.serai().revisions().refusal() == null);
        }
    }

    /** Lays a folder out as Kubernetes does: its files are links through a link to a folder with a time in its name. */
    private static void mount(Path folder) throws IOException {
        Path version = Files.createDirectory(folder.resolve("..2026_11_21_10_00_00.1"));
        Files.createSymbolicLink(folder.resolve("..data"), version.getFileName());
        for (Path file : files(folder)) {
            Files.move(file, version.resolve(file.getFileName()));
            Files.createSymbolicLink(file, Path.of("..data").resolve(file.getFileName()));
        }
    }

    /** Replaces the folder with the time by another one, in which a file differs, and removes the old one. */
    private static void update(Path folder, String name, java.util.function.UnaryOperator<String> change)
            throws IOException {
        Path old = folder.resolve("..data").toRealPath();
        Path version = Files.createDirectory(folder.resolve("..2026_" + System.nanoTime()));
        for (Path file : files(old)) {
            Path copy = version.resolve(file.getFileName());
            String text = Files.readString(file);
            Files.writeString(copy, file.endsWith(name) ? change.apply(text) : text);
        }
        turn(folder.resolve("..data"), version.getFileName());
        for (Path file : files(old)) {
            Files.delete(file);
        }
        Files.delete(old);
    }

    private static void turn(Path link, Path target) throws IOException {
        Path next = link.resolveSibling("..data_tmp");
        Files.createSymbolicLink(next, target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path folder : List.of(Path.of(""), Path.of("parts"), Path.of("http"))) {
            Files.createDirectories(to.resolve(folder));
            for (Path file : files(from.resolve(folder))) {
                Files.copy(file, to.resolve(folder).resolve(file.getFileName()));
            }
        }
    }

    private void awaitTarget(RunningSerai serai, String target) {
        Eventually.await(target, SOON, () -> target(serai).equals(target));
    }

    private String target(RunningSerai serai) {
        return new Client(serai.uri("/")).target("light", "question " + questions.incrementAndGet());
    }
}
