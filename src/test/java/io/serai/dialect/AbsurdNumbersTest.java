package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Usage;
import io.serai.dialect.openai.OpenAiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of vendors that cannot be become the nearest that can, in every dialect. */
class AbsurdNumbersTest {
    private static final List<String> NUMBERS = List.of(
            "-5000",
            "9223372036854775807",
            "-9223372036854775808",
            "4000000000000000000",
            "1e26",
            "100000000000000000000000000",
            "-1e400",
            "1e400",
            "2147483648",
            "0.5");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        openai    | {"choices":[{"index":N,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":N,"completion_tokens":N,"total_tokens":N,"prompt_tokens_details":{"cached_tokens":N},"completion_tokens_details":{"reasoning_tokens":N}}}
        anthropic | {"type":"message","role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":N,"output_tokens":N,"cache_read_input_tokens":N,"cache_creation_input_tokens":N}}
        gemini    | {"candidates":[{"index":N,"content":{"role":"model","parts":[{"text":"x"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":N,"candidatesTokenCount":N,"thoughtsTokenCount":N,"toolUsePromptTokenCount":N}}
        ollama    | {"message":{"role":"assistant","content":"x"},"done":true,"done_reason":"stop","prompt_eval_count":N,"eval_count":N}
        cohere    | {"message":{"role":"assistant","content":[{"type":"text","text":"x"}]},"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":N,"output_tokens":N}}}
        dashscope | {"output":{"choices":[{"index":N,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]},"usage":{"input_tokens":N,"output_tokens":N}}
        """)
    void usageAndPlacesAreClamped(String dialect, String answer) throws IOException {
        for (String number : NUMBERS) {
            byte[] bytes = answer.replace("N", number).getBytes(StandardCharsets.UTF_8);
            ChatResponse response = Objects.requireNonNull(
                    dialect(dialect).readChat(new ByteArrayInputStream(bytes)).next());
            Usage usage = Objects.requireNonNull(response.usage());
            assertThat(List.of(usage.inputTokens(), usage.outputTokens()))
                    .as("%s: %s", dialect, number)
                    .allMatch(tokens -> tokens >= 0 && tokens <= Usage.MOST);
            assertThat(List.of(usage.cachedTokens(), usage.reasoningTokens(), usage.cacheWriteTokens()))
                    .as("%s: %s", dialect, number)
                    .allMatch(tokens -> tokens >= Usage.UNKNOWN && tokens <= Usage.MOST);
            assertThat(response.choices().stream().map(Choice::index))
                    .as("%s: %s", dialect, number)
                    .allMatch(place -> place >= 0 && place <= 100_000);
            assertThat(new String(
                            new OpenAiServer().writeChat(response, ChatRequest.ofPrompt("x")), StandardCharsets.UTF_8))
                    .as("%s: %s", dialect, number)
                    .doesNotContain("E26", "E+26", "00000000000000", "-5000", "-9223372036854775808");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999",
                "99999999999999",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "9999-12-31T23:59:59Z",
                "-1",
                "nan",
                "1e9",
                "Thu, 01 Jan 1970 00:00:00 GMT",
                "999999999999999999d",
                "99999999999999999999999999"
            })
    void noWaitIsReadThatCannotBe(String text) {
        Duration wait = RetryHints.read(Map.of("retry-after", text), null, Instant.parse("2026-11-30T00:00:00Z"));

        if (wait != null) {
            assertThat(wait).isBetween(Duration.ZERO, Duration.ofDays(32));
        }
    }

    @Test
    void sumsDoNotOverflow() {
        Usage most = Usage.of(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(most.inputTokens() + most.outputTokens()).isEqualTo(2 * Usage.MOST);
    }

    private static ClientDialect dialect(String name) {
        return Dialects.CLIENTS.stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
