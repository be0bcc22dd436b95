package io.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be written behind a command. */
class WordsTest {

    @Test
    void aNameAndItsValueInThreeForms() {
        assertThat(Words.named(
                        List.of("by=day,key", "--key=app", "--limits", "5/min, $1/day", "--note", "--x=y", "e=")))
                .containsExactly(
                        Map.entry("by", "day,key"),
                        Map.entry("key", "app"),
                        Map.entry("limits", "5/min, $1/day"),
                        Map.entry("note", "--x=y"),
                        Map.entry("e", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        day            | 'day' must be written name=value.
        --key          | '--key' must be written --name value.
        =5             | '=5' must be written name=value.
        key=a --key=b  | 'key' appears twice; write it once.
        --from x --too y | '--too' means nothing here; there are --key, --from.
        """)
    void whatMeansNothingIsToldWithTheRightForm(String words, String message) {
        assertThatThrownBy(() -> Words.named(List.of(words.split(" ")), List.of("key", "from")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
