package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What strict clients insist on in the calls of an answer: each with an id of its own, a type, a function with a name in its first piece and
 * an object in every other, and a finish reason that goes with them.
 *
 * @see <a href="https://github.com/vercel/ai/blob/main/packages/openai/src/chat/openai-chat-api.ts">The AI SDK's schema</a>
 */
class CallsForClientsTest {

    /** Deltas of a stream, one a column; what the client gets is the same for all. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        as OpenAI does       | {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}} | {"index":0,"function":{"arguments":"{}"}}
        the id before a name | {"index":0,"id":"a","type":"function"} | {"index":0,"function":{"name":"f","arguments":"{}"}}
        arguments before it  | {"index":0,"id":"a","function":{"arguments":"{"}} | {"index":0,"function":{"name":"f","arguments":"}"}}
        no function object   | {"index":0,"id":"a","function":{"name":"f","arguments":"{}"}} | {"index":0,"id":"a"}
        null for a type      | {"index":0,"id":"a","type":null,"function":{"name":"f","arguments":"{}"}} | {"index":0,"type":null,"function":{"name":null,"arguments":null}}
        an empty type        | {"index":0,"id":"a","type":"","function":{"name":"f","arguments":"{}"}} | {"index":0,"id":"","type":"","function":{"name":"","arguments":""}}
        """)
    void everyPieceIsOneThatStrictClientsTake(String why, String first, String second) {
        List<JsonNode> calls = new ArrayList<>();
        Trees.eventsForClient(delta(first), delta(second))
                .forEach(event -> event.at("/choices/0/delta/tool_calls").forEach(calls::add));

        StringBuilder arguments = new StringBuilder();
        for (JsonNode call : calls) {
            assertThat(call.path("function").isObject()).as("%s", call).isTrue();
            assertThat(call.path("type").asText("function")).as("%s", call).matches("function|null");
            arguments.append(call.at("/function/arguments").asText("").replace("null", ""));
        }
        assertThat(calls.getFirst().path("id").asText()).isEqualTo("a");
        assertThat(calls.getFirst().path("type").asText()).isEqualTo("function");
        assertThat(calls.getFirst().at("/function/name").asText()).isEqualTo("f");
        assertThat(arguments.toString()).isEqualTo("{}");
    }

    /** Kimi, DeepSeek and Zhipu give parallel calls one id now and then; results could not be told apart. */
    @Test
    void callsThatHaveOneIdGetTwo() {
        String call =
                "{\"INDEXid\":\"grep:3\",\"type\":\"function\",\"function\":{\"name\":\"grep\",\"arguments\":\"{}\"}}";
        JsonNode whole = Trees.forClient("{\"choices\":[{\"message\":{\"tool_calls\":[%s,%s]}}]}"
                .formatted(call.replace("INDEX", ""), call.replace("INDEX", "")));
        List<JsonNode> events = Trees.eventsForClient(
                delta(call.replace("INDEX", "index\":0,\"")), delta(call.replace("INDEX", "index\":1,\"")));

        assertThat(whole.findValuesAsText("id")).contains("grep:3", "grep:3_2");
        assertThat(events)
                .extracting(
                        event -> event.at("/choices/0/delta/tool_calls/0/id").asText())
                .startsWith("grep:3", "grep:3_2");
    }

    @Test
    void aCallWithoutANameIsNone() {
        JsonNode whole = Trees.forClient(
                "{\"choices\":[{\"message\":{\"content\":\"x\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"\"}},"
                        + "{\"id\":\"b\",\"type\":\"new_kind\",\"new_kind\":{\"x\":1}}]}}]}");

        assertThat(whole.at("/choices/0/message/tool_calls").findValuesAsText("id"))
                .containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        stop           | true  | tool_calls
        tool_calls     | true  | tool_calls
        length         | true  | length
        content_filter | true  | content_filter
        stop           | false | stop
        """)
    void theReasonGoesWithTheCalls(String told, boolean calls, String reason) {
        String call = calls
                ? ",\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]"
                : "";
        String end = "\"finish_reason\":\"" + told + '"';

        assertThat(Trees.forClient("{\"choices\":[{\"message\":{\"content\":\"x\"" + call + "}," + end + "}]}")
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo(reason);
        assertThat(Trees.eventsForClient(
                                "{\"choices\":[{\"delta\":{\"content\":\"x\"" + call + "}}]}",
                                "{\"choices\":[{\"delta\":{}," + end + "}]}")
                        .getLast()
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo(reason);
    }

    private static String delta(String call) {
        return "{\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]}}]}";
    }
}
