package io.serai.revision.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a system prompt or a file in {@code prompts/} is found where it is. */
class PromptsCheckTest {
    private static final String CHAT = "routes/chat.camel.yaml";
    private static final String OFF = "mode: \"off\"";

    @TempDir
    Path directory;

    private CheckedDirectory edited;

    @BeforeEach
    void makeFolder() throws IOException {
        edited = new CheckedDirectory(directory);
        Files.createDirectories(directory.resolve("prompts"));
        edited.file("prompts/team.md", "Be kind.").file("prompts/void.md", " \n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file: prompts/taem.md            | file: prompts/taem.md    | there is no file prompts/taem.md; did you mean 'prompts/team.md'?",
                "file: prompts/void.md            | file: prompts/void.md    | the file prompts/void.md says nothing",
                "file: /etc/passwd                | file: /etc/passwd        | 'file' cannot be '/etc/passwd': it must be a file in prompts/",
                "mode: prefix                     | mode: prefix             | 'mode' cannot be 'prefix': it must be one of off, append",
                "mode: append                     | - name: systemPrompt     | the system prompt says nothing; give it a text or a file",
                "mod: append                      | mod: append              | has no property 'mod'; did you mean 'mode'?"
            })
    void wrongSystemPromptIsFoundInItsLine(String property, String at, String message) {
        edited.edit(CHAT, OFF, property);
        assertThat(edited.check()).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(CHAT);
            assertThat(finding.line()).isEqualTo(edited.line(CHAT, at));
            assertThat(finding.message()).contains(message);
            assertThat(finding.warning()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode: append, file: prompts/team.md",
                "mode: replace, text: Be kind",
                "text: Be kind",
                "mode: off, file: prompts/nowhere.md"
            })
    void rightSystemPromptsAreLeftAlone(String properties) {
        edited.edit(CHAT, "properties:\n        " + OFF, "properties: { " + properties + " }");
        assertThat(edited.check()).isEmpty();
    }

    @Test
    void filesThatCannotBePromptsAreFound() throws IOException {
        Files.write(directory.resolve("prompts/latin.md"), new byte[] {'a', (byte) 0xe4});
        edited.file("prompts/two words.md", "x").file("prompts/ask.md", "{{ok}}\n{{not ok}}");
        List<Finding> findings = edited.check();
        assertThat(findings)
                .extracting(Finding::toString)
                .anyMatch(it -> it.startsWith("prompts/latin.md is no text in UTF-8"))
                .anyMatch(it -> it.startsWith("prompts/two words.md has no name that can be asked for"))
                .anyMatch(it -> it.startsWith("prompts/ask.md:2 {{not ok}} is no variable"));
        assertThat(findings).filteredOn(Finding::warning).hasSize(1);
    }
}
