package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts and numbers of clients that no vendor takes are refused by name in every dialect, and no others. */
class NumbersInRequestsTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final Map<String, String> BODIES = Map.of(
            "openai",
            "{\"model\":\"m\"," + MESSAGES + ",FIELD}",
            "responses",
            "{\"model\":\"m\",\"input\":\"hi\",FIELD}",
            "completions",
            "{\"model\":\"m\",\"prompt\":\"hi\",FIELD}",
            "anthropic",
            "{\"model\":\"m\",\"max_tokens\":9," + MESSAGES + ",FIELD}",
            "gemini",
            "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],FIELD}",
            "ollama",
            "{\"model\":\"m\"," + MESSAGES + ",FIELD}");

    private static ChatRequest read(String dialect, String field) {
        // The later one of two fields of a name is the one that is meant.
        String body = Objects.requireNonNull(BODIES.get(dialect)).replace("FIELD", field);
        String plain = field.startsWith("\"max_tokens") ? body.replace("\"max_tokens\":9,", "") : body;
        return server(dialect).readChat(Inbound.of(plain.getBytes(StandardCharsets.UTF_8)));
    }

    private static ServerDialect server(String name) {
        return Dialects.SERVERS.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        openai      | "max_tokens":-5                                             | 'max_tokens' must be a whole number of at least
        openai      | "max_completion_tokens":-2                                  | 'max_completion_tokens' must be
        openai      | "max_tokens":1.5                                            | 'max_tokens' must be a whole number
        openai      | "max_tokens":-1e400                                         | 'max_tokens' must be a whole number
        openai      | "n":0                                                       | 'n' must be a whole number of at least 1
        openai      | "n":-1                                                      | 'n' must be
        openai      | "top_logprobs":-3                                           | 'top_logprobs' must be
        openai      | "temperature":"hot"                                         | 'temperature' must be a number
        openai      | "top_p":[1]                                                 | 'top_p' must be a number
        responses   | "max_output_tokens":-5                                      | 'max_output_tokens' must be
        responses   | "top_logprobs":-1                                           | 'top_logprobs' must be
        responses   | "temperature":true                                          | 'temperature' must be a number
        completions | "max_tokens":-5                                             | 'max_tokens' must be
        completions | "n":0                                                       | 'n' must be
        completions | "logprobs":-1                                               | 'logprobs' must be
        completions | "best_of":0                                                 | 'best_of' must be 1
        completions | "top_p":"much"                                              | 'top_p' must be a number
        anthropic   | "max_tokens":-5                                             | 'max_tokens' must be
        anthropic   | "max_tokens":"many"                                         | 'max_tokens' must be
        anthropic   | "top_k":-7                                                  | 'top_k' must be
        anthropic   | "temperature":{}                                            | 'temperature' must be a number
        anthropic   | "thinking":{"type":"enabled","budget_tokens":-1}            | 'thinking.budget_tokens' must be
        gemini      | "generationConfig":{"maxOutputTokens":-5}                   | 'generationConfig.maxOutputTokens' must be
        gemini      | "generation_config":{"max_output_tokens":-5}                | 'generationConfig.maxOutputTokens' must be
        gemini      | "generationConfig":{"candidateCount":0}                     | 'generationConfig.candidateCount' must be
        gemini      | "generationConfig":{"maxOutputTokens":2.5}                  | 'generationConfig.maxOutputTokens' must be
        gemini      | "generationConfig":{"topP":"much"}                          | 'generationConfig.topP' must be a number
        gemini      | "generationConfig":{"thinkingConfig":{"thinkingBudget":-9}} | thinkingBudget' must be
        ollama      | "options":{"num_predict":-5}                                | 'options.num_predict' must be
        ollama      | "options":{"top_k":-5}                                      | 'options.top_k' must be
        ollama      | "options":{"temperature":"hot"}                             | 'options.temperature' must be a number
        ollama      | "options":{"top_p":"much"}                                  | 'options.top_p' must be a number
        """)
    void whatNoVendorTakesIsRefusedByName(String dialect, String field, String message) {
        assertThatThrownBy(() -> read(dialect, field)).isInstanceOfSatisfying(RejectedException.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.reason()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        openai      | "max_tokens":0
        openai      | "temperature":-1
        openai      | "seed":-1
        openai      | "presence_penalty":-2
        openai      | "n":1
        openai      | "max_tokens":null
        anthropic   | "max_tokens":0
        anthropic   | "top_k":0
        gemini      | "generationConfig":{"maxOutputTokens":100.0}
        gemini      | "generationConfig":{"seed":-4,"thinkingConfig":{"thinkingBudget":-1}}
        ollama      | "options":{"num_predict":-1}
        ollama      | "options":{"num_predict":-2,"seed":-1,"num_gpu":-1}
        """)
    void whatSomeVendorTakesIsLeftToIt(String dialect, String field) {
        assertThatCode(() -> read(dialect, field)).doesNotThrowAnyException();
    }

    @Test
    void noBoundInTheWordsOfLocalServersIsNoBound() {
        assertThat(read("openai", "\"max_tokens\":-1").parameters()).doesNotContainKey("max_tokens");
        assertThat(read("completions", "\"max_tokens\":-1").parameters()).doesNotContainKey("max_tokens");
    }
}
