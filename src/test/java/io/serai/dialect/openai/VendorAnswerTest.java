package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.ChatResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.MalformedException;
import io.serai.dialect.VendorErrorException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What vendors mean by their answers, in all the ways in which they write them. */
class VendorAnswerTest {

    @ParameterizedTest
    @CsvSource({
        "stop,STOP",
        "eos,STOP",
        "end_turn,STOP",
        "stop_sequence,STOP",
        "STOP,STOP",
        "whatever,STOP",
        "length,LENGTH",
        "model_length,LENGTH",
        "max_tokens,LENGTH",
        "MAX_TOKENS,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_calls,TOOL_CALLS",
        "tool_use,TOOL_CALLS",
        "function_call,FUNCTION_CALL",
        "content_filter,CONTENT_FILTER",
        "sensitive,CONTENT_FILTER",
        "SAFETY,CONTENT_FILTER",
        "refusal,CONTENT_FILTER"
    })
    void finishReasons(String word, FinishReason reason) {
        assertThat(Trees.whole(answer("{\"content\":\"x\"}", word))
                        .choices()
                        .getFirst()
                        .finishReason())
                .isEqualTo(reason);
    }

    /** An answer that its vendor could not complete is none: another target may do better. */
    @ParameterizedTest
    @ValueSource(strings = {"error", "network_error", "insufficient_system_resource", "abort"})
    void aVendorThatFailedInTheMiddleHasFailed(String word) {
        VendorErrorException error = catchThrowableOfType(
                VendorErrorException.class, () -> Trees.whole(answer("{\"content\":\"half\"}", word)));

        assertThat(error.status()).isEqualTo(503);
        assertThat(error.code()).isEqualTo(word);
        assertThat(error.text()).contains(word);
    }

