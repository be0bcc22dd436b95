package io.serai.revision.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake in the user's own catalogue is found where it is, in words that help. */
class WrongCatalogTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            groq: { limit: 7/min }                       | catalog.yaml:1 vendor groq: `limit` is no field, did you mean `limits`?
            groq: { limits: 7/minutes }                  | catalog.yaml:1 vendor groq: `limits` is wrong: '7/minutes' is no limit; write for example
            groq: { limits: 7/day@Mars }                 | catalog.yaml:1 vendor groq: `limits` is wrong: '7/day@Mars' is no limit
            groq: { flags: [payd] }                      | catalog.yaml:1 vendor groq: `flags` does not know `payd`, did you mean `paid`?
            mine: { dialect: opnai }                     | catalog.yaml:1 vendor mine: `dialect` is 'opnai', which Serai does not speak; did you mean 'openai'?
            mine: { dialect: openai, url: "api.test" }   | catalog.yaml:1 vendor mine: `url` must be a URL that begins with http:// or https://
            mine: { dialect: openai, key-header: key }   | catalog.yaml:1 vendor mine: `key-header` must be a header with {key} or {jwt} in it
            mine: { url: "https://api.test" }            | catalog.yaml:1 catalogue: `mine` is no vendor that Serai knows
            groq: "7/min                                 | catalog.yaml:1 a text in quotes begins here and does not end
            [groq]                                       | catalog.yaml:1 catalogue: `the entry` must be a mapping of fields
            """)
    void mistakeIsFoundInItsLine(String catalog, String message) {
        assertThat(new CheckedDirectory(directory).file("catalog.yaml", catalog).check())
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .startsWith(message);
    }

    @Test
    void vendorOfABrokenCatalogueIsNotMissedInTheRoutes() {
        CheckedDirectory edited = new CheckedDirectory(directory)
                .file("catalog.yaml", "mine: { dialect: openai, url: \"https://api.test\", limit: 1/min }\n")
                .edit(
                        "routes/providers.camel.yaml",
                        "{ name: name, value: groq }",
                        "{ name: name, value: groq }\n      - { name: vendor, value: mine }");
        assertThat(edited.check()).hasSize(1);
    }

    @Test
    void vendorOfTheUsersOwnIsKnownToTheRoutes() {
        CheckedDirectory edited = new CheckedDirectory(directory)
                .file("catalog.yaml", "mine: { dialect: openai, url: \"https://api.test\", limits: 1/min }\n")
                .edit(
                        "routes/providers.camel.yaml",
                        "{ name: name, value: groq }",
                        "{ name: name, value: groq }\n      - { name: vendor, value: mine }");
        assertThat(edited.check()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog.yaml", "clients.yaml", "routes/own.camel.yaml"})
    void valuesThatLieTooDeepAreAMistakeAndNoCrash(String file) {
        CheckedDirectory edited = new CheckedDirectory(directory);
        for (String begin : List.of("[", "{a: ", "- ")) {
            assertThat(edited.file(file, begin.repeat(100_000)).check())
                    .as(begin)
                    .extracting(Finding::toString)
                    .anySatisfy(finding -> assertThat(finding).startsWith(file));
        }
    }

    @Test
    void catalogueThatSaysNothingIsNoMistake() {
        assertThat(new CheckedDirectory(directory)
                        .file("catalog.yaml", "# nothing yet\n")
                        .check())
                .isEmpty();
    }
}
