package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lines become, and what is said of those that are no request. */
class LinesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"messages\":[]}}"
                        + " | a | /v1/chat/completions",
                "{\"custom_id\":\"b\",\"url\":\"/v1/embeddings\",\"body\":{\"input\":\"x\"}} | b | /v1/embeddings",
                "{\"custom_id\":\"c\",\"params\":{\"messages\":[]}} | c | /v1/messages",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | line-7 | /v1/chat/completions",
                "{\"input\":\"x\"} | line-7 | /v1/embeddings",
                "{\"prompt\":\"x\",\"custom_id\":\"d\"} | d | /v1/chat/completions",
                "{\"prompt\":\"x\",\"system\":\"s\",\"temperature\":0} | line-7 | /v1/chat/completions",
                "{\"custom_id\":\"e\",\"body\":{\"messages\":[]}} | e | /v1/chat/completions",
                "\"just a text\" | line-7 | /v1/chat/completions",
                "{\"input\":\"x\",\"instructions\":\"s\"} | line-7 | /v1/responses",
                "{\"input\":[{\"role\":\"user\",\"content\":\"x\"}]} | line-7 | /v1/responses",
                "{\"input\":[\"x\",\"y\"]} | line-7 | /v1/embeddings",
                "{\"messages\":[],\"system\":\"s\"} | line-7 | /v1/messages",
                "{\"prompt\":[\"x\"]} | line-7 | /v1/completions",
            })
    void isRead(String line, String id, String url) throws Exception {
        BatchLine read = any().json(raw(line));

        assertThat(read.customId()).isEqualTo(id);
        assertThat(read.url()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{oops | invalid_json_line | no JSON",
                "{\"prompt\":\"x\"} trailing | invalid_json_line | no JSON",
                "[] | invalid_json_line | no JSON object",
                "17 | invalid_json_line | no JSON object",
                "null | invalid_json_line | no JSON object",
                "{} | missing_required_parameter | asks nothing",
                "{\"prompt\":\"  \"} | empty_prompt | empty",
                "\"\" | empty_prompt | empty",
                "{\"prompt\":7} | ` ` | ` `",
                "{\"custom_id\":7,\"prompt\":\"x\"} | invalid_custom_id | custom_id",
                "{\"custom_id\":\"\",\"prompt\":\"x\"} | invalid_custom_id | custom_id",
                "{\"method\":\"GET\",\"url\":\"/v1/chat/completions\",\"body\":{}} | invalid_method | POST",
                "{\"url\":\"/v1/images\",\"body\":{}} | invalid_url | /v1/chat/completions",
                "{\"url\":\"https://evil.example/\",\"body\":{}} | invalid_url | /v1/chat/completions",
                "{\"url\":\"/v1/chat/completions\"} | missing_required_parameter | body",
                "{\"url\":\"/v1/chat/completions\",\"body\":\"text\"} | missing_required_parameter | body",
                "{\"custom_id\":\"x\",\"body\":[1]} | missing_required_parameter | body",
                "{\"prompt\":\"x\"}, | invalid_json_line | commas between them",
                "[{\"prompt\":\"x\"} | invalid_json_line | brackets around all",
                "{\"prompt\":\"x\",\"task\":{\"a\":1}} | invalid_type | 'task'",
                "{\"prompt\":\"x\",\"system\":5} | invalid_type | 'system'",
                "{\"messages\":[],\"task\":5} | invalid_type | 'task'",
            })
    void isRefused(String line, String code, String word) {
        BadLineException why = catchThrowableOfType(BadLineException.class, () -> any().json(raw(line)));

        if (code.isBlank()) {
            // A prompt that is no text is read by the dialect of completions, which says what is wrong.
            assertThat(why).isNull();
        } else {
            assertThat(why.code()).isEqualTo(code);
            assertThat(why.reason()).contains(word);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0AF", "E080AF", "EDA080", "F4908080"})
    void aLineThatIsNotUtf8IsRefused(String bytes) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes("{\"prompt\":\"a".getBytes(StandardCharsets.UTF_8));
        line.writeBytes(HexFormat.of().parseHex(bytes));
        line.writeBytes("b\"}".getBytes(StandardCharsets.UTF_8));

        BadLineException why = catchThrowableOfType(
                BadLineException.class, () -> any().json(new RawLine(1, 0, line.toByteArray(), null)));

        assertThat(why.code()).isEqualTo("invalid_json_line");
        assertThat(why.reason()).contains("UTF-8");
    }

    @Test
    void aDeepOrLongLineIsRefused() throws Exception {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        assertThat(catchThrowableOfType(BadLineException.class, () -> any().json(raw(deep)))
                        .code())
                .isEqualTo("invalid_json_line");
        LineSource source = lines("\"" + "x".repeat(5_000) + "\"\n\"short\"\n", 1_000);
        RawLine tooLong = Objects.requireNonNull(source.next());
        assertThat(tooLong.bytes().length).isLessThan(1_000);
        assertThat(catchThrowableOfType(BadLineException.class, () -> any().json(tooLong))
                        .reason())
                .contains("1000 bytes");
        assertThat(any().json(Objects.requireNonNull(source.next())).number()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "100, \\n, true",
        "100, \\r\\n, true",
        "101, \\n, false",
        "101, \\r\\n, false",
        "300, \\n, false",
        "100, '', true"
    })
    void aLineMayBeAsLongAsTheBoundWithoutItsEnd(int length, String end, boolean fits) throws Exception {
        String ends = end.replace("\\n", "\n").replace("\\r", "\r");
        try (var lines = lines("\"a\"\n" + "x".repeat(length) + ends, 100)) {
            assertThat(Objects.requireNonNull(lines.next()).place()).isZero();
            RawLine line = Objects.requireNonNull(lines.next());
            assertThat(line.place()).isEqualTo(4);
            assertThat(line.fault() == null).isEqualTo(fits);
            assertThat(fits ? line.bytes().length : length).isEqualTo(length);
            assertThat(lines.next()).isNull();
        }
    }

    @Test
    void anotherEndpointThanThatOfTheBatchIsRefused() {
        LineParser chat = new LineParser(LineParser.CHAT, Defaults.NONE, List.of());
        assertThat(catchThrowableOfType(BadLineException.class, () -> chat.json(raw("{\"input\":\"x\"}")))
                        .code())
                .isEqualTo("mismatched_url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/responses | {\"input\":\"x\"}",
                "/v1/messages | {\"messages\":[]}",
                "/v1/completions | {\"prompt\":\"x\"}",
                "/v1/embeddings | {\"input\":[{}]}",
                "/v1/chat/completions | {\"messages\":[],\"system\":\"s\"}",
            })
    void aPlainLineAsksWhereItsBatchAsks(String endpoint, String line) throws Exception {
        LineParser parser = new LineParser(endpoint, Defaults.NONE, List.of());

        assertThat(parser.json(raw(line)).url()).isEqualTo(endpoint);
    }

    /** In the words of each dialect, and never in place of what a line says itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | \"role\":\"system\" | \"max_tokens\":9 | stop_sequences",
                "{\"messages\":[{\"role\":\"system\",\"content\":\"own\"}]} | own | \"max_tokens\":9 | brief",
                "{\"messages\":[{\"role\":\"developer\",\"content\":\"own\"}]} | own | \"stop\":\"end\" | brief",
                "{\"messages\":[],\"max_completion_tokens\":5} | brief | \"stop\":\"end\" | \"max_tokens\"",
                "{\"params\":{\"messages\":[]}} | \"system\":\"be brief\" | \"stop_sequences\":[\"end\"] | \"stop\":",
                "{\"params\":{\"messages\":[],\"system\":\"own\"}} | \"system\":\"own\" | \"max_tokens\":9 | brief",
                "{\"url\":\"/v1/responses\",\"body\":{\"input\":\"x\"}} | \"instructions\":\"be brief\""
                        + " | \"max_output_tokens\":9 | \"max_tokens\"",
                "{\"url\":\"/v1/embeddings\",\"body\":{\"input\":\"x\"}} | \"model\":\"m\" | input | max_tokens",
                "{\"prompt\":\"x\",\"system\":\"own\"} | own | \"max_tokens\":9 | brief",
            })
    void defaultsSpeakTheDialectOfTheLine(String line, String one, String other, String absent) throws Exception {
        LineParser parser = new LineParser(
                LineParser.ANY,
                new Defaults("m", "", "be brief", "", Map.of("max_tokens", 9, "stop", "end")),
                List.of());

        String body = text(parser.json(raw(line)));

        assertThat(body).contains("\"model\":\"m\"", one, other).doesNotContain(absent);
    }

    @Test
    void defaultsFillWhatLinesLeaveOut() throws Exception {
        LineParser parser = new LineParser(
                LineParser.ANY, new Defaults("m", "code", "be brief", "", Map.of("temperature", 0)), List.of());
        String body = text(parser.json(raw("{\"prompt\":\"x\"}")));
        assertThat(body).contains("\"model\":\"m\"", "be brief", "\"temperature\":0");
        assertThat(text(parser.json(raw("{\"prompt\":\"x\",\"model\":\"own\",\"stream\":true}"))))
                .contains("\"model\":\"own\"")
                .doesNotContain("stream");
    }

    @Test
    void blankLinesMarksAndCarriageReturnsCountForNothing() throws Exception {
        LineSource source = lines("\uFEFF\"a\"\r\n\r\n   \n\"b\"", 1_000);
        List<String> seen = new ArrayList<>();
        for (RawLine line = source.next(); line != null; line = source.next()) {
            seen.add(line.number() + new String(line.bytes(), StandardCharsets.UTF_8));
        }
        assertThat(seen).containsExactly("1\"a\"", "4\"b\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "prompt,n\\nhi,1\\n | hi",
                "n;Prompt\\n1;hi\\n | hi",
                "prompt\\n\"two\\nlines, and \"\"quotes\"\"\"\\n | two\\nlines, and \"quotes\"",
                "\uFEFFprompt\\r\\nhi\\r\\n | hi",
                "\uFEFF\"prompt\";\"n\"\\r\\n\"a;b\";1\\r\\n | a;b",
                "\"a, b, c\";prompt\\n1;hi\\n | hi",
                "sep=;\\r\\nn;prompt\\r\\n1;hi, you\\r\\n | hi, you",
                "n\\tprompt\\n1\\thi; you, too\\n | hi; you, too",
                "prompt,n\\n5\" pipe,1\\n6\" pipe,2\\n | 5\" pipe",
                "prompt,n\\nsay \"hi\" to me,1\\n | say \"hi\" to me",
                "prompt,n\\nhi,1,,\\n | hi",
                "n,prompt\\n,\\n , \\n\\n1,hi\\n | hi",
                "prompt,Prompt\\nhi,other\\n | hi",
                "prompt,n,n\\nhi,1,2\\n | hi",
            })
    void recordsArePrompts(String file, String prompt) throws Exception {
        try (var csv = csv(file.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t"), 1_000)) {
            LineParser parser = new LineParser(LineParser.ANY, Defaults.NONE, csv.columns());
            RawLine raw = Objects.requireNonNull(csv.next());
            assertThat(text(parser.record(raw, csv.fields(raw))))
                    .contains(prompt.replace("\\n", "\\n").replace("\"", "\\\""));
        }
    }

    @Test
    void aTemplateTakesColumns() throws Exception {
        try (var csv = csv("text,lang\nhello,$1 French\n", 1_000)) {
            Defaults defaults = new Defaults("", "", "", "Say {text} in {Lang}, not {\"json\": 1}.", Map.of());
            defaults.check(csv.columns());
            RawLine raw = Objects.requireNonNull(csv.next());
            assertThat(defaults.prompt(csv.columns(), csv.fields(raw)))
                    .isEqualTo("Say hello in $1 French, not {\"json\": 1}.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "prompt,n\\n\"never closed,1\\nnext,2\\n | never closed",
                "prompt,n\\na,b,c\\n | 3 fields",
                "prompt\\n\\u00ff\\n | UTF-8",
            })
    void brokenRecordsAreRefused(String file, String word) throws Exception {
        byte[] bytes = file.replace("\\n", "\n").replace("\\u00ff", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        try (var csv = new io.serai.batch.CsvSource(new ByteArrayInputStream(bytes), 1_000, () -> {})) {
            RawLine raw = Objects.requireNonNull(csv.next());
            assertThat(catchThrowableOfType(BadLineException.class, () -> csv.fields(raw))
                            .reason())
                    .contains(word);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "prompt;prompt, '', prompt",
        "Prompt;PROMPT, '', prompt",
        "prompt;model;model, '', model",
        "a;a;b, {a} and {b}, a"
    })
    void aColumnThatIsNeededIsThereOnce(String head, String template, String name) throws Exception {
        Defaults defaults = new Defaults("", "", "", template, Map.of());
        try (var csv = csv(head + "\n1;2;3\n", 1_000)) {
            assertThat(catchThrowableOfType(BadLineException.class, () -> defaults.check(csv.columns()))
                            .reason())
                    .contains("several columns '" + name + "'");
        }
    }

    @Test
    void recordsKeepTheNumbersOfTheirLinesBehindEmptyOnes() throws Exception {
        try (var csv = csv("n;prompt\n;;\n\n1;\"two\nlines\"\n ; \n2;hi", 1_000)) {
            assertThat(Objects.requireNonNull(csv.next()).number()).isEqualTo(4);
            assertThat(Objects.requireNonNull(csv.next()).number()).isEqualTo(7);
            assertThat(csv.next()).isNull();
        }
    }

    @Test
    void aTableWithoutPromptsIsRefused() throws Exception {
        try (var csv = csv("a,b\n1,2\n", 1_000)) {
            assertThat(catchThrowableOfType(BadLineException.class, () -> Defaults.NONE.check(csv.columns()))
                            .reason())
                    .contains("'prompt'", "a, b");
            Defaults wrong = new Defaults("", "", "", "Say {c}", Map.of());
            assertThat(catchThrowableOfType(BadLineException.class, () -> wrong.check(csv.columns()))
                            .reason())
                    .contains("'c'");
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        List<String> fields = List.of("plain", "a,b", "q\"q", "two\nlines", "");
        String file = "1,2,3,4,5\n" + io.serai.batch.CsvSource.record(fields, ',') + "\n";
        try (var csv = csv(file, 1_000)) {
            assertThat(csv.fields(Objects.requireNonNull(csv.next()))).isEqualTo(fields);
        }
    }

    @Test
    void aTemplateMakesNotMuchOfLittle() throws Exception {
        Defaults often = new Defaults("", "", "", "{prompt}".repeat(10_000), Map.of());
        try (var csv = csv("prompt\n" + "a".repeat(1_000) + "\n", 2_000)) {
            LineParser parser = new LineParser(LineParser.ANY, often, csv.columns());
            RawLine record = Objects.requireNonNull(csv.next());

            assertThat(catchThrowableOfType(BadLineException.class, () -> parser.record(record, csv.fields(record)))
                            .code())
                    .isEqualTo("line_too_long");
        }
    }

    @Test
    void moreColumnsThanASpreadsheetHasAreRefused() {
        assertThatThrownBy(() -> csv(",".repeat(20_000) + "\na\n", 100_000)).isInstanceOf(BadLineException.class);
    }

    @Test
    void namesAreToldApart() {
        NameSet names = new NameSet();
        for (int i = 0; i < 50_000; i++) {
            assertThat(names.add("id-" + i)).isTrue();
        }
        for (int i = 0; i < 50_000; i += 7) {
            assertThat(names.add("id-" + i)).isFalse();
        }
        assertThat(names.add("")).isTrue();
        assertThat(names.add("")).isFalse();
    }

    @Test
    void memoryOfLinesIsBoundedOverAllJobs() throws Exception {
        LineMemory memory = new LineMemory(1L << 30);
        int whole = memory.free();
        long part = (whole >> 2) * 1024L;
        LineMemory.Share first = memory.share("a");

        assertThat(first.tryTake(part)).isTrue();
        assertThat(memory.share("a").tryTake(1))
                .as("another job of the same owner")
                .isFalse();
        assertThat(memory.share("b").tryTake(part)).as("another owner").isTrue();
        assertThat(memory.free()).isEqualTo(whole / 2);

        first.giveBack(part);
        assertThat(first.tryTake(100)).isTrue();
        assertThat(memory.free()).as("the smallest part").isEqualTo(whole / 4 * 3 - 1);
    }

    @Test
    void aLineThatIsLargerThanAShareTakesWhatItNeedsOfTheWhole() {
        LineMemory memory = new LineMemory(1L << 30);

        assertThat(memory.share("a").tryTake(1L << 40)).isTrue();

        assertThat(memory.free()).isZero();
    }

    @Test
    void answersThatCannotBeKeptLetNoMoreBeAsked() {
        LineMemory memory = new LineMemory(1L << 30);
        memory.answered(100 << 20);
        assertThat(memory.isFullOfAnswers()).isTrue();
        memory.kept(100 << 20);
        assertThat(memory.isFullOfAnswers()).isFalse();
    }

    @Test
    void aFileOfAnySizeIsReadWholeBehindItsMark() throws Exception {
        String line = "x".repeat(70_000);
        try (var lines = lines("\uFEFF" + (line + "\n").repeat(4), 100_000)) {
            for (int i = 0; i < 4; i++) {
                assertThat(Objects.requireNonNull(lines.next()).bytes()).hasSize(70_000);
            }
            assertThat(lines.next()).isNull();
        }
        assertThat(new Octets(new ByteArrayInputStream(new byte[] {(byte) 0xEF, 1}), () -> {}).read())
                .isEqualTo(0xEF);
        assertThat(new Octets(new ByteArrayInputStream(new byte[0]), () -> {}).read())
                .isEqualTo(-1);
    }

    private static LineParser any() {
        return new LineParser(LineParser.ANY, Defaults.NONE, List.of());
    }

    private static RawLine raw(String text) {
        return new RawLine(7, 0, text.getBytes(StandardCharsets.UTF_8), null);
    }

    private static LineSource lines(String text, int longest) throws Exception {
        return new LineSource(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), longest, () -> {});
    }

    private static io.serai.batch.CsvSource csv(String text, int longest) throws Exception {
        return new io.serai.batch.CsvSource(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), longest, () -> {});
    }

    private static String text(BatchLine line) {
        return new String(line.body(), StandardCharsets.UTF_8);
    }
}