    /** See <a href="https://openrouter.ai/docs/api-reference/overview">OpenRouter's choices</a>. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"finish_reason": "error", "message": {"content": "half"}, "error": {"code": 502, "message": "boom"}} | 502
            {"finish_reason": null, "message": {"content": ""}, "error": {"code": 429, "message": "boom"}}        | 429
            {"finish_reason": "stop", "message": {"content": "x"}, "error": {"code": "gone", "message": "boom"}}  | 503
            """)
    void aChoiceThatTellsAnErrorIsNone(String choice, int status) {
        VendorErrorException error =
                catchThrowableOfType(VendorErrorException.class, () -> Trees.whole("{\"choices\":[" + choice + "]}"));

        assertThat(error.text()).isEqualTo("boom");
        assertThat(error.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "NULL"})
    void aModelThatGoesOnHasNoReason(String word) {
        List<ChatResponse> pieces = Trees.pieces(
                Trees.stream("{\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"" + word + "\"}]}"));

        assertThat(pieces.getFirst().choices().getFirst().finishReason()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"content": "x"}                                         | STOP
            {"tool_calls": [{"id": "c", "function": {"name": "f"}}]} | TOOL_CALLS
            """)
    void aWholeAnswerHasAReasonEvenIfItTellsNone(String message, FinishReason reason) {
        ChatResponse answer = Trees.whole("{\"choices\":[{\"message\":" + message + "}]}");

        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(reason);
    }

    @Test
    void thoughtsAreNotWhatIsSaid() {
        ChatResponse answer =
                Trees.whole(answer("{\"reasoning_content\":\"hm\",\"reasoning\":\"hm\",\"content\":\"4\"}", "stop"));

        assertThat(answer.text()).isEqualTo("4");
        assertThat(answer.choices().getFirst().message().reasoning()).isEqualTo("hm");
    }

    @Test
    void toolCallsWithoutContent() {
        ChatResponse answer = Trees.whole(answer(
                "{\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":[1]}}}]}",
                "tool_calls"));

        ToolCall call = answer.choices().getFirst().message().toolCalls().getFirst();
        assertThat(answer.text()).isEmpty();
        assertThat(answer.isUseful()).isTrue();
        assertThat(List.of(call.id(), call.name(), call.arguments())).containsExactly("a", "f", "{\"x\":[1]}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OpenAI         | {"prompt_tokens": 9, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 4}, "completion_tokens_details": {"reasoning_tokens": 3}} | 9 | 5 | 4 | 3
            DeepSeek       | {"prompt_tokens": 9, "completion_tokens": 5, "prompt_cache_hit_tokens": 4, "prompt_cache_miss_tokens": 5} | 9 | 5 | 4 | -1
            Kimi           | {"prompt_tokens": 9, "completion_tokens": 5, "cached_tokens": 4} | 9 | 5 | 4 | -1
            without detail | {"prompt_tokens": 9, "completion_tokens": 5}                     | 9 | 5 | -1 | -1
            null detail    | {"prompt_tokens": 9, "completion_tokens": 5, "prompt_tokens_details": null} | 9 | 5 | -1 | -1
            """)
    void usage(String vendor, String usage, long input, long output, long cached, long reasoning) {
        Usage read = Objects.requireNonNull(
                Trees.whole("{\"choices\":[],\"usage\":" + usage + "}").usage());

        assertThat(List.of(read.inputTokens(), read.outputTokens(), read.cachedTokens(), read.reasoningTokens()))
                .containsExactly(input, output, cached, reasoning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "[]"})
    void usageThatIsNone(String usage) {
        String answer = "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":" + usage + "}";

        assertThat(Trees.whole(answer).usage()).isNull();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ` `                                  | The answer is empty
            ` \\n `                              | The answer is empty
            <html>no</html>                      | The answer is a web page
            ` \\n<!DOCTYPE html>`                | The answer is a web page
            upstream connect error               | The answer is neither JSON nor an event stream
            "Invalid token"                      | The answer is neither JSON nor an event stream
            {"choices": [                        | Unexpected end-of-input: expected close marker for Array (line 1, column 14)
            {} trailing                          | Unrecognized token 'trailing'
            []                                   | The answer is no JSON object
            {}                                   | The answer has no choices
            {"choices": null}                    | The answer has no choices
            {"choices": null, "usage": {}}       | The answer has no choices
            {"choices": {}}                      | The answer has no choices
            {"choices": [1]}                     | 'choices[0]' must be an object, not the number 1
            {"choices": [{"message": "hi"}]}     | 'choices[0].message' must be an object, not the text "hi"
            {"choices": [{"message": {"tool_calls": "f"}}]} | 'choices[0].message.tool_calls' must be a list, not the text "f"
            """)
    void whatIsNoAnswer(String body, String message) {
        assertThatThrownBy(() -> Trees.whole(body.replace("\\n", "\n")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF", " \r\n\t", "\uFEFF\n\n\n"})
    void whatMayStandBeforeAnAnswer(String before) {
        assertThat(Trees.whole(before + answer("{\"content\":\"x\"}", "stop")).text())
                .isEqualTo("x");
        assertThat(Trees.whole(before + Trees.stream("{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}"))
                        .text())
                .isEqualTo("x");
    }

    /** Some servers stream whatever they are asked, others never do. */
    @Test
    void aWholeAnswerMayComeAsAnEvent() {
        assertThat(Trees.whole(Trees.stream(answer("{\"content\":\"x\"}", "stop")))
                        .text())
                .isEqualTo("x");
    }

    @Test
    void smallMistakesCostNoAnswer() {
        ChatResponse answer = Trees.whole("""
                {"id": 5, "created": "yesterday", "model": {}, "object": null, "error": {}, "choices": [
                  {"index": "first", "message": {"role": 1, "content": "x", "refusal": false, "reasoning": []}, "finish_reason": 7}]}""");

        assertThat(answer.text()).isEqualTo("x");
        assertThat(Trees.tree(Trees.SERVER.writeChat(answer, Trees.ASKED))
                        .path("id")
                        .isTextual())
                .isTrue();
    }

    private static String answer(String message, String finishReason) {
        return "{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":%s,\"finish_reason\":\"%s\"}]}"
                .formatted(message, finishReason);
    }
}
