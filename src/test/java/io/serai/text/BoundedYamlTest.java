package io.serai.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serai.catalog.Catalog;
import io.serai.catalog.CatalogException;
import io.serai.catalog.litellm.ImportCommand;
import io.serai.clients.ClientsFile;
import io.serai.demo.simulator.Scenario;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Whoever reads YAML says where it lies too deep or has no end, and none runs out of stack over it. */
class BoundedYamlTest {
    private static final String DEEP = "x:\n  " + "[".repeat(20_000) + "]".repeat(20_000) + '\n';
    private static final String DEEP_BLOCK = "x:\n" + deepBlock();
    private static final String DOUBLING = "x0: &a0 [1, 2]\n"
            + Stream.iterate(1, i -> i < 25, i -> i + 1)
                    .map(i -> "x%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1))
                    .collect(Collectors.joining());
    private static final String REPEATING = "x: &a \"" + "y".repeat(2_000) + "\"\nz: [" + "*a, ".repeat(1_000) + "]\n";
    private static final String ENDLESS = "x: &a\n  b:\n    - *a\n";

    @TempDir
    Path directory;

    /** What reads a text, and reports what is wrong with it. */
    private interface Reader {
        String read(String text, Path directory) throws IOException;
    }

    private static String deepBlock() {
        return Stream.iterate(1, depth -> depth < 400, depth -> depth + 1)
                .map(depth -> " ".repeat(depth) + "a:")
                .collect(Collectors.joining("\n"));
    }

    private static final Map<String, Reader> READERS = Map.of(
            "catalog", (text, directory) -> ofCatalog(text),
            "clients",
                    (text, directory) -> ClientsFile.read(
                                    text.getBytes(StandardCharsets.UTF_8), InstantSource.system(), name -> null)
                            .mistakes()
                            .toString(),
            "scenario",
                    (text, directory) -> String.valueOf(catchThrowable(() -> Scenario.parse(text, "scenario.yaml"))
                            .getMessage()),
            "prices", BoundedYamlTest::ofPrices);

    private static String ofCatalog(String text) {
        try {
            return Catalog.shippedWith(
                            text.getBytes(StandardCharsets.UTF_8), "catalog.yaml", (field, value) -> Optional.empty())
                    .toString();
        } catch (CatalogException e) {
            return e.mistakes().toString();
        }
    }

    private static String ofPrices(String text, Path directory) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = new ImportCommand(directory.resolve("catalog.yaml"), LocalDate.EPOCH)
                .run(
                        Files.writeString(directory.resolve("prices.json"), text),
                        new PrintStream(said, true, StandardCharsets.UTF_8));
        assertThat(code).isEqualTo(ImportCommand.CANNOT);
        return said.toString(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> wrong() {
        return READERS.keySet().stream()
                .flatMap(reader -> Stream.of(
                        Arguments.of(reader, DEEP, BoundedYaml.TOO_DEEP),
                        Arguments.of(reader, DEEP_BLOCK, BoundedYaml.TOO_DEEP),
                        Arguments.of(reader, DOUBLING, BoundedYaml.REPEATED),
                        Arguments.of(reader, REPEATING, BoundedYaml.REPEATED),
                        Arguments.of(reader, ENDLESS, BoundedYaml.ENDLESS)));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void eachReaderReportsIt(String reader, String text, String expected) throws IOException {
        assertThat(Objects.requireNonNull(READERS.get(reader)).read(text, directory))
                .contains(expected);
    }

    @Test
    void whatIsNotTooDeepIsRead() {
        LoadSettings settings = LoadSettings.builder().build();
        int most = BoundedYaml.DEEPEST;
        assertThat(BoundedYaml.load(settings, "[".repeat(most) + "]".repeat(most)))
                .isInstanceOf(List.class);
        assertThat(BoundedYaml.load(settings, "")).isNull();
        assertThat(BoundedYaml.load(settings, "a: &x [1]\nb: [*x, *x]\n"))
                .isEqualTo(Map.of("a", List.of(1), "b", List.of(List.of(1), List.of(1))));
        assertThat(catchThrowable(() -> BoundedYaml.load(settings, "a:\n" + "[".repeat(most + 1))))
                .hasMessageContaining(BoundedYaml.TOO_DEEP);
    }
}
