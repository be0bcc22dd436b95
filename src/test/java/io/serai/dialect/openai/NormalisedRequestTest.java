package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.dialect.Inbound;
import io.serai.dialect.Traits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a request is written differently on purpose: it means the same, and more vendors take it. */
class NormalisedRequestTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no model is auto                 | {}                                     | {"model": "auto"}
            null for a model is auto         | {"model": null}                        | {"model": "auto"}
            an empty model is auto           | {"model": " "}                         | {"model": "auto"}
            not to stream is the default     | {"model": "m", "stream": false}        | {"model": "m"}
            OpenAI refuses a list of no tools| {"model": "m", "tools": []}            | {"model": "m"}
            there is but one zero            | {"model": "m", "x": -0.0}              | {"model": "m", "x": 0.0}
            a tool with a function is one    | {"model": "m", "tools": [{"function": {"name": "f"}}]} \
            | {"model": "m", "tools": [{"type": "function", "function": {"name": "f"}}]}
            """)
    void aboutTheRequest(String why, String sent, String received) {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

        assertThat(Trees.forVendor(with(sent, messages))).isEqualTo(Trees.tree(with(received, messages)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            an image's address alone        | {"role": "user", "content": [{"type": "image_url", "image_url": "https://e.com/i"}]} \
            | {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://e.com/i"}}]}
            texts in place of parts         | {"role": "user", "content": ["a", "b"]} \
            | {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}
            arguments as an object          | {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": {"a": 1.0}}}]} \
            | {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{\\"a\\":1.0}"}}]}
            no arguments                    | {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": null}}]} \
            | {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": ""}}]}
            a call without a type           | {"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{}"}}]} \
            | {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}
            OpenAI refuses a list of no calls | {"role": "assistant", "content": "x", "tool_calls": []} \
            | {"role": "assistant", "content": "x"}
            """)
    void aboutAMessage(String why, String sent, String received) {
        String request = "{\"model\":\"m\",\"messages\":[%s]}";

        assertThat(Trees.forVendor(request.formatted(sent))).isEqualTo(Trees.tree(request.formatted(received)));
    }

    /** The canonical request is the authority: another part of Serai may have changed it. */
    @Test
    void whatSeraiDecidesWinsOverTheParameters() {
        ChatRequest request = new ChatRequest(
                "openai",
                "m",
                ChatRequest.ofPrompt("hi").messages(),
                List.of(),
                true,
                Map.of("stream", false, "model", "other", "messages", List.of()));

        assertThat(Trees.tree(Trees.CLIENT.writeChat(request, Traits.NONE).body()))
                .isEqualTo(Trees.tree(
                        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
    }

    @Test
    void bytesOfOtherUnicodeEncodingsAreUnderstood() {
        String request = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"é\"}]}";
        byte[] utf16 = ("\uFEFF" + request).getBytes(StandardCharsets.UTF_16BE);
        byte[] marked = Trees.bytes("\uFEFF" + request);

        assertThat(Trees.SERVER.readChat(Inbound.of(utf16)))
                .isEqualTo(Trees.SERVER.readChat(Inbound.of(Trees.bytes(request))));
        assertThat(Trees.SERVER.readChat(Inbound.of(marked)))
                .isEqualTo(Trees.SERVER.readChat(Inbound.of(Trees.bytes(request))));
    }

    private static String with(String object, String field) {
        String fields = object.strip().substring(1);
        return "{" + field + (fields.equals("}") ? "" : ",") + fields;
    }
}
