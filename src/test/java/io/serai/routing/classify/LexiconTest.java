package io.serai.routing.classify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words and weights as they are shipped: loading them also proves that no entry stands in two sections. */
class LexiconTest {
    private final Lexicon lexicon = new Lexicon("code.txt", "light.txt", "heavy.txt");

    @Test
    void everySignalHasItsWeights() {
        Features features = new Features(lexicon.signals());
        assertThat(new Weights("weights.tsv", features.rows()).rows())
                .containsKeys(features.rows().toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            code       | faint
            dress code | decoy
            Python     | lang
            idiomatic  | maybe
            pythons    | -
            übersetzen | transform
            二次函数    | math
            「代碼」    | -
            代碼       | term
            """)
    void longestEntryWins(String text, String signal) {
        long found = lexicon.longest(text, 0, text.length(), false);
        assertThat(found == Trie.NONE ? "-" : lexicon.signals().get((int) found & 0xFF))
                .isEqualTo(signal);
    }

    @Test
    void entriesOfLinesNeedTheBeginningOfALine() {
        String text = "return x";
        assertThat(lexicon.longest(text, 0, text.length(), true)).isNotEqualTo(Trie.NONE);
        assertThat(lexicon.longest(text, 0, text.length(), true))
                .isNotEqualTo(lexicon.longest(text, 0, text.length(), false));
    }
}
