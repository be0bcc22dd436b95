package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Recordings;
import io.serai.dialect.Recordings.Case;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers of OpenAI and of Zhipu, whose API is compatible: what their readers must get out of them stands beside them. */
class RecordingsTest {
    private static final String[] VENDORS = {"openai", "zhipu"};
    private static final int SPLITS = 50;

    @TestFactory
    Stream<DynamicTest> wholeAnswers() {
        return Recordings.cases("response.json", VENDORS).stream()
                .filter(recorded -> !isEmbedding(recorded))
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    ChatResponse answer = Trees.whole(new ByteArrayInputStream(recorded.bytes("response.json")));

                    assertThat(summary(answer)).isEqualTo(expected(recorded.expected("response")));
                }));
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        return Recordings.cases("stream.sse", VENDORS).stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    byte[] stream = recorded.bytes("stream.sse");
                    ChatResponse whole = Trees.whole(new ByteArrayInputStream(stream));

                    assertThat(summary(whole)).isEqualTo(expected(recorded.expected("stream")));
                    for (int seed = 0; seed < SPLITS; seed++) {
                        assertThat(Trees.whole(new Drops(stream, seed)))
                                .as("split by seed %d", seed)
                                .isEqualTo(whole);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Recordings.cases("response.json", VENDORS).stream()
                .filter(RecordingsTest::isEmbedding)
                .flatMap(recorded -> Stream.of("response.json", "response-float.json")
                        .filter(recorded::has)
                        .map(file -> DynamicTest.dynamicTest(recorded + "/" + file, () -> {
                            EmbeddingResponse answer =
                                    Trees.CLIENT.readEmbedding(new ByteArrayInputStream(recorded.bytes(file)));
                            check(answer, recorded.expected("response"));
                        })));
    }

    private static void check(EmbeddingResponse answer, JsonNode expected) {
        JsonNode vectors = expected.path("embeddings");
        assertThat(answer.vectors()).hasSize(vectors.path("count").asInt());
        for (int i = 0; i < answer.vectors().size(); i++) {
            double[] vector = answer.vectors().get(i);
            assertThat(vector).hasSize(vectors.path("length").asInt());
            for (int j = 0; j < 3; j++) {
                assertThat(vector[j])
                        .isEqualTo(vectors.path("firstValues").path(i).path(j).asDouble());
            }
        }
        Usage usage = answer.usage();
        assertThat(usage == null ? -1 : usage.inputTokens())
                .isEqualTo(expected.at("/usage/inputTokens").asLong(-1));
    }

    /** An answer in the form of expected.json. */
    private static JsonNode summary(ChatResponse answer) {
        Choice choice = answer.choices().getFirst();
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("text", choice.message().text());
        summary.put("reasoning", choice.message().reasoning());
        ArrayNode calls = summary.putArray("toolCalls");
        for (ToolCall call : choice.message().toolCalls()) {
            calls.addObject()
                    .put("id", call.id())
                    .put("name", call.name())
                    .set("arguments", Trees.tree(call.arguments()));
        }
        summary.put("finishReason", String.valueOf(choice.finishReason()).toLowerCase(Locale.ROOT));
        Usage usage = answer.usage();
        if (usage == null) {
            summary.putNull("usage");
        } else {
            summary.putObject("usage")
                    .put("inputTokens", usage.inputTokens())
                    .put("outputTokens", usage.outputTokens())
                    .put("cachedTokens", Math.max(0, usage.cachedTokens()))
                    .put("reasoningTokens", Math.max(0, usage.reasoningTokens()));
        }
        return Trees.tree(summary.toString());
    }

    private static JsonNode expected(JsonNode recorded) {
        ObjectNode expected = recorded.deepCopy();
        expected.remove(List.of("vendorFinishReason"));
        return Trees.tree(expected.toString());
    }

    private static boolean isEmbedding(Case recorded) {
        return recorded.expected("response").has("embeddings");
    }

    /** A stream that comes in pieces of random size. */
    private static final class Drops extends InputStream {
        private final InputStream all;
        private final Random random;

        Drops(byte[] bytes, int seed) {
            all = new ByteArrayInputStream(bytes);
            random = new Random(seed);
        }

        @Override
        public int read() throws IOException {
            return all.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return all.read(into, offset, Math.min(length, 1 + random.nextInt(random.nextInt(2) == 0 ? 3 : 300)));
        }
    }
}
