package io.serai.provider.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Key files as people write them, and what is wrong with them in its line. */
class KeyFileTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        `keyA`                                    | keyA
        `keyA\\nkeyB\\n`                          | keyA keyB
        `keyA,keyB`                               | keyA keyB
        `keyA, keyB,\\nkeyC`                      | keyA keyB keyC
        `keyA\\r\\nkeyB\\r\\n`                    | keyA keyB
        `keyA\\rkeyB`                             | keyA keyB
        `\uFEFFkeyA\\n`                           | keyA
        `# mine\\n\\n  keyA  \\n# his\\nkeyB # ok`| keyA keyB
        `GROQ_API_KEY=keyA`                       | keyA
        `GROQ_API_KEY = keyA`                     | keyA
        `export GROQ_API_KEY="keyA"`              | keyA
        `export GROQ_API_KEY='keyA,keyB';`        | keyA keyB
        `set GROQ_API_KEY=keyA`                   | keyA
        `api_key=keyA`                            | keyA
        `"keyA"\\n'keyB'`                         | keyA keyB
        `keyA\\nkeyA`                             | keyA
        `a2V5QQ==`                                | a2V5QQ==
        `A2V5QQ==`                                | A2V5QQ==
        `sk-or-v1-a=b`                            | sk-or-v1-a=b
        `keyA#1`                                  | keyA#1
        """)
    void keysAreRead(String text, String keys) {
        KeyFile read = parse(text);
        assertThat(read.keys()).containsExactlyElementsOf(Arrays.asList(keys.split(" ")));
        assertThat(read.mistakes()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        `\\n# nothing\\n`            | keys/k.txt has no key in it; write one, or none
        `keyA\\n\\n"keyB`            | keys/k.txt:3: a key has a quote in it; write it without
        `key A`                      | keys/k.txt:1: a key has a space or the end of a line in it; separate keys by commas
        `GROQ_API_KEY=`              | keys/k.txt:1 has a name without a key
        `Bearer keyA`                | keys/k.txt:1: a key begins with 'Bearer '; leave that out
        `keyÄ`                       | keys/k.txt:1: a key has a letter in it that no key can have; copy it once more
        `${GROQ_API_KEY}`            | keys/k.txt:1: a key is the name of a variable; write {{env:NAME:}} for what it holds
        """)
    void mistakesAreReportedInTheirLine(String text, String mistake) {
        assertThat(parse(text == null ? "" : text).mistakes()).containsExactly(mistake);
    }

    @Test
    void aFileThatIsDamagedOrGoneIsReportedByItsPath(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("k.txt");
        assertThat(KeyFile.read(file, "k.txt").mistakes()).containsExactly("k.txt is not there");
        Files.write(file, "keyA\n".getBytes(StandardCharsets.UTF_16));
        assertThat(KeyFile.read(file, "k.txt").mistakes())
                .containsExactly("k.txt is not in UTF-8; save it in that encoding");
        Files.write(file, "k\0e\0y\0".getBytes(StandardCharsets.UTF_8));
        assertThat(KeyFile.read(file, "k.txt").mistakes()).containsExactly("k.txt is no text; save it in UTF-8");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(KeyFile.read(file, "k.txt").mistakes()).containsExactly("k.txt is no file");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("nowhere"));
        assertThat(KeyFile.read(file, "k.txt").mistakes()).containsExactly("k.txt is a link to nothing");
    }

    @Test
    void noneIsWrittenOut() {
        assertThat(parse("# moved\nnone\n")).isEqualTo(new KeyFile(List.of(), List.of(), true));
    }

    @Test
    void whatCanBeUsedIsUsedAndWhatIsLostStays(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("half.txt"), "keyA\n\"keyB\n");
        KeyList.Ring half = KeyList.read("file:half.txt, keyC", directory, file -> List.of("old"));
        assertThat(half.keys()).containsExactly("keyA", "keyC");
        assertThat(half.mistakes()).hasSize(1);
        KeyList.Ring gone = KeyList.read("file:gone.txt", directory, file -> List.of("old"));
        assertThat(gone.keys()).containsExactly("old");
        assertThat(gone.mistakes()).containsExactly("gone.txt is not there");
        Files.writeString(directory.resolve("none.txt"), "none");
        assertThat(KeyList.read("file:none.txt", directory, file -> List.of("old"))
                        .keys())
                .isEmpty();
    }

    private static KeyFile parse(String text) {
        String whole = text.replace("\\n", "\n").replace("\\r", "\r");
        return KeyFile.parse(whole.getBytes(StandardCharsets.UTF_8), "keys/k.txt");
    }
}
