package io.serai.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A healthy vendor whose vectors are alike if texts have the same words and letters: hashed words and triples of letters, with no idea of a meaning. */
public final class Lexical extends HealthyVendor {
    private static final int DIMENSIONS = 512;

    public Lexical(String name) {
        super(name);
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        if (!request.path().endsWith("/embeddings")) {
            return super.answer(request);
        }
        ObjectNode answer = Json.object().put("object", "list").put("model", "lexical");
        ObjectNode item =
                answer.putArray("data").addObject().put("object", "embedding").put("index", 0);
        for (double value : lexical(request.json()
                .path("input")
                .path(0)
                .asText(request.json().path("input").asText()))) {
            item.withArray("embedding").add(value);
        }
        answer.putObject("usage").put("prompt_tokens", 5).put("total_tokens", 5);
        return Answer.json(200, answer.toString());
    }

    /** The vector of a text. */
    public static double[] lexical(String text) {
        double[] vector = new double[DIMENSIONS];
        String plain = text.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
        for (String word : plain.split(" ")) {
            vector[Math.floorMod(word.hashCode() * 31, DIMENSIONS)] += 1;
        }
        for (int i = 0; i + 3 <= plain.length(); i++) {
            vector[Math.floorMod(plain.substring(i, i + 3).hashCode() * 17, DIMENSIONS)] += 0.5;
        }
        return vector;
    }
}
