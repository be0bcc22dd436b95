package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.cache.Kept.About;
import io.serai.cache.Packed.State;
import io.serai.chat.Answer;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.RandomAnswers;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An answer as bytes is the same answer, or none. */
class PackedTest {
    private static final String KEY = "ab".repeat(32);
    private static final About ABOUT = new About("key-1", "auto", "light", "v/m", "");

    @Test
    void everyAnswerComesBackAsItWas() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            Kept kept = kept(RandomAnswers.answer(random));
            assertThat(Packed.kept(KEY, Packed.of(KEY, kept))).isEqualTo(kept);
        }
    }

    @Test
    void everyKindOfValueComesBackAsItWas() {
        Map<String, @Nullable Object> odd = new LinkedHashMap<>();
        odd.put("z", null);
        odd.put("half of a pair", "\ud800 and \udc00");
        odd.put("", "ÿ漢");
        odd.put("whole", new BigInteger("123456789012345678901234567890"));
        odd.put("decimal", new BigDecimal("-1.50E-30"));
        odd.put("number", List.of(1, 1L, -0.0, Long.MIN_VALUE, true, false));
        odd.put("a", Arrays.asList(null, Map.of(), List.of()));
        List<Part> parts = List.of(
                new Part.Text("t", false, odd),
                new Part.Reasoning("r", "reasoning", new Signature("anthropic", "s", true)),
                new Part.Refusal("no", true),
                new Part.Image("data:x", null, Map.of()),
                new Part.Other(odd));
        Message message = new Message(Role.ASSISTANT, parts, List.of(new ToolCall(-1, "i", "n", "{}", odd)), odd);
        ChatResponse answer = new ChatResponse(
                "id",
                Long.MAX_VALUE,
                "m",
                List.of(new Choice(3, message, null, odd), new Choice(4, message, FinishReason.TOOL_CALLS, Map.of())),
                new Usage(1, 2, 3, 4, 5, odd),
                odd,
                new Original("gemini", Map.copyOf(Map.of("a", List.of("b"))), Map.of("h", "v"), List.of("e")));
        Kept kept = kept(answer);

        Kept back = Objects.requireNonNull(Packed.kept(KEY, Packed.of(KEY, kept)));
        assertThat(back).isEqualTo(kept);
        assertThat(((ChatResponse) back.answer()).extras().keySet()).containsExactlyElementsOf(odd.keySet());
    }

    @Test
    void vectorsComeBackAsTheyWere() {
        EmbeddingResponse answer =
                new EmbeddingResponse("m", List.of(new double[] {1, -2.5e-300, Double.MIN_VALUE}), null, Map.of());

        EmbeddingResponse back =
                (EmbeddingResponse) Objects.requireNonNull(Packed.kept(KEY, Packed.of(KEY, kept(answer))))
                        .answer();
        assertThat(back.vectors().getFirst()).containsExactly(answer.vectors().getFirst());
    }

    /** An answer that gets another kind of record must be written with it. */
    @Test
    void everyRecordOfAnAnswerCanBeWritten() {
        Set<Class<?>> reached = new HashSet<>();
        reach(ChatResponse.class, reached);
        reach(EmbeddingResponse.class, reached);
        Arrays.stream(Part.class.getPermittedSubclasses()).forEach(type -> reach(type, reached));
        reach(Choice.class, reached);
        reach(Message.class, reached);
        reach(ToolCall.class, reached);
        reached.add(About.class);

        assertThat(Shapes.RECORDS)
                .containsExactlyInAnyOrderElementsOf(reached.stream()
                        .<Class<? extends Record>>map(type -> type.asSubclass(Record.class))
                        .toList());
    }

    private static void reach(Class<?> type, Set<Class<?>> reached) {
        if (type.isRecord() && reached.add(type)) {
            for (RecordComponent part : type.getRecordComponents()) {
                reach(part.getType(), reached);
            }
        }
    }

    @Test
    void noChangedByteGoesUnseen() {
        byte[] whole = Packed.of(KEY, kept(RandomAnswers.answer(new Random(1))));
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1 << (i % 8);
            assertThat(Packed.state(changed)).as("byte " + i).isNotEqualTo(State.WHOLE);
        }
        for (int i = 0; i < whole.length; i++) {
            assertThat(Packed.state(Arrays.copyOf(whole, i))).as(i + " bytes").isEqualTo(State.DAMAGED);
        }
        assertThat(Packed.state(Arrays.copyOf(whole, whole.length + 1))).isEqualTo(State.DAMAGED);
        assertThat(Packed.state(whole)).isEqualTo(State.WHOLE);
    }

    @Test
    void anotherVersionsAnswerIsForeignRatherThanDamaged() {
        byte[] bytes = Packed.of(KEY, kept(RandomAnswers.answer(new Random(1))));
        bytes[4]++;
        assertThat(Packed.state(bytes)).isEqualTo(State.FOREIGN);
    }

    @Test
    void anAnswerIsForItsWholeKeyOnly() {
        byte[] bytes = Packed.of(KEY, kept(RandomAnswers.answer(new Random(1))));
        assertThat(Packed.kept("ab".repeat(31) + "ac", bytes)).isNull();
        assertThat(Packed.about(Arrays.copyOf(bytes, 512))).isEqualTo(ABOUT);
    }

    @Test
    void nothingElseIsWritten() {
        Kept kept = kept(new ChatResponse("", 0, "", List.of(), null, Map.of("x", new StringBuilder())));
        assertThatThrownBy(() -> Packed.of(KEY, kept)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Kept kept(Answer answer) {
        return new Kept(answer, ABOUT, Instant.now(), Duration.ofMinutes(1), Duration.ofNanos(5));
    }
}
