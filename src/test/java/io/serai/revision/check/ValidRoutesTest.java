package io.serai.revision.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.cache.AnswerStore;
import io.serai.provider.ProviderStates;
import io.serai.provider.Providers;
import io.serai.provider.Watchdog;
import io.serai.provider.llm.LlmComponent;
import io.serai.quota.Ledger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is right is not blamed, and checking leaves no trace. */
class ValidRoutesTest {
    private static final Path VALID = Path.of("src/test/resources/check/valid.camel.yaml");

    @TempDir
    Path directory;

    @Test
    void shippedFilesAreFine() {
        assertThat(new CheckedDirectory(directory).check()).isEmpty();
    }

    @Test
    void routesOfManyKindsAreFine() throws IOException {
        assertThat(valid().check()).isEmpty();
    }

    @Test
    void emptyFilesAreFine() {
        CheckedDirectory files = new CheckedDirectory(directory)
                .file("routes/empty.camel.yaml", "")
                .file("routes/comment.camel.yaml", "# nothing yet\n");
        assertThat(files.check()).isEmpty();
    }

    @Test
    void fileInAnotherEncodingIsTold() throws IOException {
        CheckedDirectory files = new CheckedDirectory(directory);
        Files.write(
                directory.resolve("routes/latin.camel.yaml"),
                "# Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(files.check())
                .extracting(Finding::toString)
                .containsExactly("routes/latin.camel.yaml is not in UTF-8; save it in that encoding");
    }

    @Test
    void filesThatAreNotLoadedAreTold() {
        CheckedDirectory files = new CheckedDirectory(directory)
                .file("routes/mine.yml", "- route: {}\n")
                .file("routes/.mine.yml", "- route: {}\n")
                .file("routes/pools.camel.yaml.bak", "- route: {}\n");
        assertThat(files.check())
                .extracting(Finding::toString)
                .containsExactly("routes/mine.yml is not loaded; rename it to end in .yaml");
    }

    @Test
    void whatABrokenFileMayDefineIsNotMissed() {
        CheckedDirectory files =
                new CheckedDirectory(directory).edit("routes/pools.camel.yaml", "- route:", "- route: {");
        assertThat(files.check()).extracting(Finding::file).containsOnly("routes/pools.camel.yaml");
    }

    @Test
    void checkLeavesNothingBehind() throws IOException {
        CheckedDirectory files = valid();
        Set<String> besides = files(Path.of(""), 1);
        files.check();
        Set<String> before = files(directory, Integer.MAX_VALUE);
        Set<Thread> threads = threads();
        files.check();
        assertThat(files(directory, Integer.MAX_VALUE))
                .isEqualTo(before)
                .noneMatch(it -> it.contains("inbox") || it.contains("audit"));
        assertThat(files(Path.of(""), 1)).isEqualTo(besides);
        assertThat(threads()).isEqualTo(threads);
    }

    /** The set is worth something only while Camel itself takes it. */
    @Test
    void camelTakesTheValidRoutes() throws Exception {
        valid();
        Files.delete(directory.resolve("routes/providers.camel.yaml"));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            CheckedDirectory.SURROUNDINGS.beans().stream()
                    .filter(it -> !Set.of("answers", "llm", "patience").contains(it))
                    .forEach(it -> context.getRegistry().bind(it, (Processor) exchange -> {}));
            context.getRegistry().bind("answers", new AnswerStore(1000, InstantSource.system()));
            context.addComponent(
                    "llm",
                    new LlmComponent(
                            new Providers(new ProviderStates(
                                    InstantSource.system(),
                                    provider -> Ledger.NONE,
                                    io.serai.provider.key.KeyJournal.none(),
                                    io.serai.provider.refusal.Lessons.none())),
                            new Watchdog()));
            CheckedDirectory.SURROUNDINGS
                    .functions()
                    .apply(CheckedDirectory.SURROUNDINGS.catalog())
                    .forEach(context.getPropertiesComponent()::addPropertiesFunction);
            SimpleMain main = new SimpleMain(context);
            main.setDefaultPropertyPlaceholderLocation("file:" + directory.resolve("application.properties"));
            main.addInitialProperty(
                    "camel.main.routesIncludePattern", "file:" + directory.resolve("routes/valid.camel.yaml"));
            main.addInitialProperty("camel.main.autoStartup", "false");
            main.addInitialProperty("serai.dir", directory.toString());
            main.start();
            assertThat(context.getRoutes()).hasSizeGreaterThan(5);
            main.stop();
        }
    }

    private CheckedDirectory valid() throws IOException {
        return new CheckedDirectory(directory)
                .file("routes/valid.camel.yaml", Files.readString(VALID))
                .edit(
                        "application.properties",
                        "serai.http.port =",
                        "my.greeting = hello\nserai.mine = 1\ncamel.beans.fromProperties = #class:io.serai.provider.VendorAnswer\nserai.http.port =");
    }

    private static Set<String> files(Path root, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(root, depth)) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<Thread> threads() {
        List<String> passing = List.of("ForkJoinPool", "process reaper");
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> passing.stream().noneMatch(it.getName()::startsWith))
                .collect(Collectors.toSet());
    }
}
