package io.serai.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Part;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.MalformedException;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's answers, whole and streamed, as other dialects get them. Pages are those of ai.google.dev. */
class AnswerOfVendorTest {
    static final String TEXT = """
            {"candidates": [{"content": {"parts": [{"text": "Grüße 👋"}], "role": "model"}, "finishReason": "STOP", "index": 0}],
             "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 3, "thoughtsTokenCount": 5, "cachedContentTokenCount": 2,
               "toolUsePromptTokenCount": 10, "totalTokenCount": 25}, "modelVersion": "gemini-2.5-flash", "responseId": "abc"}""";

    static final String CALLS = """
            {"candidates": [{"content": {"parts": [{"text": "hm", "thought": true}, {"functionCall": {"name": "f", "args": {"a": 1.10}},
               "thoughtSignature": "c2ln"}, {"functionCall": {"id": "x9", "name": "g"}}], "role": "model"}, "finishReason": "STOP"}],
             "responseId": "abc"}""";

    static final String[] STREAM = {"""
        {"candidates": [{"content": {"parts": [{"text": "think", "thought": true}], "role": "model"}, "index": 0}], "usageMetadata": {"promptTokenCount": 1}, "responseId": "r"}""", """
        {"candidates": [{"content": {"parts": [{"text": "Grü"}], "role": "model"}, "index": 0}], "modelVersion": "m"}""", """
        {"candidates": [{"content": {"parts": [{"text": "ße \\ud83d\\udc4b"}]}, "index": 0}, {"content": {"parts": [{"text": "zwei"}]}, "index": 1, "finishReason": "MAX_TOKENS"}]}""", """
        {"candidates": [{"content": {"parts": [{"functionCall": {"name": "f", "args": {"ü": "ß"}}, "thoughtSignature": "c2ln"}]}, "index": 0}]}""", """
        {"candidates": [{"content": {"parts": [{"functionCall": {"name": "f", "args": {"ü": "ß"}}}, {"text": ""}]}, "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 2, "totalTokenCount": 3}}"""};

