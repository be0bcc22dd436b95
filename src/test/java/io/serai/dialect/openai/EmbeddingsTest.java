package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors from vendors to clients, as numbers or as base64, whichever of the two sides wants what. */
class EmbeddingsTest {
    private static final EmbeddingRequest FLOAT = request("{\"input\":\"x\"}");
    private static final EmbeddingRequest BASE64 = request("{\"input\":\"x\",\"encoding_format\":\"base64\"}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"input\":\"text 👋\"}",
                "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":256,\"encoding_format\":\"base64\",\"user\":\"u\"}",
                "{\"model\":\"m\",\"input\":[1,2,3],\"encoding_format\":null}",
                "{\"model\":\"m\",\"input\":[[1,2],[3]],\"input_type\":\"query\",\"x\":{\"y\":1.50}}",
                "{\"model\":\"m\",\"input\":\"\"}"
            })
    void aRequestReachesTheVendorAsItWas(String request) {
        assertThat(Trees.tree(Trees.CLIENT.writeEmbedding(request(request)).body()))
                .isEqualTo(Trees.tree(request));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model": "m", "input": ["a"]}      | {"model": "m", "input": "a"}
            {"model": "m", "input": [[1, 2]]}   | {"model": "m", "input": [1, 2]}
            {"input": "a"}                      | {"model": "auto", "input": "a"}
            """)
    void aListOfOneIsThatOne(String sent, String received) {
        assertThat(Trees.tree(Trees.CLIENT.writeEmbedding(request(sent)).body()))
                .isEqualTo(Trees.tree(received));
    }

    @Test
    void whatOnlyOllamaKnowsIsLeftOut() {
        Payload payload = Trees.CLIENT.writeEmbedding(new EmbeddingRequest(
                "ollama", "m", List.of("a"), Map.of("dimensions", 8, "truncate", true, "options.num_ctx", 512)));

        assertThat(Trees.tree(payload.body()))
                .isEqualTo(Trees.tree("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":8}"));
        assertThat(payload.notes().dropped()).containsExactlyInAnyOrder("truncate", "options.num_ctx");
    }

    @Test
    void numbersReachTheClientAsTheyWere() {
        String answer = """
                {"object": "list", "data": [
                  {"object": "embedding", "index": 0, "embedding": [0.01681816205382347, -0.1, 1.0E-7, 0.0, 0.1234567890123456]},
                  {"object": "embedding", "index": 1, "embedding": []}],
                 "model": "text-embedding-3-small", "usage": {"prompt_tokens": 2, "total_tokens": 2}, "id": "x", "cost": null}""";

        assertThat(Trees.tree(write(read(answer), FLOAT))).isEqualTo(Trees.tree(answer));
    }

    @Test
    void base64ReachesTheClientAsItWas() {
        float[] vector = {0.1f, -2.5e-8f, Float.MIN_VALUE, Float.MAX_VALUE, 0f};
        String answer = """
                {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": "%s"}],
                 "model": "m", "usage": {"prompt_tokens": 2, "total_tokens": 2}}""".formatted(base64(vector));

        assertThat(Trees.tree(write(read(answer), BASE64))).isEqualTo(Trees.tree(answer));
    }

    @Test
    void eitherFormIsTurnedIntoTheOther() {
        float[] vector = {0.1f, -2.5f};
        EmbeddingResponse fromBase64 = read(data("{\"index\":0,\"embedding\":\"" + base64(vector) + "\"}"));
        EmbeddingResponse fromNumbers = read(data("{\"index\":0,\"embedding\":[0.1,-2.5]}"));

        JsonNode numbers = Trees.tree(write(fromBase64, FLOAT)).at("/data/0/embedding");
        assertThat(numbers.get(0).floatValue()).isEqualTo(0.1f);
        assertThat(numbers.get(1).floatValue()).isEqualTo(-2.5f);
        assertThat(Trees.tree(write(fromNumbers, BASE64))
                        .at("/data/0/embedding")
                        .asText())
                .isEqualTo(base64(vector));
    }

    @Test
    void vectorsAreInTheOrderOfTheirInputs() {
        EmbeddingResponse answer = read(data("""
                {"index": 2, "embedding": [2]}, {"index": 0, "embedding": [0]}, {"index": 1, "embedding": [1.0]}"""));

        assertThat(answer.vectors()).containsExactly(new double[] {0}, new double[] {1}, new double[] {2});
    }

    @Test
    void withoutAnIndexTheOrderStays() {
        EmbeddingResponse answer =
                read(data("{\"embedding\":[5]},{\"embedding\":[4]},{\"index\":null,\"embedding\":[6]}"));

        assertThat(answer.vectors()).containsExactly(new double[] {5}, new double[] {4}, new double[] {6});
        assertThat(Trees.tree(write(answer, FLOAT)).findValuesAsText("index")).containsExactly("0", "1", "2");
    }

    @Test
    void withoutANameTheModelIsTheOneThatWasAskedFor() {
        EmbeddingResponse answer = read(data("{\"embedding\":[1]}").replace("\"m\"", "\"\""));
        JsonNode written = Trees.tree(write(answer, request("{\"model\":\"g/e\",\"input\":\"x\"}")));

        assertThat(written.path("model").asText()).isEqualTo("g/e");
    }

    @Test
    void withoutUsageItIsZero() {
        JsonNode usage =
                Trees.tree(write(read(data("{\"embedding\":[1]}")), FLOAT)).path("usage");

        assertThat(usage).isEqualTo(Trees.tree("{\"prompt_tokens\":0,\"total_tokens\":0}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                       | The answer has no vectors
            {"data": []}                             | The answer has no vectors
            {"data": [5]}                            | 'data[0]' must be an object, not the number 5
            {"data": [{}]}                           | 'data[0].embedding' must be a list of numbers or base64, not null
            {"data": [{"embedding": [1, "x"]}]}      | 'data[0].embedding[1]' must be a number, not the text "x"
            {"data": [{"embedding": "%%%"}]}         | 'data[0].embedding' must be base64 of 32-bit floats, not the text "%%%"
            {"data": [{"embedding": "AAAAAAA="}]}    | 'data[0].embedding' must be base64 of 32-bit floats, not the text "AAAAAAA="
            {"data": [{"embedding": "AADAfw=="}]}    | 'data[0].embedding' must be base64 of 32-bit floats, not the text "AADAfw=="
            {"data": [{"embedding": [1e999]}]}       | 'data[0].embedding[0]' must be a number, not the number 1E+999
            [1]                                      | The answer is no JSON object
            <html>                                   | Unexpected character ('<'
            """)
    void whatAreNoVectors(String answer, String message) {
        assertThatThrownBy(() -> read(answer))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"boom\"}}",
                "{\"object\":\"error\",\"message\":\"boom\"}",
                "{\"detail\":\"boom\"}",
                "{\"code\":20015,\"message\":\"boom\",\"data\":null}"
            })
    void anErrorInPlaceOfVectorsIsOne(String answer) {
        assertThatThrownBy(() -> read(answer))
                .isInstanceOf(VendorErrorException.class)
                .hasMessage("boom");
    }

    private static EmbeddingRequest request(String json) {
        return Trees.SERVER.readEmbedding(Inbound.of(Trees.bytes(json)));
    }

    private static EmbeddingResponse read(String answer) {
        try {
            return Trees.CLIENT.readEmbedding(new ByteArrayInputStream(Trees.bytes(answer)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] write(EmbeddingResponse answer, EmbeddingRequest request) {
        return Trees.SERVER.writeEmbedding(answer, request);
    }

    private static String data(String items) {
        return "{\"model\":\"m\",\"data\":[" + items + "]}";
    }

    private static String base64(float... vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
