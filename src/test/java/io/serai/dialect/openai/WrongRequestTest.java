package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever sends a wrong request is told which field is wrong, and what it must be. */
class WrongRequestTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model": 5, "messages": [M]}                      | model       | 'model' must be text, not the number 5.
            {"model": "m"}                                     | messages    | 'messages' is missing; it must be a list of messages, [{"role": "user", "content": "..."}].
            {"messages": null}                                 | messages    | 'messages' is missing; it must be a list of messages, [{"role": "user", "content": "..."}].
            {"messages": []}                                   | messages[0] | 'messages[0]' is missing; it must be a message, {"role": "user", "content": "..."}.
            {"messages": "hi"}                                 | messages    | 'messages' must be a list, not the text "hi".
            {"messages": {"role": "user"}}                     | messages    | 'messages' must be a list, not an object.
            {"messages": [M, "hi"]}                            | messages[1] | 'messages[1]' must be an object, not the text "hi".
            {"messages": [null]}                               | messages[0] | 'messages[0]' must be an object, not null.
            {"messages": [{"content": "x"}]}                   | messages[0].role | 'messages[0].role' is missing; it must be one of system, developer, user, assistant, tool.
            {"messages": [{"role": "bot", "content": "x"}]}    | messages[0].role | 'messages[0].role' must be one of system, developer, user, assistant, tool, not the text "bot".
            {"messages": [{"role": 1, "content": "x"}]}        | messages[0].role | 'messages[0].role' must be one of system, developer, user, assistant, tool, not the number 1.
            {"messages": [M, {"role": "user", "content": 5}]}  | messages[1].content | 'messages[1].content' must be text or a list of parts, not the number 5.
            {"messages": [{"role": "user", "content": {}}]}    | messages[0].content | 'messages[0].content' must be text or a list of parts, not an object.
            {"messages": [{"role": "user"}]}                   | messages[0].content | 'messages[0].content' is missing; it must be text or a list of parts.
            {"messages": [{"role": "tool", "content": null}]}  | messages[0].content | 'messages[0].content' is missing; it must be text or a list of parts.
            {"messages": [{"role": "user", "content": [5]}]}   | messages[0].content[0] | 'messages[0].content[0]' must be an object with a type, not the number 5.
            {"messages": [{"role": "user", "content": [{"type": "text", "text": 5}]}]} | messages[0].content[0].text | 'messages[0].content[0].text' must be text, not the number 5.
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]} | messages[0].content[0].image_url.url | 'messages[0].content[0].image_url.url' is missing; it must be the image's address or a data: URL.
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]} | messages[0].content[0].image_url.url | 'messages[0].content[0].image_url.url' is missing; it must be the image's address or a data: URL.
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": 1}}]}]} | messages[0].content[0].image_url.url | 'messages[0].content[0].image_url.url' must be text, not the number 1.
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": []}]}]} | messages[0].content[0].image_url | 'messages[0].content[0].image_url' must be an object, not an empty list.
            {"messages": [{"role": "assistant", "tool_calls": {}}]} | messages[0].tool_calls | 'messages[0].tool_calls' must be a list, not an object.
            {"messages": [{"role": "assistant", "tool_calls": [1]}]} | messages[0].tool_calls[0] | 'messages[0].tool_calls[0]' must be an object, not the number 1.
            {"messages": [{"role": "assistant", "tool_calls": [{"function": "f"}]}]} | messages[0].tool_calls[0].function | 'messages[0].tool_calls[0].function' must be an object, not the text "f".
            {"messages": [M], "stream": "yes"}                 | stream      | 'stream' must be true or false, not the text "yes".
            {"messages": [M], "stream": 1}                     | stream      | 'stream' must be true or false, not the number 1.
            {"messages": [M], "temperature": "hot"}            | temperature | 'temperature' must be a number, not the text "hot".
            {"messages": [M], "top_p": true}                   | top_p       | 'top_p' must be a number, not true.
            {"messages": [M], "n": "2"}                        | n           | 'n' must be a whole number, not the text "2".
            {"messages": [M], "n": 1.5}                        | n           | 'n' must be a whole number, not the number 1.5.
            {"messages": [M], "max_tokens": 1e3}               | max_tokens  | 'max_tokens' must be a whole number, not the number 1E+3.
            {"messages": [M], "seed": []}                      | seed        | 'seed' must be a whole number, not an empty list.
            {"messages": [M], "logprobs": 5}                   | logprobs    | 'logprobs' must be true or false, not the number 5.
            {"messages": [M], "stop": 5}                       | stop        | 'stop' must be text or a list of texts, not the number 5.
            {"messages": [M], "stop": ["a", 5]}                | stop        | 'stop' must be text or a list of texts, not a list.
            {"messages": [M], "tools": {"type": "function"}}   | tools       | 'tools' must be a list, not an object.
            {"messages": [M], "tools": ["f"]}                  | tools[0]    | 'tools[0]' must be an object, not the text "f".
            {"messages": [M], "tools": [{"type": "function", "name": "f"}]} | tools[0].function | 'tools[0].function' is missing; it must be an object, {"name": "...", "parameters": {...}}.
            {"messages": [M], "tools": [{"type": "function", "function": "f"}]} | tools[0].function | 'tools[0].function' must be an object, not the text "f".
            {"messages": [M], "tools": [{"type": "function", "function": {}}]} | tools[0].function.name | 'tools[0].function.name' is missing; it must be the function's name.
            {"messages": [M], "tools": [{"type": "function", "function": {"name": 5}}]} | tools[0].function.name | 'tools[0].function.name' must be text, not the number 5.
            {"messages": [M], "tools": [{"type": "function", "function": {"name": "f", "parameters": "{}"}}]} | tools[0].function.parameters | 'tools[0].function.parameters' must be an object, not the text "{}".
            {"messages": [M], "tools": [{"type": "function", "function": {"name": "f", "description": 5}}]} | tools[0].function.description | 'tools[0].function.description' must be text, not the number 5.
            {"messages": [M], "tool_choice": 5}                | tool_choice | 'tool_choice' must be text or an object, not the number 5.
            {"messages": [M], "response_format": "json"}       | response_format | 'response_format' must be an object, not the text "json".
            {"messages": [M], "stream_options": true}          | stream_options | 'stream_options' must be an object, not true.
            {"messages": [M], "logit_bias": [1]}               | logit_bias  | 'logit_bias' must be an object, not a list.
            {"messages": [M], "metadata": "x"}                 | metadata    | 'metadata' must be an object, not the text "x".
            {"messages": [M], "functions": [1]}                | functions   | 'functions' must be a list of objects, not a list.
            {"messages": [M], "user": 5}                       | user        | 'user' must be text, not the number 5.
            {"messages": [M], "reasoning_effort": 5}           | reasoning_effort | 'reasoning_effort' must be text, not the number 5.
            """)
    void aWrongFieldIsNamed(String body, String field, String message) {
        String request = body.replace("[M", "[{\"role\": \"user\", \"content\": \"x\"}");

        RejectedException rejected = rejected(Trees.bytes(request));

        assertThat(rejected.param()).isEqualTo(field);
        assertThat(rejected).hasMessage(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                            | input    | 'input' is missing; it must be text, a list of texts, or lists of token numbers.
            {"input": 5}                  | input    | 'input' must be text, a list of texts, or lists of token numbers, not the number 5.
            {"input": []}                 | input    | 'input' must be text, a list of texts, or lists of token numbers, not an empty list.
            {"input": [null]}             | input[0] | 'input[0]' must be like the others, all texts or all token numbers, not null.
            {"input": ["a", 5]}           | input[1] | 'input[1]' must be like the others, all texts or all token numbers, not the number 5.
            {"input": [[1], "a"]}         | input[1] | 'input[1]' must be like the others, all texts or all token numbers, not the text "a".
            {"input": [1, "a"]}           | input[1] | 'input[1]' must be like the others, all texts or all token numbers, not the text "a".
            {"input": "a", "model": []}   | model    | 'model' must be text, not an empty list.
            {"input": "a", "dimensions": "8"}    | dimensions      | 'dimensions' must be a whole number, not the text "8".
            {"input": "a", "encoding_format": 5} | encoding_format | 'encoding_format' must be text, not the number 5.
            """)
    void aWrongFieldOfAnEmbeddingRequestIsNamed(String body, String field, String message) {
        RejectedException rejected = catchThrowableOfType(
                RejectedException.class, () -> Trees.SERVER.readEmbedding(Inbound.of(Trees.bytes(body))));

        assertThat(rejected.param()).isEqualTo(field);
        assertThat(rejected).hasMessage(message);
    }

    static Stream<Arguments> noRequests() {
        String good = "{\"messages\":[{\"role\":\"user\",\"content\":\"é\"}]}";
        byte[] cutInACharacter = Arrays.copyOf(Trees.bytes(good), good.indexOf('é') + 1);
        return Stream.of(
                Arguments.of("nothing", bytes(""), "It is empty"),
                Arguments.of("only space", bytes(" \n"), "It is empty"),
                Arguments.of("no JSON", bytes("model=gpt&messages=hi"), "Unrecognized token 'model'"),
                Arguments.of("cut off", bytes("{\"messages\": ["), "Unexpected end-of-input"),
                Arguments.of("cut off in a character", cutInACharacter, "Unexpected end-of-input"),
                Arguments.of("no UTF-8", "{\"messages\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1), "Invalid UTF-8"),
                Arguments.of("no UTF-32", new byte[] {0, 0, 0, '{', (byte) 0xff, 1, 1, 1}, "Invalid UTF-32"),
                Arguments.of(
                        "half of UTF-16", Arrays.copyOf(good.getBytes(StandardCharsets.UTF_16LE), 21), "Unexpected"),
                Arguments.of("bytes", new byte[] {0, 1, 2, 3}, ""),
                Arguments.of("something behind it", bytes(good + "x"), "Unrecognized token 'x'"),
                Arguments.of("two of them", bytes(good + good), "Something follows the JSON (line 1, column 46)"),
                Arguments.of("a list", bytes("[" + good + "]"), "Expected a JSON object, {...}"),
                Arguments.of("a text", bytes("\"hi\""), "Expected a JSON object, {...}"),
                Arguments.of("null", bytes("null"), "Expected a JSON object, {...}"),
                Arguments.of("a field twice", bytes("{\"model\":\"a\",\"model\":\"b\"}"), "Duplicate field 'model'"),
                Arguments.of("single quotes", bytes("{'model':'a'}"), "Unexpected character ('''"),
                Arguments.of("a comma too many", bytes("{\"model\":\"a\",}"), "Unexpected character ('}'"),
                Arguments.of("a comment", bytes("{/* hi */}"), "Unexpected character ('/'"),
                Arguments.of("no number", bytes("{\"temperature\":NaN}"), "Non-standard token 'NaN'"),
                Arguments.of("a line break in text", bytes("{\"model\":\"a\nb\"}"), "Illegal unquoted character"),
                Arguments.of("a wrong escape", bytes("{\"model\":\"\\x\"}"), "Unrecognized character escape 'x'"),
                Arguments.of(
                        "a number of 2,000 digits", bytes("{\"n\":" + "9".repeat(2000) + "}"), "Number value length"),
                Arguments.of(
                        "a number beyond all bounds",
                        bytes("{\"n\":1e9999999999}"),
                        "The exponent of a number is too large"),
                Arguments.of("a name of 60,000", bytes("{\"" + "n".repeat(60_000) + "\":1}"), "Name length"),
                Arguments.of("lists in lists", bytes("[".repeat(100_000)), "nesting depth"),
                Arguments.of("objects in objects", bytes("{\"a\":".repeat(100_000)), "nesting depth"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noRequests")
    void whatIsNoRequestIsRefused(String name, byte[] body, String message) {
        RejectedException rejected = rejected(body);

        assertThat(rejected.param()).isNull();
        assertThat(rejected.reason())
                .startsWith("The body is not a JSON request: ")
                .contains(message);
        assertThat(rejected.reason().lines()).hasSize(1);
        assertThat(rejected.reason()).doesNotContain("java.", "Source", "Feature", "Constraints");
    }

    @Test
    void aMistakeIsFoundByLineAndColumn() {
        assertThat(rejected(bytes("{\n  \"model\": oops\n}")).reason()).endsWith("(line 2, column 12).");
    }

    /** Whatever of it goes on in an answer must not be as long as the request. */
    @Test
    void messagesStayShort() {
        String name = "x".repeat(10_000);

        assertThat(rejected(bytes("{\"messages\": \"" + name + "\"}")).reason()).hasSizeLessThan(200);
        assertThat(rejected(bytes("{\"messages\": " + name + "}")).reason()).hasSizeLessThan(500);
        assertThat(rejected(bytes("{\"messages\": " + "9".repeat(900) + "}")).reason())
                .hasSizeLessThan(200);
    }

    private static RejectedException rejected(byte[] body) {
        RejectedException rejected =
                catchThrowableOfType(RejectedException.class, () -> Trees.SERVER.readChat(Inbound.of(body)));
        assertThat(rejected).isNotNull();
        assertThat(rejected.status()).isEqualTo(400);
        assertThat(rejected.code()).isEqualTo("invalid_request");
        return rejected;
    }

    private static byte[] bytes(String text) {
        return Trees.bytes(text);
    }
}
