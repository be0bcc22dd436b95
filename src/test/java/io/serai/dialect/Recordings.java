package io.serai.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Answers of real vendors, which lie outside the project: in the folder that {@code -Dserai.recordings} or SERAI_RECORDINGS names, or
 * {@code ../shared/recordings}. Where it is absent, the tests that need it are skipped.
 */
public final class Recordings {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Recordings() {}

    /** The answers to one kind of request. */
    public record Case(String vendor, Path folder) {
        public boolean has(String file) {
            return Files.exists(folder.resolve(file));
        }

        public byte[] bytes(String file) {
            try {
                return Files.readAllBytes(folder.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What a correct reader gets out of {@code response} or {@code stream}. */
        public JsonNode expected(String of) {
            return json(folder.resolve("expected.json")).path(of);
        }

        @Override
        public String toString() {
            return vendor + "/" + folder.getFileName();
        }
    }

    /** The cases of some vendors that have a file of this name. */
    public static List<Case> cases(String file, String... vendors) {
        Path root = root();
        return Stream.of(vendors)
                .flatMap(vendor -> list(root.resolve(vendor)).map(folder -> new Case(vendor, folder)))
                .filter(recorded -> recorded.has(file))
                .toList();
    }

    /** The JSON schema of OpenAI's answers, with its parts under {@code $defs}. */
    public static JsonNode openAiSchema() {
        Path schema = root().resolve("openai-schema.json");
        Assumptions.assumeTrue(Files.exists(schema), () -> "No " + schema);
        return json(schema);
    }

    private static Path root() {
        String named = System.getProperty("serai.recordings", System.getenv("SERAI_RECORDINGS"));
        Path root = Path.of(Objects.requireNonNullElse(named, "../shared/recordings"));
        Assumptions.assumeTrue(
                Files.isDirectory(root),
                () -> "No recordings in " + root.toAbsolutePath().normalize()
                        + "; -Dserai.recordings tells where they are");
        return root;
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file) {
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
