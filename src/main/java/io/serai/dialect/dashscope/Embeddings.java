package io.serai.dialect.dashscope;

import io.serai.chat.EmbeddingResponse;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Places;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Answers with vectors, each with the place of its text. */
final class Embeddings {

    private Embeddings() {}

    static EmbeddingResponse read(Map<?, ?> answer) {
        Errors.throwIfAny(answer);
        Object output = answer.get("output");
        if (!(output instanceof Map<?, ?> map)
                || !(map.get("embeddings") instanceof List<?> items)
                || items.isEmpty()) {
            throw new MalformedException("The answer has no vectors", "output.embeddings");
        }
        double[][] vectors = new double[items.size()][];
        for (int i = 0; i < vectors.length; i++) {
            if (!(items.get(i) instanceof Map<?, ?> item)) {
                throw wrong(i);
            }
            int place = Places.of(item.get("text_index"), i);
            if (place < 0 || place >= vectors.length || vectors[place] != null) {
                throw wrong(i);
            }
            vectors[place] = vector(item.get("embedding") instanceof List<?> numbers ? numbers : List.of(), i);
        }
        return new EmbeddingResponse("", Arrays.asList(vectors), Usages.read(answer.get("usage")), Map.of());
    }

    private static double[] vector(List<?> numbers, int item) {
        double[] vector = new double[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i) instanceof Number number ? number.doubleValue() : Double.NaN;
            if (!Double.isFinite(vector[i])) {
                throw wrong(item);
            }
        }
        if (vector.length == 0) {
            throw wrong(item);
        }
        return vector;
    }

    private static MalformedException wrong(int item) {
        String path = "output.embeddings[" + item + ']';
        return new MalformedException("'" + path + "' must be a vector with a place of its own", path);
    }
}
