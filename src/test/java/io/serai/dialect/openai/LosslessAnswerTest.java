package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** An answer in OpenAI's form, whole or streamed, reaches a client of the same dialect as it was, known fields and unknown ones. */
class LosslessAnswerTest {
    /** See platform.openai.com/docs/api-reference/chat/object. */
    static final String[] ANSWERS = {
        """
        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1763683200, "model": "gpt-5-2025-08-07", "choices": [
          {"index": 0, "message": {"role": "assistant", "content": "Grüße 👋 \\u0000", "refusal": null, "annotations": []},
           "logprobs": null, "finish_reason": "stop"}],
         "usage": {"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29,
           "prompt_tokens_details": {"cached_tokens": 5, "audio_tokens": 0},
           "completion_tokens_details": {"reasoning_tokens": 4, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0}},
         "service_tier": "default", "system_fingerprint": "fp_1"}""",
        // Tool calls, of functions and of the application's own kind.
        """
        {"id": "chatcmpl-2", "object": "chat.completion", "created": 1, "model": "m", "choices": [
          {"index": 0, "message": {"role": "assistant", "content": null, "refusal": null, "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{\\"a\\":\\n 1}"}},
            {"id": "call_2", "type": "function", "function": {"name": "g", "arguments": ""}},
            {"id": "call_3", "type": "custom", "custom": {"name": "code", "input": "print()"}}]},
           "logprobs": null, "finish_reason": "tool_calls"}]}""",
        // Several choices, log probabilities with all their digits.
        """
        {"id": "chatcmpl-3", "object": "chat.completion", "created": 1, "model": "m", "choices": [
          {"index": 0, "message": {"role": "assistant", "content": "a", "refusal": null}, "finish_reason": "length",
           "logprobs": {"content": [{"token": "a", "logprob": -0.31725305318832397, "bytes": [97], "top_logprobs": [
             {"token": "a", "logprob": -3.0e-7, "bytes": [97]}, {"token": "�", "logprob": -9999.0, "bytes": null}]}], "refusal": null}},
          {"index": 1, "message": {"role": "assistant", "content": "", "refusal": null}, "logprobs": null, "finish_reason": "content_filter"}]}""",
        // A refusal, audio, citations.
        """
        {"id": "chatcmpl-4", "object": "chat.completion", "created": 1, "model": "m", "choices": [
          {"index": 0, "message": {"role": "assistant", "content": null, "refusal": "I'm sorry."}, "logprobs": null, "finish_reason": "stop"},
          {"index": 1, "message": {"role": "assistant", "content": null, "refusal": null,
            "audio": {"id": "audio_1", "expires_at": 1763683200, "data": "UklGRg==", "transcript": "Hi"}}, "logprobs": null, "finish_reason": "stop"},
          {"index": 2, "message": {"role": "assistant", "content": "See [1].", "refusal": null, "annotations": [{"type": "url_citation",
            "url_citation": {"start_index": 4, "end_index": 7, "url": "https://e.com", "title": "E"}}]}, "logprobs": null, "finish_reason": "stop"}]}""",
        // OpenAI's old form of tool calls.
        """
        {"id": "chatcmpl-5", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "message": {"role": "assistant",
          "content": null, "refusal": null, "function_call": {"name": "f", "arguments": "{}"}}, "logprobs": null, "finish_reason": "function_call"}]}""",
        // A model's thoughts, in the fields of DeepSeek, Zhipu, Groq, vLLM, OpenRouter.
        """
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [
          {"index": 0, "message": {"role": "assistant", "content": "4", "refusal": null, "reasoning_content": "2 + 2"}, "logprobs": null, "finish_reason": "stop"},
          {"index": 1, "message": {"role": "assistant", "content": "4", "refusal": null, "reasoning": "2 + 2", "reasoning_content": "2 + 2"}, "logprobs": null, "finish_reason": "stop"},
          {"index": 2, "message": {"role": "assistant", "content": "4", "refusal": null, "reasoning": "2 + 2", "reasoning_details": [
            {"type": "reasoning.text", "text": "2 + 2", "signature": "sig", "format": "x", "index": 0}]}, "logprobs": null, "finish_reason": "stop"},
          {"index": 3, "message": {"role": "assistant", "content": "4", "refusal": null, "reasoning_content": null}, "logprobs": null, "finish_reason": "stop"}]}""",
        // Fields that nobody here has heard of, at every level.
        """
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "provider": "X", "x_groq": {"id": "req_1"}, "citations": ["https://e.com"],
         "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {}}], "null": null, "choices": [
          {"index": 0, "native_finish_reason": "end_turn", "content_filter_results": {"hate": {"filtered": false}}, "stop_reason": 7,
           "message": {"role": "assistant", "content": "x", "refusal": null, "images": [{"type": "image_url", "image_url": {"url": "data:,"}}],
             "tool_calls": [{"id": "c", "type": "function", "index": 0, "extra_content": {"google": {"thought_signature": "s"}},
               "function": {"name": "f", "arguments": "{}", "x": 1}}]},
           "logprobs": null, "finish_reason": "tool_calls"}],
         "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 4, "prompt_time": 0.001234567890123, "cost": 1E-7,
           "queue_time": null, "prompt_tokens_details": null, "cost_details": {"upstream_inference_cost": null}}}""",
        // Content that is more than text.
        """
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "message": {"role": "assistant", "refusal": null,
          "content": [{"type": "text", "text": "see "}, {"type": "document_url", "document_url": "https://e.com"}, {"type": "text", "text": "cited", "x": 1}]},
          "logprobs": null, "finish_reason": "stop"}]}"""
    };

