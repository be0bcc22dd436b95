package io.serai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** The embeddings of a healthy vendor: the same vector of length 1 for the same text, always. */
final class Embeddings {
    private static final int DIMENSIONS = 8;

    private Embeddings() {}

    /** The answer to an OpenAI embeddings request, with vectors as numbers or as base64. */
    static String answer(JsonNode request) {
        List<String> texts = texts(request.path("input"));
        boolean base64 = request.path("encoding_format").asText().equals("base64");
        ObjectNode answer = Json.object()
                .put("object", "list")
                .put("model", request.path("model").asText());
        answer.putArray("data");
        for (int i = 0; i < texts.size(); i++) {
            ObjectNode item = answer.withArray("data")
                    .addObject()
                    .put("object", "embedding")
                    .put("index", i);
            put(item, vector(texts.get(i)), base64);
        }
        int tokens = texts.stream()
                .mapToInt(text -> (int) Prompt.words(text).count())
                .sum();
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer.toString();
    }

    static float[] vector(String text) {
        var random = new Random(text.hashCode());
        float[] vector = new float[DIMENSIONS];
        double squares = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return vector;
    }

    /** One text, several, or tokens in place of either. */
    private static List<String> texts(JsonNode input) {
        if (!input.isArray() || input.path(0).isNumber()) {
            return List.of(input.isArray() ? input.toString() : input.asText());
        }
        return Prompt.each(input)
                .map(item -> item.isTextual() ? item.asText() : item.toString())
                .toList();
    }

    private static void put(ObjectNode item, float[] vector, boolean base64) {
        var bytes = ByteBuffer.allocate(4 * DIMENSIONS).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
            if (!base64) {
                item.withArray("embedding").add(value);
            }
        }
        if (base64) {
            item.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
        }
    }
}
