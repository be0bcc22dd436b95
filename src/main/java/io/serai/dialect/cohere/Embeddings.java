package io.serai.dialect.cohere;

import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Usage;
import io.serai.dialect.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers with vectors, which stand under the kind of their numbers. */
final class Embeddings {

    private Embeddings() {}

    static EmbeddingResponse read(Map<?, ?> answer) {
        Errors.throwIfAny(answer, "embeddings");
        Object floats = answer.get("embeddings") instanceof Map<?, ?> kinds ? kinds.get("float") : null;
        if (!(floats instanceof List<?> items) || items.isEmpty()) {
            throw new MalformedException("The answer has no vectors", "embeddings.float");
        }
        List<double[]> vectors = new ArrayList<>(items.size());
        for (Object item : items) {
            vectors.add(vector(item, "embeddings.float[" + vectors.size() + ']'));
        }
        Object meta = answer.get("meta");
        Usage usage = Usages.read(meta instanceof Map<?, ?> map ? map : null);
        return new EmbeddingResponse("", vectors, usage, Map.of());
    }

    private static double[] vector(@Nullable Object item, String at) {
        List<?> numbers = item instanceof List<?> list ? list : List.of();
        double[] vector = new double[numbers.size()];
        boolean fine = vector.length > 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i) instanceof Number number ? number.doubleValue() : Double.NaN;
            fine &= Double.isFinite(vector[i]);
        }
        if (!fine) {
            throw new MalformedException("'" + at + "' must be a list of numbers", at);
        }
        return vector;
    }
}