    @ParameterizedTest
    @FieldSource("ANSWERS")
    void aWholeAnswerReachesTheClientAsItWas(String answer) {
        assertThat(Trees.forClient(answer)).isEqualTo(Trees.tree(answer));
    }

    private static final String HEAD = """
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1763683200, "model": "m", """;

    /** Streams, an event on each line; see platform.openai.com/docs/api-reference/chat-streaming. */
    static final String[] STREAMS = {
        """
        {HEAD "service_tier": "default", "system_fingerprint": "fp_1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "", "refusal": null}, "logprobs": null, "finish_reason": null}], "usage": null, "obfuscation": "aB3"}
        {HEAD "service_tier": "default", "system_fingerprint": "fp_1", "choices": [{"index": 0, "delta": {"content": "Grüße"}, "logprobs": null, "finish_reason": null}], "usage": null, "obfuscation": ""}
        {HEAD "service_tier": "default", "system_fingerprint": null, "choices": [{"index": 0, "delta": {"content": "\\ud83d\\udc4b"}, "logprobs": null, "finish_reason": null}], "usage": null, "obfuscation": "x"}
        {HEAD "choices": [{"index": 0, "delta": {}, "logprobs": null, "finish_reason": "stop"}], "usage": null}
        {HEAD "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0}}}
        """,
        // Parallel tool calls, with their fragments mixed.
        """
        {HEAD "choices": [{"index": 0, "delta": {"role": "assistant", "content": null, "refusal": null, "tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": ""}}]}, "logprobs": null, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 1, "id": "call_2", "type": "function", "function": {"name": "f", "arguments": "{}"}, "extra_content": {"google": {"thought_signature": "s"}}}]}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": "{\\"a\\":"}}, {"index": 1, "function": {"arguments": ""}}]}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": "1}", "x": 1}, "y": null}]}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 2, "id": "call_3", "type": "custom", "custom": {"name": "code", "input": ""}}]}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 2, "custom": {"input": "print"}}]}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}
        """,
        // Several choices, log probabilities, a refusal.
        """
        {HEAD "choices": [{"index": 1, "delta": {"role": "assistant", "content": ""}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"content": "a"}, "logprobs": {"content": [{"token": "a", "logprob": -1.25e-10, "bytes": [97], "top_logprobs": []}], "refusal": null}, "finish_reason": null}, {"index": 1, "delta": {"refusal": "no"}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 1, "delta": {}, "finish_reason": "content_filter"}]}
        {HEAD "choices": [{"index": 0, "delta": {"content": "."}, "finish_reason": "length"}]}
        """,
        // Thoughts, in one field, in two, with details.
        """
        {HEAD "choices": [{"index": 0, "delta": {"role": "assistant", "content": "", "reasoning_content": ""}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"content": null, "reasoning_content": "hm"}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"reasoning": "m", "reasoning_content": "m"}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"reasoning": "m", "reasoning_details": [{"type": "reasoning.text", "text": "m", "index": 0}]}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"content": "ok", "reasoning_content": null}, "finish_reason": "stop"}]}
        """,
        // OpenAI's old form of tool calls; audio.
        """
        {HEAD "choices": [{"index": 0, "delta": {"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": ""}}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"function_call": {"arguments": "{}"}}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"audio": {"id": "audio_1", "transcript": "Hi"}}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {"audio": {"data": "UklGRg==", "expires_at": 1763683200}}, "finish_reason": null}]}
        {HEAD "choices": [{"index": 0, "delta": {}, "finish_reason": "function_call"}]}
        """,
        // Azure's filters before the first word; fields that nobody here has heard of; usage in every event.
        """
        {HEAD "choices": [], "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {"hate": {"filtered": false, "severity": "safe"}}}]}
        {HEAD "provider": "X", "x_groq": {"id": "r"}, "choices": [{"index": 0, "delta": {"role": "assistant", "content": "a", "annotations": [{"type": "url_citation"}], "new": {"deep": [null]}}, "content_filter_results": {}, "finish_reason": null, "native_finish_reason": null, "token_ids": [1, 2]}], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
        {HEAD "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "stop", "native_finish_reason": "STOP"}], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2, "cost": 0.000010}}
        """
    };

    @ParameterizedTest
    @FieldSource("STREAMS")
    void everyEventReachesTheClientAsItWas(String stream) {
        String[] events = events(stream);

        assertThat(Trees.eventsForClient(events))
                .isEqualTo(Stream.of(events).map(Trees::tree).toList());
    }

    @Test
    void aStreamEndsForTheClientAsItDidForUs() {
        assertThat(Trees.text(Trees.SERVER.events(Trees.ASKED).end())).isEqualTo("data: [DONE]\n\n");
    }

    /** An answer that was collected from a stream is one like any other. */
    @Test
    void whatWasStreamedIsWrittenOnceEachWhenJoined() {
        for (String stream : STREAMS) {
            byte[] whole = Trees.SERVER.writeChat(Trees.whole(Trees.stream(events(stream))), Trees.ASKED);

            // The reader of the tree refuses fields that come twice.
            assertThat(Trees.tree(whole).path("object").asText()).isEqualTo("chat.completion");
            assertThat(Trees.tree(whole).has("obfuscation")).isFalse();
        }
    }

    static String[] events(String stream) {
        List<String> lines =
                stream.strip().lines().map(line -> line.replace("HEAD", HEAD)).toList();
        return lines.toArray(String[]::new);
    }
}
