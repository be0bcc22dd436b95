package io.serai.revision.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void shippedFilesAreFine() {
        new CheckedDirectory(directory);
        assertThat(run()).isEqualTo(CheckCommand.FINE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("routes and application.properties are fine\n");
    }

    @Test
    void findingsAreOneOnEachLine() {
        new CheckedDirectory(directory)
                .edit("routes/pools.camel.yaml", "llm:mistral/", "llm:mistal/")
                .edit("routes/http/openai.camel.yaml", "{ ref: readOpenaiChat }", "{ ref: readOpenAiChad }");
        assertThat(run()).isEqualTo(CheckCommand.FINDINGS);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "routes/http/openai.camel.yaml:11 there is no bean 'readOpenAiChad'; did you mean"
                                + " 'readOpenaiChat'?",
                        "routes/pools.camel.yaml:14 there is no provider 'mistal' for 'llm:mistal/codestral-latest';"
                                + " did you mean 'mistral'?",
                        "2 findings");
    }

    @Test
    void withoutRoutesThereIsNothingToCheck() {
        assertThat(run()).isEqualTo(CheckCommand.CANNOT);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("There is no folder routes in ");
    }

    private int run() {
        return new CheckCommand(new RouteCheck(CheckedDirectory.SURROUNDINGS))
                .run(directory, new PrintStream(out, true, StandardCharsets.UTF_8));
    }
}
