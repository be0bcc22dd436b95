package io.serai.revision.check;

import static io.serai.revision.check.WrongEdits.CHAT;
import static io.serai.revision.check.WrongEdits.ERRORS;
import static io.serai.revision.check.WrongEdits.GROQ;
import static io.serai.revision.check.WrongEdits.HTTP;
import static io.serai.revision.check.WrongEdits.POOLS;
import static io.serai.revision.check.WrongEdits.PROVIDERS;
import static io.serai.revision.check.WrongEdits.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.revision.check.WrongEdits.Edit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each wrong edit of the shipped files is found where it is, in words that help. */
class WrongEditsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("io.serai.revision.check.WrongEdits#all")
    void wrongEditIsFoundInItsLine(Edit edit) {
        CheckedDirectory edited = new CheckedDirectory(directory).edit(edit.file(), edit.from(), edit.to());
        List<Finding> findings = edited.check();
        assertThat(findings).as("%s", findings).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(edit.file());
            assertThat(finding.message()).contains(edit.message());
            assertThat(finding.line()).isEqualTo(edited.line(edit.file(), edit.at()));
        });
        // A route that is missing is missed wherever it is asked for, which is one thing to tell.
        assertThat(findings.stream().map(Finding::message).distinct())
                .as("what one mistake brings about")
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void allMistakesAreFoundAtOnce() {
        CheckedDirectory edited = new CheckedDirectory(directory);
        edited.edit(CHAT, "    id: chat\n", "   id: chat\n")
                .edit(HTTP, "httpMethodRestrict", "httpMethodRestrickt")
                .edit(HTTP, "{ ref: readOpenaiChat }", "{ reff: readOpenaiChat }")
                .edit(POOLS, "llm:mistral", "llm:mistal")
                .edit(POOLS, "id: pool-heavy", "id: pool-light")
                .edit(PROVIDERS, GROQ, GROQ + "      - { name: limts, value: 30/min }\n")
                .edit(ERRORS, "ref: writeError", "ref: writeErrors")
                .edit(SETTINGS, "= 8080", "= 80800")
                .edit(SETTINGS, "= 15s", "= soon");
        assertThat(edited.check())
                .isSorted()
                .extracting(Finding::file)
                .containsExactly(SETTINGS, SETTINGS, CHAT, HTTP, HTTP, HTTP, ERRORS, POOLS, POOLS, PROVIDERS);
    }

    @Test
    void findingReadsAsOneLine() {
        CheckedDirectory edited = new CheckedDirectory(directory)
                .edit(PROVIDERS, GROQ, GROQ + "      - { name: limts, value: 30/min }\n");
        assertThat(edited.check())
                .extracting(Finding::toString)
                .containsExactly("routes/providers.camel.yaml:10 parameter 'limts' is unknown to template 'provider';"
                        + " did you mean 'limits'?");
    }

    @Test
    void keysAreNeverShown() {
        CheckedDirectory edited = new CheckedDirectory(directory)
                .edit(PROVIDERS, GROQ, GROQ + "      - { name: keys, value: \"sk-very-secret {{no.such}}\" }\n")
                .edit(SETTINGS, "= 8080", "= 8080\nserai.http.keyz = sk-very-secret\nserai.http.keys=sk-very-secret\n");
        assertThat(edited.check())
                .isNotEmpty()
                .noneSatisfy(it -> assertThat(it.toString()).contains("sk-very"));
    }
}
