package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.cache.Kept.About;
import io.serai.chat.Answer;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cache weighs all that it keeps. */
class AnswerStoreTest {
    private static final int LARGE = 200_000;
    private static final String TEXT = "x".repeat(LARGE);

    private final AnswerStore store = new AnswerStore(8 << 20, InstantSource.system());

    static Stream<Answer> large() {
        Message small = Message.of(Role.ASSISTANT, "x");
        return Stream.of(
                answer(Message.of(Role.ASSISTANT, TEXT), Map.of(), null),
                answer(small, Map.of("logprobs", List.of(Map.of("token", TEXT))), null),
                answer(small, Map.of(), new Original("gemini", Map.of("a", List.of(TEXT)), Map.of(), List.of())),
                answer(
                        new Message(
                                Role.ASSISTANT,
                                List.of(),
                                List.of(new ToolCall(0, "id", "name", TEXT, Map.of())),
                                Map.of()),
                        Map.of(),
                        null),
                answer(new Message(Role.ASSISTANT, List.of(), List.of(), Map.of("audio", TEXT)), Map.of(), null),
                new EmbeddingResponse("m", List.of(new double[LARGE / 8]), null, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("large")
    void everyByteIsWeighedWhereverItStands(Answer answer) {
        assertThat(kept(answer).weight()).isBetween(LARGE, LARGE + 4000);
    }

    @Test
    void lettersOutsideLatin1TakeTwoBytes() {
        assertThat(kept(answer(Message.of(Role.ASSISTANT, "漢".repeat(LARGE)), Map.of(), null))
                        .weight())
                .isBetween(2 * LARGE, 2 * LARGE + 4000);
    }

    @Test
    void nothingLargerThanAnEighthIsKept() {
        store.keep("small", kept(answer(Message.of(Role.ASSISTANT, "x".repeat(900_000)), Map.of(), null)));
        store.keep("large", kept(answer(Message.of(Role.ASSISTANT, "x".repeat(1_100_000)), Map.of(), null)));

        assertThat(store.find("small")).isNotNull();
        assertThat(store.find("large")).isNull();
    }

    @Test
    void allTogetherStayWithinTheBound() {
        large().forEach(answer -> {
            for (int i = 0; i < 100; i++) {
                store.keep(answer.getClass() + "" + i + answer.hashCode(), kept(answer));
            }
        });

        assertThat(store.size()[1]).isLessThanOrEqualTo(8 << 20);
        assertThat(store.size()[0]).isBetween(1L, 45L);
    }

    private static ChatResponse answer(
            Message message, Map<String, Object> extras, @org.jspecify.annotations.Nullable Original original) {
        return new ChatResponse(
                "id", 0, "m", List.of(new Choice(0, message, FinishReason.STOP, extras)), null, Map.of(), original);
    }

    private static Kept kept(Answer answer) {
        return new Kept(
                answer, new About("", "m", "light", "v/m", ""), Instant.now(), Duration.ofMinutes(1), Duration.ZERO);
    }
}
