package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.Inbound;
import io.serai.dialect.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request in OpenAI's form reaches a vendor of the same dialect as it was, known fields and unknown ones. */
class LosslessRequestTest {
    /** See platform.openai.com/docs/api-reference/chat/create. */
    static final String[] REQUESTS = {
        // Everything that stands beside the messages.
        """
        {"model": "gpt-5", "messages": [{"role": "user", "content": "hi"}], "stream": true,
         "stream_options": {"include_usage": true, "include_obfuscation": false},
         "temperature": 0.7, "top_p": 1, "n": 2, "seed": 42, "stop": ["\\n\\n", "END"], "max_tokens": 100,
         "max_completion_tokens": 200, "presence_penalty": -0.5, "frequency_penalty": 2.0,
         "logit_bias": {"50256": -100, "1": 3}, "logprobs": true, "top_logprobs": 20,
         "user": "user-1", "safety_identifier": "s-1", "prompt_cache_key": "k", "prompt_cache_retention": "24h",
         "store": false, "metadata": {"team": "blue", "empty": ""}, "service_tier": "flex",
         "reasoning_effort": "minimal", "verbosity": "low", "modalities": ["text", "audio"],
         "audio": {"voice": "alloy", "format": "mp3"}, "parallel_tool_calls": false,
         "prediction": {"type": "content", "content": [{"type": "text", "text": "old code"}]},
         "web_search_options": {"search_context_size": "low",
           "user_location": {"type": "approximate", "approximate": {"country": "GB", "city": null}}}}""",
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "stop": "one"}""",
        // Formats of the answer.
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "response_format": {"type": "json_schema",
          "json_schema": {"name": "person", "description": "who", "strict": true, "schema": {"type": "object",
            "properties": {"age": {"type": ["integer", "null"], "minimum": 0}, "tags": {"type": "array", "items": {"enum": ["a", 1, null]}}},
            "required": ["age"], "additionalProperties": false, "$defs": {}}}}}""",
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "response_format": {"type": "json_object"}}""",
        // Tools, and what may be chosen of them.
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "tools": [
          {"type": "function", "function": {"name": "weather", "description": "Tells the weather", "strict": true,
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
              "additionalProperties": false}}},
          {"type": "function", "function": {"name": "bare"}},
          {"type": "function", "function": {"name": "empty", "description": "", "parameters": {}, "strict": null}},
          {"type": "custom", "custom": {"name": "code", "description": "Runs code", "format": {"type": "grammar",
            "grammar": {"syntax": "lark", "definition": "start: /x/"}}}},
          {"type": "web_search", "web_search": {"enable": true}},
          {"googleSearch": {}}],
         "tool_choice": {"type": "function", "function": {"name": "weather"}}}""",
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "tool_choice": "required"}""",
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "tool_choice": {"type": "allowed_tools",
          "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "f"}}]}}}""",
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "tool_choice": {"type": "custom", "custom": {"name": "code"}}}""",
        // A conversation with everything that may stand in one.
        """
        {"model": "m", "messages": [
          {"role": "system", "content": "Be brief."},
          {"role": "developer", "content": [{"type": "text", "text": "Be "}, {"type": "text", "text": "kind."}], "name": "dev"},
          {"role": "user", "name": "alice", "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": "https://example.com/cat.png", "detail": "high"}},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
            {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
            {"type": "file", "file": {"file_id": "file-1"}},
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}},
            {"type": "video_url", "video_url": {"url": "https://example.com/v.mp4"}}]},
          {"role": "assistant", "content": null, "refusal": null, "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{\\"city\\": \\"Z\\u00fcrich\\"}"}},
            {"id": "call_2", "type": "function", "function": {"name": "bare", "arguments": ""}},
            {"id": "call_3", "type": "custom", "custom": {"name": "code", "input": "print(1)"}}]},
          {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
          {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "part"}]},
          {"role": "tool", "tool_call_id": "call_3", "content": ""},
          {"role": "assistant", "content": [{"type": "text", "text": "Well"}, {"type": "refusal", "refusal": "no"}]},
          {"role": "assistant", "refusal": "I cannot."},
          {"role": "assistant", "audio": {"id": "audio_1"}},
          {"role": "assistant", "content": ""},
          {"role": "assistant"},
          {"role": "user", "content": []},
          {"role": "user", "content": "go on"}]}""",
        // What models of vendors thought before, sent back.
        """
        {"model": "m", "messages": [
          {"role": "assistant", "content": "4", "reasoning_content": "2 and 2 is 4", "reasoning": "the same elsewhere",
           "reasoning_details": [{"type": "reasoning.encrypted", "data": "gAAAA", "index": 0}]},
          {"role": "assistant", "content": "5", "reasoning_content": "", "reasoning": null},
          {"role": "assistant", "content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "ok"}]},
          {"role": "user", "content": "and?"}]}""",
        // OpenAI's old form of tool calls.
        """
        {"model": "m", "functions": [{"name": "f", "description": "d", "parameters": {"type": "object"}}],
         "function_call": {"name": "f"}, "messages": [
          {"role": "user", "content": "x"},
          {"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": "{}"}},
          {"role": "function", "name": "f", "content": "42"},
          {"role": "function", "name": "f", "content": null}]}""",
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "function_call": "auto"}""",
        // Fields that nobody here has heard of, at every level.
        """
        {"model": "m", "future": {"a": [1, {"b": null}]}, "provider": {"order": ["x"]}, "enable_thinking": true, "top_k": 40,
         "messages": [
          {"role": "system", "content": [{"type": "text", "text": "long", "cache_control": {"type": "ephemeral"}}], "x": 1},
          {"role": "user", "weight": 0.5, "content": [
            {"type": "image_url", "image_url": {"url": "https://e.com/i", "detail": "low", "min_pixels": 3}, "cache_control": {}},
            {"type": "image_url", "image_url": {"url": "https://e.com/i", "detail": null}},
            {"type": "text", "text": "t", "annotations": [{"k": []}]},
            {"type": "refusal", "refusal": "no", "x": true},
            {"type": "hologram", "hologram": {"z": 1}},
            {"text": "no type"}]},
          {"role": "assistant", "prefix": true, "content": "c", "tool_calls": [
            {"id": "c1", "type": "function", "extra_content": {"google": {"thought_signature": "sig"}},
             "function": {"name": "f", "arguments": "{}", "parsed": {"a": 1}}}]},
          {"role": "tool", "tool_call_id": "c1", "content": "r", "is_error": false}],
         "tools": [{"type": "function", "cache_control": {"type": "ephemeral"}, "function": {"name": "f", "returns": "text", "x": null}},
                   {"type": "builtin", "function": {"name": "g", "parameters": null, "description": null}}]}""",
        // Known fields that are null.
        """
        {"model": "m", "messages": [{"role": "user", "content": "x", "name": null}], "tools": null, "stream": null, "stop": null,
         "temperature": null, "tool_choice": null, "response_format": null, "stream_options": null, "n": null, "logit_bias": null,
         "user": null, "max_tokens": null, "metadata": null, "functions": null, "function_call": null}""",
        """
        {"model": "m", "messages": [{"role": "assistant", "content": null, "tool_calls": null, "refusal": null, "audio": null,
          "function_call": null, "reasoning_content": null}, {"role": "user", "content": "x"}]}""",
        // Numbers whose digits must not be lost.
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "seed": 9223372036854775807, "temperature": 0.10000000000000000555,
         "big": 123456789012345678901234567890, "small": -9223372036854775809, "exact": 1.10, "tiny": 1E-400, "zero": -0.0,
         "exponent": 6.02214076e23}""",
        """
        {"model": "m", "messages": [{"role": "user", "content": "x"}], "seed": 18446744073709551615}""",
        // Text of every kind.
        """
        {"model": "m", "messages": [{"role": "user", "content": "Grüße, 你好, שלום, 👩‍👩‍👧‍👦 \\ud83d\\ude00 \\u0000 \\u2028 \\"\\\\\\/ \\b\\f\\n\\r\\t"}],
         "ключ 🔑": "значение", "": "no name"}""",
        """
        {"model": "m", "messages": [{"role": "user", "content": "half of a pair: \\ud83d, the other: \\ude00"}]}"""
    };

    @ParameterizedTest
    @FieldSource("REQUESTS")
    void aRequestReachesTheVendorAsItWas(String request) {
        assertThat(Trees.forVendor(request)).isEqualTo(Trees.tree(request));
    }

    /** Servers log and sign what they get, so even the way to write a number should stay. */
    @ParameterizedTest
    @ValueSource(strings = {"1.10", "0.10000000000000000555", "123456789012345678901234567890", "1E-400"})
    void numbersKeepTheirDigits(String number) {
        String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n1\":" + number + "}";

        byte[] sent = Trees.CLIENT
                .writeChat(Trees.SERVER.readChat(Inbound.of(Trees.bytes(request))), Traits.NONE)
                .body();

        assertThat(Trees.text(sent)).contains("\"n1\":" + number + "}");
    }

    @Test
    void thingsOfAnySizeGoThrough() {
        String image = "A".repeat(3 << 20);
        String request =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/png;base64," + image + "\"}}]}]}";

        assertThat(Trees.forVendor(request)).isEqualTo(Trees.tree(request));
    }

    @Test
    void theSameRequestCanBeWrittenTwice() {
        for (String request : REQUESTS) {
            var read = Trees.SERVER.readChat(Inbound.of(Trees.bytes(request)));
            byte[] first = Trees.CLIENT.writeChat(read, Traits.NONE).body();

            assertThat(Trees.CLIENT.writeChat(read, Traits.NONE).body()).isEqualTo(first);
        }
    }
}
