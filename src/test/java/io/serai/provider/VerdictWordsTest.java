package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.VendorErrorException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom vendors blame, in the words in which they do. */
class VerdictWordsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            OpenAI       | 400 | ""                   | Your input exceeds the context window of this model. Please adjust your input and try again.
            DeepSeek     | 400 | ""                   | This model's maximum context length is 131072 tokens. However, you requested 140000 tokens
            Anthropic    | 400 | ""                   | prompt is too long: 213462 tokens > 200000 maximum
            Anthropic    | 400 | ""                   | input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000
            Gemini       | 400 | INVALID_ARGUMENT     | The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).
            Groq         | 400 | ""                   | Please reduce the length of the messages or completion.
            xAI          | 400 | ""                   | This model's maximum prompt length is 131072 but the request contains 537812 tokens.
            Kimi         | 400 | ""                   | Invalid request: Your request exceeded model token limit: 262144 (requested: 291351)
            SiliconFlow  | 400 | 20015                | length of prompt_tokens (40000) must be less than max_seq_len (32768).
            GitHub       | 413 | tokens_limit_reached | Request body too large for gpt-4o model. Max size: 8000 tokens.
            DashScope    | 400 | InvalidParameter     | Range of input length should be [1, 30720]
            Zhipu        | 400 | 1261                 | Prompt exceeds max length
            llama.cpp    | 400 | ""                   | the request exceeds the available context size, try increasing it
            MiniMax      | 400 | 2013                 | invalid params, context window exceeds limit
            Ollama       | 400 | ""                   | prompt too long; exceeded max context length by 7 tokens
            """)
    void tooLongForTheModel(String vendor, int status, String code, String words) {
        assertThat(blame(status, code, words)).isEqualTo(Verdicts.Blame.LENGTH);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Ollama      | 400 | ""    | registry.ollama.ai/library/gemma:2b does not support tools
            Groq        | 400 | ""    | `tool calling` is not supported with this model
            SiliconFlow | 400 | 20037 | Function call is not supported for this model.
            DeepSeek    | 422 | ""    | Failed to deserialize the JSON body into the target type: messages[0]: unknown variant `image_url`, expected `text`
            OpenAI      | 400 | ""    | Invalid content type. image_url is only supported by certain models.
            """)
    void moreThanTheModelCanDo(String vendor, int status, String code, String words) {
        assertThat(blame(status, code, words)).isEqualTo(Verdicts.Blame.ABILITY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.
            max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided 100000.
            Invalid value for 'temperature'
            """)
    void theCallersMistake(String words) {
        assertThat(blame(400, "", words)).isEqualTo(Verdicts.Blame.CALLER);
    }

    private static Verdicts.Blame blame(int status, String code, String words) {
        return Verdicts.of(new VendorErrorException(status, code, words, null, null))
                .blame();
    }
}
