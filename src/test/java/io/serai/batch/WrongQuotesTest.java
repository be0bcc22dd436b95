package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A quote in a CSV file that is not closed as it should be spoils its own line, and says where it opens; nothing is lost, and nothing glued together. */
class WrongQuotesTest {
    private static List<RawLine> read(String file, int longest) throws Exception {
        List<RawLine> lines = new ArrayList<>();
        try (CsvSource csv = source(file, longest)) {
            for (RawLine line = csv.next(); line != null; line = csv.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static CsvSource source(String file, int longest) throws Exception {
        return new CsvSource(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), longest, () -> {});
    }

    /** Each record as {@code LINE text}, with {@code !} for one that is not asked. */
    private static List<String> seen(String file, int longest) throws Exception {
        return read(file, longest).stream()
                .map(line -> line.number() + (line.fault() == null ? " " : "! ") + text(line))
                .toList();
    }

    private static String text(RawLine line) {
        return new String(line.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aQuoteThatIsNeverClosedSpoilsItsLineAlone() throws Exception {
        String file = "n,prompt\n1,one\n2,\"two\n3,three\nno row\n4,four\n";

        assertThat(seen(file, 1_000)).containsExactly("2 1,one", "3! 2,\"two", "4 3,three", "5! no row", "6 4,four");
        assertThat(read(file, 1_000).get(1).fault())
                .isEqualTo("The quote that opens in line 3, column 3 is never closed");
    }

    @Test
    void aQuoteThatClosesInAnotherRowGluesNoRowsTogether() throws Exception {
        String file = "n,prompt\n1,\"one\n2,two\n3,\"three, and more\"\n4,four\n";

        assertThat(seen(file, 1_000)).containsExactly("2! 1,\"one", "3! 2,two", "4! 3,\"three, and more\"", "5 4,four");
        assertThat(read(file, 1_000).getFirst().fault()).contains("line 2, column 3", "write a quote twice");
        assertThat(read(file, 1_000).get(1).fault()).contains("a part of the text whose quote opens in line 2");
    }

    @Test
    void aFarQuoteDoesNotSpoilTheRowsBetween() throws Exception {
        StringBuilder file = new StringBuilder("n,prompt\n0,\"zero\n");
        for (int i = 1; i < 500; i++) {
            file.append(i).append(",row ").append(i).append('\n');
        }
        file.append("500,\"five, hundred\"\n");

        List<RawLine> lines = read(file.toString(), 100_000);

        assertThat(lines).hasSize(501);
        assertThat(lines.getFirst().fault()).contains("line 2, column 3");
        assertThat(lines.subList(1, 501)).allMatch(line -> line.fault() == null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,prompt\n1,\"two\nlines, \"\"quoted\"\"\"\n",
                "n,prompt\n1,\"with blanks\"  \n",
                "n,prompt\r\n1,\"with\r\nreturns\"\r\n",
                "n,prompt\n1,\"tab\"\t\n",
                "n,prompt\n\"1\" ,\"x\"\n",
                "n,prompt\n1,5\" pipe\n",
                "n,prompt\n1,\"\"\n",
                "n,prompt\n1,\"\"\"\"\n",
            })
    void whatIsQuotedAsItShouldBeIsOneRecord(String file) throws Exception {
        assertThat(read(file, 1_000)).hasSize(1).allMatch(line -> line.fault() == null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,\"He said \"hi\" to me\"", "1,\"a\"b", "1,\"a\" \"b\"", "1,\"a\";"})
    void aQuoteInsideThatIsNotWrittenTwiceIsRefusedAndNotGarbled(String row) throws Exception {
        assertThat(seen("n,prompt\n" + row + "\n2,two\n", 1_000)).containsExactly("2! " + row, "3 2,two");
    }

    @Test
    void aTextThatIsTooLongEndsWithItsLine() throws Exception {
        String long1 = "x".repeat(60);
        String file = "n,prompt\n1,\"one\n" + "2,two\n".repeat(30) + "3,\"" + long1 + "\"\n4,four\n";

        List<RawLine> lines = read(file, 100);

        assertThat(lines).hasSize(33);
        assertThat(lines.getFirst().fault()).contains("line 2, column 3", "is not closed within 100 bytes");
        assertThat(lines.subList(1, 33)).allMatch(line -> line.fault() == null);
    }

    /** All bytes of the rows are in some record, in their order, whatever quotes are where. */
    @Test
    void nothingIsLostOrReadTwice() throws Exception {
        Random random = new Random(7);
        String letters = "ab,;\"\" \n\n\"";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(80); i > 0; i--) {
                body.append(letters.charAt(random.nextInt(letters.length())));
            }
            String file = "n,prompt\n" + body;
            long at = 9;
            boolean whole = true;
            StringBuilder joined = new StringBuilder();
            for (RawLine line : read(file, 40)) {
                assertThat(line.place()).as(file).isGreaterThanOrEqualTo(at);
                String text = text(line);
                assertThat(file.substring((int) line.place())).as(file).startsWith(text);
                at = line.place() + text.length();
                whole &= text.length() < 40;
                joined.append(text);
            }
            if (whole) {
                assertThat(joined.toString().replaceAll("[ ,\n]", ""))
                        .as(file)
                        .isEqualTo(body.toString().replaceAll("[ ,\n]", ""));
            }
        }
    }

    @Test
    void linesHaveTheNumbersThatAnEditorShows() throws Exception {
        Random random = new Random(8);
        String letters = "ab,\"\n";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                body.append(letters.charAt(random.nextInt(letters.length())));
            }
            String file = "n,prompt\n" + body;
            for (RawLine line : read(file, 1_000)) {
                long above = file.substring(0, (int) line.place())
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
                assertThat(line.number()).as(file).isEqualTo(above + 1);
            }
        }
    }

    /** However quotes are set, what is read is no more than a few times the file. */
    @ParameterizedTest
    @ValueSource(strings = {"x\",\"y\n", "\"a\n", "\"a\nb,c\nd,e\n", "\"\"\"\n", "a,\"b\nc\",\"d\n", "\",\"\n\"\"\n"})
    void manyWrongQuotesAreReadABoundedNumberOfTimes(String lines) throws Exception {
        String file = "n,prompt\n" + lines.repeat(20_000);
        try (CsvSource csv = source(file, 1_000)) {
            String last = "";
            for (RawLine line = csv.next(); line != null; line = csv.next()) {
                last = String.valueOf(line.fault());
            }
            assertThat(csv.again()).isLessThanOrEqualTo(4L * (1_000 + file.length()));
            assertThat(last).doesNotContain("is not read");
        }
    }
}
