package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TokenEstimateTest {

    /** @see <a href="https://github.com/openai/tiktoken/blob/main/tests/test_encoding.py">the same text in tiktoken's own tests</a> */
    @Test
    void textsAreCountedInWordsOfTheVocabulary() {
        assertThat(TokenEstimate.count("")).isZero();
        assertThat(TokenEstimate.count("hello world")).isEqualTo(2);
        assertThat(TokenEstimate.count("你好，世界")).isBetween(2L, 5L);
        assertThat(TokenEstimate.count("<|endoftext|>"))
                .as("a word of the vocabulary's own is but text in a prompt")
                .isGreaterThan(1);
    }

    @Test
    void aRequestIsItsMessagesAndTools() {
        ChatRequest plain = ChatRequest.ofPrompt("hello world");
        assertThat(TokenEstimate.count(plain)).isEqualTo(6);

        Tool tool = new Tool("get_weather", "Tells the weather", Map.of("type", "object"), Map.of());
        ChatRequest withTool = new ChatRequest("openai", "m", plain.messages(), List.of(tool), false, Map.of());
        assertThat(TokenEstimate.count(withTool)).isGreaterThan(TokenEstimate.count(plain) + 12);
    }

    @Test
    void callsAndThoughtsCount() {
        ToolCall call = new ToolCall(0, "call_1", "get_weather", "{\"city\":\"Kyiv\"}", Map.of());
        Message said = new Message(
                Role.ASSISTANT, List.of(new Part.Reasoning("hello world", "reasoning")), List.of(call), Map.of());
        ChatRequest request = ChatRequest.ofPrompt("x").withMessages(List.of(said));

        assertThat(TokenEstimate.count(request)).isBetween(4L + 2 + 4 + 6, 30L);
    }

    @Test
    void picturesAndFilesAreNotCountedByTheirBytes() {
        String bytes = "A".repeat(3_000_000);
        Message shown = new Message(
                Role.USER,
                List.of(
                        new Part.Image("data:image/png;base64," + bytes, null, Map.of()),
                        new Part.Other(Map.of("type", "document", "source", Map.of("data", bytes))),
                        new Part.Other(Map.of("type", "search_result", "title", "hello world"))),
                List.of(),
                Map.of());

        assertThat(TokenEstimate.count(ChatRequest.ofPrompt("x").withMessages(List.of(shown))))
                .isBetween(3_000L, 3_100L);
    }

    @Test
    void aTextOfAnyLengthIsCountedSoon() {
        String[] texts = {"word ".repeat(2_000_000), "a".repeat(10_000_000), "\n".repeat(3_000_000)};
        for (String text : texts) {
            long tokens = Assertions.assertTimeout(Duration.ofSeconds(20), () -> TokenEstimate.count(text));
            assertThat(tokens).isBetween(text.length() / 200L, (long) text.length());
        }
        assertThat(TokenEstimate.count("word ".repeat(2_000_000))).isBetween(1_900_000L, 2_100_000L);
    }
}
