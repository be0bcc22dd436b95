package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an answer is written differently on purpose: compatible vendors deviate from OpenAI, and its clients take it as OpenAI has it. */
class NormalisedAnswerTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a word of another vendor      | {"finish_reason": "eos"}           | {"finish_reason": "stop", "native_finish_reason": "eos"}
            in capitals                   | {"finish_reason": "MAX_TOKENS"}    | {"finish_reason": "length", "native_finish_reason": "MAX_TOKENS"}
            the vendor tells its own word | {"finish_reason": "sensitive", "native_finish_reason": "x"} | {"finish_reason": "content_filter", "native_finish_reason": "x"}
            a word that nobody knows      | {"finish_reason": "moon_phase"}    | {"finish_reason": "stop", "native_finish_reason": "moon_phase"}
            no reason                     | {}                                 | {"finish_reason": "stop"}
            no reason yet                 | {"finish_reason": null}            | {"finish_reason": "stop"}
            an empty reason               | {"finish_reason": ""}              | {"finish_reason": "stop"}
            a reason that is no word      | {"finish_reason": 1}               | {"finish_reason": "stop"}
            an index that is none         | {"index": null, "finish_reason": "stop"} | {"finish_reason": "stop"}
            """)
    void aChoice(String why, String choice, String expected) {
        String said = "\"message\": {\"role\": \"assistant\", \"content\": \"x\", \"refusal\": null}";
        JsonNode written = Trees.forClient("{\"id\":\"1\",\"choices\":[" + with(said, choice) + "]}")
                .at("/choices/0");

        assertThat(written).isEqualTo(Trees.tree(with(said + ", \"index\": 0, \"logprobs\": null", expected)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no role                   | {"content": "x"}                                       | {"content": "x"}
            another role              | {"role": "model", "content": "x"}                      | {"content": "x"}
            no content                | {"refusal": null}                                      | {"content": null}
            texts as parts            | {"content": [{"type": "text", "text": "a"}, "b"]}      | {"content": "ab"}
            thoughts as parts         | {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "h"}, {"type": "text", "text": "m"}]}, {"type": "text", "text": "a"}]} | {"reasoning_content": "hm", "content": "a"}
            sources among the texts   | {"content": [{"type": "text", "text": "a"}, {"type": "reference", "reference_ids": [1]}, {"type": "text", "text": "b"}]} | {"content": "ab", "references": [{"type": "reference", "reference_ids": [1]}]}
            sources among thoughts    | {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}, {"type": "reference", "reference_ids": [1]}]}]} | {"reasoning_content": "hm", "content": null}
            thoughts as one           | {"content": [{"type": "thinking", "thinking": "hm"}]}  | {"reasoning_content": "hm", "content": null}
            no calls                  | {"content": "x", "tool_calls": []}                     | {"content": "x"}
            arguments as an object    | {"tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": {"a": [1.50]}}}]} | {"content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{\\"a\\":[1.50]}"}}]}
            no arguments              | {"tool_calls": [{"id": "c", "type": "function", "function": {"name": "f"}}]} | {"content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": ""}}]}
            a call without a type     | {"tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{}"}}]} | {"content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}
            """)
    void aMessage(String why, String message, String expected) {
        String answer =
                "{\"id\":\"1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":" + message + "}]}";

        assertThat(Trees.forClient(answer).at("/choices/0/message"))
                .isEqualTo(Trees.tree(with("\"role\": \"assistant\", \"refusal\": null", expected)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no total            | {"prompt_tokens": 1, "completion_tokens": 2} | {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
            a total of its own  | {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 9} | {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 9}
            no output           | {"prompt_tokens": 1, "total_tokens": 1} | {"prompt_tokens": 1, "completion_tokens": 0, "total_tokens": 1}
            null for a number   | {"prompt_tokens": null, "completion_tokens": null, "total_tokens": null} | {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
            not quite whole     | {"prompt_tokens": 1.0, "completion_tokens": 2} | {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
            DeepSeek's cache    | {"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5, "prompt_cache_hit_tokens": 4} | {"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5, "prompt_cache_hit_tokens": 4, "prompt_tokens_details": {"cached_tokens": 4}}
            Kimi's cache        | {"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5, "cached_tokens": 4} | {"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5, "cached_tokens": 4, "prompt_tokens_details": {"cached_tokens": 4}}
            """)
    void usage(String why, String usage, String expected) {
        String answer = "{\"id\":\"1\",\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":" + usage + "}";

        assertThat(Trees.forClient(answer).path("usage")).isEqualTo(Trees.tree(expected));
    }

    /** Such as Gemini's executableCode. */
    @Test
    void partsOfAnotherVendorsOwnKindAreLeftOut() {
        Message said = new Message(
                Role.ASSISTANT,
                List.of(new Part.Other(Map.of("executableCode", Map.of())), new Part.Text("a", true, Map.of())),
                List.of(),
                Map.of());
        ChatResponse answer = new ChatResponse(
                "1", 0, "m", List.of(new Choice(0, said, FinishReason.STOP, Map.of())), null, Map.of());

        assertThat(Trees.tree(Trees.SERVER.writeChat(answer, Trees.ASKED)).at("/choices/0/message/content"))
                .isEqualTo(Trees.tree("\"a\""));
    }

    @Test
    void whatIsMissingAtTheTopIsMadeUp() {
        JsonNode written = Trees.forClient(
                "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"id\":null,\"created\":null,\"model\":null}");

        assertThat(written.path("id").asText()).matches("chatcmpl-[0-9a-f]{32}");
        assertThat(written.path("object").asText()).isEqualTo("chat.completion");
        assertThat(written.path("created").asLong()).isCloseTo(System.currentTimeMillis() / 1000, Offset.offset(60L));
        assertThat(written.path("model").asText()).isEmpty();
    }

    @Test
    void aCallWithoutAnIdGetsOne() {
        String call = "{\"id\":%s,\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
        JsonNode calls = Trees.forClient("{\"choices\":[{\"message\":{\"tool_calls\":[%s,%s]}}]}"
                        .formatted(call.formatted("\"\""), call.formatted("null")))
                .at("/choices/0/message/tool_calls");

        assertThat(calls.findValuesAsText("id"))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("call_[0-9a-f]{32}"));
    }

    @Test
    void allEventsHaveTheSameIdAndTheFirstTellsTheRole() {
        List<JsonNode> events = Trees.eventsForClient(
                "{\"id\":\"\",\"model\":\"\",\"created\":0,\"choices\":[]}",
                "{\"id\":\"a\",\"model\":\"m\",\"created\":5,\"choices\":[{\"delta\":{\"content\":\"x\"}}]}",
                "{\"id\":\"b\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"y\"}}]}",
                "{\"id\":null,\"choices\":[{\"delta\":{\"role\":null},\"finish_reason\":\"stop\"}]}");

        assertThat(events)
                .extracting(event -> event.path("id").asText())
                .containsOnly(events.getFirst().path("id").asText());
        assertThat(events).extracting(event -> event.path("created").asLong()).doesNotContain(0L);
        assertThat(events).extracting(event -> event.path("model").asText()).containsExactly("", "m", "m", "m");
        assertThat(events)
                .extracting(event -> event.at("/choices/0/delta").toString())
                .containsExactly("", "{\"role\":\"assistant\",\"content\":\"x\"}", "{\"content\":\"y\"}", "{}");
        assertThat(events)
                .extracting(event -> event.at("/choices/0/finish_reason").toString())
                .containsExactly("", "null", "null", "\"stop\"");
    }

    /** Clients wait for the reason; that the stream is complete, its vendor has said. */
    @Test
    void aStreamThatIsDoneHasItsReasons() {
        List<JsonNode> events = Trees.eventsForClient(
                "{\"id\":\"1\",\"model\":\"m\",\"created\":1,\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"}},{\"index\":2,\"finish_reason\":\"length\"}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}}]}");

        assertThat(events.getLast()).isEqualTo(Trees.tree("""
                {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [
                  {"index": 0, "delta": {}, "finish_reason": "tool_calls"}, {"index": 1, "delta": {}, "finish_reason": "stop"}]}"""));
    }

    private static String with(String fields, String object) {
        String others = object.strip().substring(1);
        return "{" + fields + (others.equals("}") ? "" : ",") + others;
    }
}
