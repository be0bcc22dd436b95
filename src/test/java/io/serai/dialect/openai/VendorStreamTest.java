package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.ChatResponse;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.MalformedException;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The streams of vendors, with all that they leave out, repeat or add. */
class VendorStreamTest {
    private static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grüße 👋\"}}]}\n\n";
    private static final String STOP =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":%d,\"total_tokens\":3}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    static final String[] COMPLETE = {
        HELLO + STOP + DONE,
        HELLO + STOP,
        HELLO + DONE,
        HELLO + STOP.strip(),
        HELLO + STOP + DONE.strip(),
        HELLO + STOP + "data:[DONE]\n\n",
        HELLO + STOP + "data: [DONE] \n\n",
        HELLO + STOP + DONE + HELLO,
        HELLO + STOP + "data: {\"choices\":[],\"usa",
        (HELLO + STOP + DONE).replace("\n", "\r\n"),
        (HELLO + STOP + DONE).replace("\n", "\r"),
        (HELLO + STOP + DONE).replace("data: ", "data:"),
        (HELLO + STOP + DONE).replace("data: ", "event: message\nid: 7\nretry: 5\ndata: "),
        (HELLO + STOP + DONE).replace("\"index\"", "\ndata: \"index\""),
        ": OPENROUTER PROCESSING\n\n:\n\n" + HELLO + ": ping\n\n" + STOP + DONE,
        "\n\n" + HELLO + "\n\n\n" + STOP + "data:\n\n" + DONE,
        HELLO + "event: ping\ndata: {\"type\": \"ping\"}\n\n" + STOP + DONE,
        HELLO + "data: {\"choices\":null,\"usage\":null}\n\n" + STOP + DONE,
        "data: {\"id\":\"\",\"choices\":[],\"prompt_filter_results\":[]}\n\n" + HELLO + STOP + DONE,
        HELLO + "data: {\"choices\":[{\"index\":0,\"delta\":{}}]}\n\n" + STOP + DONE,
        HELLO + "data: {\"choices\":[{\"index\":0,\"delta\":null}]}\n\n" + STOP + DONE,
        HELLO.replace("\"delta\":{", "\"delta\":{\"role\":\"assistant\",")
                + STOP.replace("{}", "{\"role\":\"assistant\"}")
                + DONE,
    };

    @ParameterizedTest
    @FieldSource("COMPLETE")
    void aStreamIsReadHoweverItIsFramed(String stream) {
        assertThat(Trees.whole(stream).text()).isEqualTo("Grüße 👋");
    }

    /** The bytes of a character, an escape, an event and its line ends may come in different reads. */
    @ParameterizedTest
    @FieldSource("COMPLETE")
    void aStreamIsReadWhereverItIsSplit(String stream) {
        byte[] bytes = Trees.bytes("\uFEFF" + stream);
        for (int at = 0; at <= bytes.length; at++) {
            InputStream split = new SequenceInputStream(
                    new ByteArrayInputStream(bytes, 0, at), new ByteArrayInputStream(bytes, at, bytes.length - at));

            assertThat(Trees.whole(split).text()).as("split at %d", at).isEqualTo("Grüße 👋");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HELLO,
                "data: {\"choices\":[]}\n\n",
                ": OPENROUTER PROCESSING\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grü",
                HELLO
                        + "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\n",
                "event: message\n",
                "data",
            })
    void aStreamWithoutAnEndWasCut(String stream) {
        assertThatThrownBy(() -> Trees.whole(stream))
                .isInstanceOf(MalformedException.class)
                .hasMessage("The stream was cut");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {oops}\n\n", "data: 5\n\n", "data: {\"choices\":[{\"delta\":\"x\"}]}\n\n"})
    void aWrongEventIsNoAnswer(String event) {
        assertThatThrownBy(() -> Trees.whole(HELLO + event + STOP + DONE)).isInstanceOf(MalformedException.class);
    }

    @Test
    void usageCountsWhereverItComesAndTheLastCounts() {
        String withFinish =
                STOP.replace("\"choices\"", "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":9},\"choices\"");

        assertThat(outputTokens(HELLO + STOP + USAGE.formatted(2) + DONE)).isEqualTo(2);
        assertThat(outputTokens(HELLO + withFinish + DONE)).isEqualTo(9);
        assertThat(outputTokens(USAGE.formatted(1) + HELLO + USAGE.formatted(2) + withFinish + DONE))
                .isEqualTo(9);
        assertThat(outputTokens(HELLO.replace("{\"choices\"", "{\"usage\":null,\"choices\"") + withFinish + DONE))
                .isEqualTo(9);
        assertThat(Trees.whole(HELLO + STOP + DONE).usage()).isNull();
    }

    /** Moonshot tells it in the last choice, Groq among what is its own; both tell it once more if that is asked for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"usage\":U}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"id\":\"r\",\"usage\":U}}",
            })
    void usageThatStandsElsewhereIsToldAtTheEnd(String last) {
        String usage = "{\"prompt_tokens\":1,\"completion_tokens\":9,\"cached_tokens\":1}";
        String event = "data: " + last.replace("U", usage) + "\n\n";

        List<ChatResponse> pieces = Trees.pieces(HELLO + event + DONE);
        assertThat(pieces).map(ChatResponse::usage).map(told -> told != null).containsExactly(false, false, true);
        assertThat(pieces.getLast().choices()).isEmpty();
        assertThat(outputTokens(HELLO + event)).isEqualTo(9);
        assertThat(outputTokens(HELLO + event + USAGE.formatted(2) + DONE)).isEqualTo(2);
        assertThat(Trees.pieces(HELLO + event + USAGE.formatted(2) + DONE)).hasSize(3);
    }

    private static long outputTokens(String stream) {
        Usage usage = Trees.whole(stream).usage();
        return usage == null ? -1 : usage.outputTokens();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            as OpenAI does               | {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}  | {"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}} | {"index":0,"function":{"arguments":"{1"}} | {"index":1,"function":{"arguments":"{2"}} | {"index":0,"function":{"arguments":"}"}} | {"index":1,"function":{"arguments":"}"}}
            id and name repeated         | {"index":0,"id":"a","function":{"name":"f","arguments":"{"}} | {"index":1,"id":"b","function":{"name":"g","arguments":"{"}} | {"index":0,"id":"a","function":{"name":"f","arguments":"1"}} | {"index":1,"id":"b","function":{"name":"g","arguments":"2}"}} | {"index":0,"id":"a","function":{"name":"f","arguments":"}"}}
            empty id and name repeated   | {"index":0,"id":"a","function":{"name":"f","arguments":"{"}} | {"index":0,"id":"","function":{"name":"","arguments":"1}"}} | {"index":1,"id":"b","function":{"name":"g","arguments":"{"}} | {"index":1,"id":null,"function":{"name":null,"arguments":"2}"}}
            a new id in every piece      | {"index":0,"id":"a","function":{"name":"f","arguments":"{"}} | {"index":0,"id":"x","function":{"arguments":"1}"}} | {"index":1,"id":"b","function":{"name":"g","arguments":"{"}} | {"index":1,"id":"y","function":{"arguments":"2}"}}
            no index, call after call    | {"id":"a","function":{"name":"f","arguments":"{1"}} | {"function":{"arguments":"}"}} | {"id":"b","function":{"name":"g","arguments":"{2"}} | {"function":{"arguments":"}"}}
            no index, all in one event   | [{"id":"a","function":{"name":"f","arguments":"{1"}},{"id":"b","function":{"name":"g","arguments":"{2"}}] | [{"function":{"arguments":"}"}},{"function":{"arguments":"}"}}]
            no index, whole calls        | {"id":"a","function":{"name":"f","arguments":"{1}"}} | {"id":"b","function":{"name":"g","arguments":"{2}"}}
            index 0 for all (Gemini)     | {"index":0,"id":"a","function":{"name":"f","arguments":"{1}"}} | {"index":0,"id":"b","function":{"name":"g","arguments":"{2}"}}
            null for an index            | {"index":null,"id":"a","function":{"name":"f","arguments":"{1}"}} | {"index":null,"id":"b","function":{"name":"g","arguments":"{2}"}}
            indexes from 1               | {"index":1,"id":"a","function":{"name":"f","arguments":"{1}"}} | {"index":2,"id":"b","function":{"name":"g","arguments":"{2}"}}
            arguments as objects         | {"index":0,"id":"a","function":{"name":"f","arguments":"{1}"}} | {"index":1,"id":"b","function":{"name":"g","arguments":"{2}"}}
            id first, name later         | {"index":0,"id":"a"} | {"index":0,"function":{"name":"f","arguments":"{1}"}} | {"index":1,"id":"b","function":{}} | {"index":1,"function":{"name":"g","arguments":"{2}"}}
            """)
    void piecesOfToolCallsFindTogether(ArgumentsAccessor row) {
        List<String> events = row.toList().stream()
                .skip(1)
                .map(Object::toString)
                .map(deltas -> deltas.startsWith("[") ? deltas : "[" + deltas + "]")
                .map(deltas -> "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":" + deltas + "}}]}")
                .toList();
        String stream = Trees.stream(events.toArray(String[]::new));

        assertThat(toolCalls(Trees.whole(stream))).map(VendorStreamTest::text).containsExactly("a f {1}", "b g {2}");
        assertThat(joinedAsClientsDo(Trees.pieces(stream))).containsExactly("a f {1}", "b g {2}");
    }

    @Test
    void callsWithoutIdsAreTwoCallsWithIds() {
        String event =
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}";

        List<ToolCall> calls = toolCalls(Trees.whole(Trees.stream(event, event)));

        assertThat(calls).extracting(ToolCall::arguments).containsExactly("{}", "{}");
        assertThat(calls).extracting(ToolCall::id).doesNotHaveDuplicates().allMatch(id -> id.startsWith("call_"));
    }

    /** OpenAI's SDKs join pieces by index, and add up all texts. */
    private static List<String> joinedAsClientsDo(List<ChatResponse> pieces) {
        Map<Integer, ToolCall> calls = new TreeMap<>();
        for (ChatResponse piece : pieces) {
            for (ToolCall call : toolCalls(piece)) {
                calls.merge(call.index(), call, VendorStreamTest::sum);
            }
        }
        return calls.values().stream().map(VendorStreamTest::text).toList();
    }

    private static ToolCall sum(ToolCall head, ToolCall tail) {
        return new ToolCall(
                head.index(),
                head.id() + tail.id(),
                head.name() + tail.name(),
                head.arguments() + tail.arguments(),
                Map.of());
    }

    private static String text(ToolCall call) {
        return call.id() + " " + call.name() + " " + call.arguments();
    }

    private static List<ToolCall> toolCalls(ChatResponse answer) {
        return answer.choices().getFirst().message().toolCalls();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"boom\",\"code\":502}}\n\n",
                "data: {\"error\":{\"message\":\"boom\",\"code\":502},\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n",
                "event: error\ndata: {\"message\":\"boom\",\"code\":502}\n\n",
                "event: error\ndata: {\"error\":{\"message\":\"boom\",\"code\":\"502\"}}\n\n",
                "data: {\"object\":\"error\",\"message\":\"boom\",\"code\":502}\n\n",
                "data: {\"message\":\"boom\",\"code\":502}\n\n",
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"message\":\"boom\",\"code\":502}}]}\n\n",
            })
    void anErrorInAStreamIsOne(String event) {
        VendorErrorException error =
                catchThrowableOfType(VendorErrorException.class, () -> Trees.whole(HELLO + event + DONE));

        assertThat(error.text()).isEqualTo("boom");
        assertThat(error.status()).isEqualTo(502);
    }

    /** "An error string indicating why a stream was stopped early", says Groq's SDK. */
    @Test
    void aStreamThatGroqStoppedEarlyIsNone() {
        String stopped =
                STOP.replace("{\"choices\"", "{\"x_groq\":{\"id\":\"r\",\"error\":\"over capacity\"},\"choices\"");

        assertThatThrownBy(() -> Trees.whole(HELLO + stopped + DONE))
                .isInstanceOf(VendorErrorException.class)
                .hasMessage("over capacity");
    }

    @Test
    void anErrorEventOfPlainTextIsOne() {
        assertThatThrownBy(() -> Trees.whole(HELLO + "event: error\ndata: out of memory\n\n"))
                .isInstanceOf(VendorErrorException.class)
                .hasMessage("out of memory");
    }

    @Test
    void whatComesBeforeAnErrorIsRead() throws IOException {
        byte[] stream = Trees.bytes(HELLO + HELLO + "data: {\"error\":\"boom\"}\n\n");
        AnswerReader reader = Trees.CLIENT.readChat(new ByteArrayInputStream(stream));

        assertThat(reader.next()).isNotNull();
        assertThat(reader.next()).isNotNull();
        assertThatThrownBy(reader::next).isInstanceOf(VendorErrorException.class);
    }
}
