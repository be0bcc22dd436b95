package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Notes;
import io.serai.dialect.contract.Conversations.Feature;
import io.serai.dialect.contract.Meaning.Answered;
import io.serai.dialect.contract.Meaning.Asked;
import io.serai.dialect.contract.Peers.Pair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written in a dialect and read again means the same, whatever was said, and however the bytes arrive. */
class RoundTripTest {
    private static final int CASES = 300;

    static List<Pair> pairs() {
        return Peers.pairs();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void requests(Pair pair) {
        int refused = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Feature[] features = features(seed);
            ChatRequest request = Conversations.request(seed, seed % 2 == 0, features);
            Payload payload;
            try {
                payload = pair.client().writeChat(request, Peers.MODEL);
            } catch (CannotExpressException e) {
                // It says what the matter is, and another target is asked.
                assertThat(e.reason()).contains(":");
                refused++;
                continue;
            }
            ChatRequest again = pair.server().readChat(Peers.arrive(payload));

            // Some say that no tool may be called by offering none.
            boolean noTools = "none".equals(request.parameters().get("tool_choice"))
                    && again.tools().isEmpty();
            Asked meant = Meaning.of(noTools ? without(request) : request);
            assertThat(Meaning.of(again))
                    .as("seed %d %s", seed, Arrays.toString(features))
                    .isEqualTo(meant);
            assertThat(again.model()).isEqualTo(request.model());
            assertParameters(seed, Meaning.parameters(request), Meaning.parameters(again), payload.notes());
        }
        assertThat(refused).isLessThan(CASES / 3);
    }

    private static ChatRequest without(ChatRequest request) {
        return new ChatRequest(
                request.dialect(),
                request.model(),
                request.messages(),
                List.of(),
                request.stream(),
                request.parameters());
    }

    /** Every parameter arrives, or is said not to. */
    private static void assertParameters(
            long seed, Map<String, Object> before, Map<String, Object> after, Notes notes) {
        before.forEach((name, value) -> {
            boolean told = notes.dropped().stream().anyMatch(field -> field.startsWith(name))
                    || notes.adjusted().stream().anyMatch(change -> change.startsWith(name));
            // To say that the model may choose is to say nothing.
            boolean usual = value.equals("auto")
                    || value.equals("none")
                    || (name.equals("parallel_tool_calls")
                            && (value.equals("true") || "none".equals(before.get("tool_choice"))))
                    || (name.endsWith("_penalty") && value.equals(0.0));
            if (!told && !(usual && !after.containsKey(name)) && !value.equals(after.get(name))) {
                fail(
                        "seed %d: %s was %s, became %s, and nobody was told %s",
                        seed, name, value, after.get(name), notes.dropped());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void wholeAnswers(Pair pair) throws IOException {
        for (long seed = 0; seed < CASES; seed++) {
            ChatResponse answer = Conversations.answer(seed);
            byte[] bytes = pair.server().writeChat(answer, Conversations.request(seed, false));

            assertThat(Meaning.of(Peers.read(pair.client(), new ByteArrayInputStream(bytes))))
                    .as("seed %d", seed)
                    .isEqualTo(Meaning.of(answer));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void streamsInPortionsOfAnySize(Pair pair) throws IOException {
        for (long seed = 0; seed < CASES; seed++) {
            ChatResponse answer = Conversations.answer(seed);
            byte[] bytes =
                    Peers.stream(pair.server(), Conversations.request(seed, true), Conversations.pieces(answer, seed));

            assertThat(Meaning.of(Peers.read(pair.client(), Peers.inPortions(bytes, seed))))
                    .as("seed %d", seed)
                    .isEqualTo(Meaning.of(answer));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aStreamThatIsCutIsNeverTakenForWhole(Pair pair) throws IOException {
        ChatResponse answer = Conversations.answer(4);
        byte[] bytes = Peers.stream(pair.server(), Conversations.request(4, true), Conversations.pieces(answer, 4));
        Answered whole = Meaning.of(answer);
        for (int length = 0; length < bytes.length; length++) {
            Answered read;
            try {
                ChatResponse cut = Peers.read(pair.client(), new ByteArrayInputStream(bytes, 0, length));
                if (cut.choices().isEmpty()) {
                    continue;
                }
                read = Meaning.of(cut);
            } catch (MalformedException e) {
                continue;
            }
            // Where only the end mark or the usage is missing, all was said.
            assertThat(read.text())
                    .as("cut after %d of %d bytes", length, bytes.length)
                    .isEqualTo(whole.text());
            assertThat(read.calls()).isEqualTo(whole.calls());
            assertThat(read.reason()).isEqualTo(whole.reason());
        }
    }

    private static Feature[] features(long seed) {
        return switch ((int) (seed % 4)) {
            case 0 -> new Feature[] {};
            case 1 -> new Feature[] {Feature.TOOLS, Feature.PARAMETERS};
            case 2 -> new Feature[] {Feature.IMAGES};
            default -> new Feature[] {Feature.TOOLS, Feature.IMAGES, Feature.PARAMETERS};
        };
    }
}