    /** See /api/generate-content#UsageMetadata: thoughts are beside the candidates, tools' prompts beside the prompt. */
    @Test
    void textAndUsage() {
        ChatResponse answer = Trees.whole(TEXT);

        assertThat(answer.text()).isEqualTo("Grüße 👋");
        assertThat(answer.id()).isEqualTo("abc");
        assertThat(answer.model()).isEqualTo("gemini-2.5-flash");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage()).isEqualTo(new Usage(17, 8, 2, 5, Usage.UNKNOWN, Map.of()));
    }

    /** See /gemini-api/docs/function-calling and /gemini-api/docs/thought-signatures. */
    @Test
    void callsWinOverStopAndHaveIds() {
        Choice choice = Trees.whole(CALLS).choices().getFirst();

        assertThat(choice.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice.message().parts())
                .containsExactly(
                        new Part.Reasoning("hm", Part.Reasoning.FIELD),
                        new Part.Reasoning("", Part.Reasoning.FIELD, new Signature("gemini", "c2ln", false)));
        List<ToolCall> calls = choice.message().toolCalls();
        assertThat(calls).extracting(ToolCall::name).containsExactly("f", "g");
        assertThat(calls).extracting(ToolCall::arguments).containsExactly("{\"a\":1.10}", "{}");
        assertThat(calls.getFirst().id()).isNotEmpty().isEqualTo(firstId(CALLS));
        assertThat(calls.getFirst().id()).isNotEqualTo(firstId(CALLS.replace("abc", "abd")));
        assertThat(calls.getLast().id()).isEqualTo("x9");
        assertThat(calls.getFirst().extras().toString()).contains("thought_signature=c2ln");
    }

    private static String firstId(String answer) {
        return Trees.whole(answer)
                .choices()
                .getFirst()
                .message()
                .toolCalls()
                .getFirst()
                .id();
    }

    /** See /api/generate-content#FinishReason. */
    @ParameterizedTest
    @CsvSource({
        "STOP, STOP",
        "MAX_TOKENS, LENGTH",
        "SAFETY, CONTENT_FILTER",
        "RECITATION, CONTENT_FILTER",
        "LANGUAGE, CONTENT_FILTER",
        "BLOCKLIST, CONTENT_FILTER",
        "PROHIBITED_CONTENT, CONTENT_FILTER",
        "SPII, CONTENT_FILTER",
        "IMAGE_SAFETY, CONTENT_FILTER",
        "OTHER, STOP",
        "FINISH_REASON_UNSPECIFIED, STOP",
        "A_NEW_ONE, STOP"
    })
    void finishReasons(String word, FinishReason reason) {
        assertThat(Trees.whole(TEXT.replace("STOP", word)).choices().getFirst().finishReason())
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MALFORMED_FUNCTION_CALL",
                "UNEXPECTED_TOOL_CALL",
                "TOO_MANY_TOOL_CALLS",
                "MISSING_THOUGHT_SIGNATURE"
            })
    void aModelThatFailsIsAFailure(String word) {
        String answer = "{\"candidates\":[{\"finishReason\":\"" + word + "\",\"finishMessage\":\"print(\"}]}";

        for (String form : List.of(answer, Trees.stream(answer))) {
            VendorErrorException error = catchThrowableOfType(VendorErrorException.class, () -> Trees.whole(form));
            assertThat(error.status()).isEqualTo(503);
            assertThat(error.code()).isEqualTo(word);
            assertThat(error.text()).contains("print(");
        }
    }

    /** See /api/generate-content#PromptFeedback: there are no candidates then. */
    @Test
    void aBlockedPromptIsFiltered() {
        String answer =
                "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":4},\"responseId\":\"r\"}";

        for (String form : List.of(answer, Trees.stream(answer), "[" + answer + "]")) {
            ChatResponse whole = Trees.whole(form);
            assertThat(whole.choices().getFirst().finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
            assertThat(whole.isUseful()).isTrue();
            assertThat(whole.usage()).isEqualTo(Usage.of(4, 0));
        }
    }

    /** See /gemini-api/docs/image-generation and /gemini-api/docs/code-execution. */
    @Test
    void imagesAndCodeAreParts() {
        ChatResponse answer = Trees.whole("""
                {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "iVBORw0="}},
                  {"executableCode": {"language": "PYTHON", "code": "1"}}]}, "finishReason": "STOP"}]}""");

        assertThat(answer.choices().getFirst().message().parts())
                .containsExactly(
                        new Part.Image("data:image/png;base64,iVBORw0=", null, Map.of()),
                        new Part.Other(Map.of("executableCode", Map.of("language", "PYTHON", "code", "1"))));
    }

    @Test
    void aStreamIsJoined() {
        ChatResponse whole = Trees.whole(Trees.stream(STREAM));

        assertThat(whole.id()).isEqualTo("r");
        assertThat(whole.model()).isEqualTo("m");
        assertThat(whole.text()).isEqualTo("Grüße 👋");
        Choice first = whole.choices().getFirst();
        assertThat(first.message().reasoning()).isEqualTo("think");
        assertThat(first.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(first.message().toolCalls()).hasSize(2);
        assertThat(first.message().toolCalls()).extracting(ToolCall::id).doesNotHaveDuplicates();
        assertThat(whole.choices().getLast().finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(whole.usage()).isEqualTo(Usage.of(1, 2));
    }

    @Test
    void aListIsAStreamToo() {
        assertThat(Trees.whole("[" + String.join(",\r\n", STREAM) + "]")).isEqualTo(Trees.whole(Trees.stream(STREAM)));
    }

    @Test
    void aStreamMayBeSplitAtEveryByte() {
        byte[] stream = Trees.bytes(Trees.stream(STREAM));
        ChatResponse whole = Trees.whole(new ByteArrayInputStream(stream));

        for (int at = 1; at < stream.length; at++) {
            assertThat(Trees.whole(new Halves(stream, at)))
                    .as("split at %d", at)
                    .isEqualTo(whole);
        }
    }

    /** There is no last word, so the finish reason of each candidate must have come. */
    @Test
    void aStreamThatEndsBeforeItsFinishReasonIsCut() {
        String[] begun = {STREAM[0], STREAM[1]};

        assertThatThrownBy(() -> Trees.whole(Trees.stream(begun)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("cut");
        assertThatThrownBy(() -> Trees.whole(Trees.stream(STREAM[2])))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("cut");
        assertThatThrownBy(() -> Trees.whole(Trees.stream(STREAM[1]) + "data: {\"candidates\": [{\"fin"))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("cut");
        assertThat(Trees.whole("data: " + STREAM[1].replace("\"index\"", "\"finishReason\": \"STOP\", \"index\""))
                        .text())
                .as("a last event without its blank line")
                .isEqualTo("Grü");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''            | empty
            <html></html> | web page
            hello         | neither JSON nor
            {}            | says nothing
            {"candidates": []} | says nothing
            [7]           | no JSON object
            {"candidates": [7]} | 'candidates[0]' must be an object
            """)
    void whatIsNoAnswerIsToldSo(String body, String words) {
        assertThatThrownBy(() -> Trees.whole(body))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(words);
    }

    /** See /gemini-api/docs/troubleshooting: an error after a 200. */
    @Test
    void anErrorInsideAStreamIsAnError() {
        String error = "{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}";

        for (String form : List.of(
                Trees.stream(STREAM[0], error), "[" + STREAM[0] + "," + error + "]", error, "[" + error + "]")) {
            VendorErrorException told = catchThrowableOfType(VendorErrorException.class, () -> Trees.whole(form));
            assertThat(told.status()).isEqualTo(503);
            assertThat(told.code()).isEqualTo("UNAVAILABLE");
            assertThat(told.text()).isEqualTo("The model is overloaded.");
        }
    }

    /** A stream that comes in two reads. */
    private static final class Halves extends InputStream {
        private final byte[] bytes;
        private final int half;
        private int at;

        Halves(byte[] bytes, int half) {
            this.bytes = bytes;
            this.half = half;
        }

        @Override
        public int read() {
            return at < bytes.length ? bytes[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int end = at < half ? half : bytes.length;
            int count = Math.min(length, end - at);
            if (count <= 0) {
                return -1;
            }
            System.arraycopy(bytes, at, into, offset, count);
            at += count;
            return count;
        }
    }
}
