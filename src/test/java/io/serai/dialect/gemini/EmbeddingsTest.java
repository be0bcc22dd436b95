package io.serai.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.RejectedException;
import io.serai.chat.Usage;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors. See ai.google.dev/api/embeddings. */
class EmbeddingsTest {
    private static final String SINGLE =
            "{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]},\"taskType\":\"RETRIEVAL_QUERY\",\"outputDimensionality\":8}";

    private static EmbeddingRequest read(String method, String body) {
        return Trees.SERVER.readEmbedding(
                new Inbound("/v1beta/models/google/e:" + method, Map.of(), Map.of(), Trees.bytes(body)));
    }

    private static EmbeddingResponse answer(String body) throws IOException {
        return Trees.CLIENT.readEmbedding(new ByteArrayInputStream(Trees.bytes(body)));
    }

    @Test
    void oneOrMany() {
        EmbeddingRequest single = read("embedContent", SINGLE);
        EmbeddingRequest many = read("batchEmbedContents", "{\"requests\":[" + SINGLE + "," + SINGLE + "]}");

        assertThat(single.model()).isEqualTo("google/e");
        assertThat(single.input()).containsExactly("ab");
        assertThat(single.parameters()).isEqualTo(Map.of("dimensions", 8L));
        assertThat(many.input()).containsExactly("ab", "ab");
    }

    @Test
    void theAnswerHasTheFormOfTheQuestion() {
        EmbeddingResponse answer =
                new EmbeddingResponse("m", List.of(new double[] {0.5, -1}), Usage.of(3, 0), Map.of());

        assertThat(Trees.tree(Trees.SERVER.writeEmbedding(answer, read("embedContent", SINGLE))))
                .isEqualTo(
                        Trees.tree(
                                "{\"embedding\":{\"values\":[0.5,-1.0]},\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3}}"));
        assertThat(Trees.tree(Trees.SERVER.writeEmbedding(
                                answer, read("batchEmbedContents", "{\"requests\":[" + SINGLE + "]}")))
                        .at("/embeddings/0/values"))
                .hasSize(2);
    }

    @Test
    void otherDialectsRequestsAreABatch() {
        Payload payload = Trees.CLIENT.writeEmbedding(new EmbeddingRequest(
                "openai", "e", List.of("a", "b"), Map.of("dimensions", 8, "encoding_format", "base64", "user", "u")));

        assertThat(payload.path()).isEqualTo("/models/e:batchEmbedContents");
        assertThat(Trees.body(payload)).isEqualTo(Trees.tree("""
                {"requests": [{"model": "models/e", "content": {"parts": [{"text": "a"}]}, "outputDimensionality": 8},
                  {"model": "models/e", "content": {"parts": [{"text": "b"}]}, "outputDimensionality": 8}]}"""));
        assertThat(payload.notes().dropped()).containsExactly("user");
        assertThatThrownBy(() -> Trees.CLIENT.writeEmbedding(
                        new EmbeddingRequest("openai", "e", List.of(List.of(1, 2)), Map.of())))
                .isInstanceOf(CannotExpressException.class);
    }

    @Test
    void fromGeminiToGeminiOnlyTheModelChanges() {
        Payload single =
                Trees.CLIENT.writeEmbedding(read("embedContent", SINGLE).withModel("e"));
        Payload many =
                Trees.CLIENT.writeEmbedding(read("batchEmbedContents", "{\"requests\":[" + SINGLE + "],\"new\":1}")
                        .withModel("e"));

        assertThat(single.path()).isEqualTo("/models/e:embedContent");
        assertThat(Trees.body(single)).isEqualTo(Trees.tree(SINGLE));
        assertThat(many.path()).isEqualTo("/models/e:batchEmbedContents");
        assertThat(Trees.body(many))
                .isEqualTo(Trees.tree(
                        "{\"requests\":[" + SINGLE.replace("}]},", "}]},\"model\":\"models/e\",") + "],\"new\":1}"));
    }

    @Test
    void vectorsAreRead() throws IOException {
        assertThat(answer("{\"embeddings\":[{\"values\":[0.25,1]},{\"values\":[]}],\"new\":1}")
                        .vectors()
                        .getFirst())
                .containsExactly(0.25, 1);
        assertThat(answer("{\"embedding\":{\"values\":[1]},\"usageMetadata\":{\"promptTokenCount\":4}}")
                        .usage())
                .isEqualTo(Usage.of(4, 0));
        assertThatThrownBy(() -> answer("{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}"))
                .isInstanceOf(VendorErrorException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"embeddings\":[7]}",
                "{\"embeddings\":[{\"values\":[\"x\"]}]}",
                "{\"embedding\":{}}"
            })
    void whatHasNoVectorsIsNoAnswer(String body) {
        assertThatThrownBy(() -> answer(body)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"content\":7}",
                "{\"requests\":[]}",
                "{\"requests\":[7]}",
                "{\"content\":{\"parts\":[7]}}"
            })
    void whatIsNoRequestIsRejected(String body) {
        assertThatThrownBy(() -> read("batchEmbedContents", body)).isInstanceOf(RejectedException.class);
    }
}
