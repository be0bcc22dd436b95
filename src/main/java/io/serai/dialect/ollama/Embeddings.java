package io.serai.dialect.ollama;

import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Original;
import io.serai.chat.Usage;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.Fields;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Notes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Vectors, in both directions. */
final class Embeddings {
    private Embeddings() {}

    static Map<String, Object> write(EmbeddingResponse answer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", answer.model());
        fields.put("embeddings", answer.vectors());
        fields.put("total_duration", 0);
        fields.put("load_duration", 0);
        fields.put(
                "prompt_eval_count", answer.usage() == null ? 0 : answer.usage().inputTokens());
        return fields;
    }

    static Map<String, Object> request(EmbeddingRequest request, Notes notes) {
        Original original = request.originalIn(OllamaServer.NAME);
        if (original != null) {
            return RequestWriter.same(original, request.model());
        }
        for (int i = 0; i < request.input().size(); i++) {
            if (!(request.input().get(i) instanceof String)) {
                throw new CannotExpressException("input[" + i + "]: Ollama takes texts, no token numbers");
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", request.model());
        fields.put("input", request.input());
        Parameters.writeForVectors(request.parameters(), fields, notes);
        return fields;
    }

    static EmbeddingResponse read(Fields answer) {
        Errors.throwIfAny(answer.rest());
        Usage usage = Metrics.read(answer.rest());
        List<?> items = answer.list("embeddings");
        if (items.isEmpty()) {
            throw new MalformedException("The answer has no vectors", "embeddings");
        }
        List<double[]> vectors = new ArrayList<>(items.size());
        for (Object item : items) {
            String at = "embeddings[" + vectors.size() + ']';
            if (!(item instanceof List<?> numbers)) {
                throw answer.wrong(at, "a list of numbers", item);
            }
            double[] vector = new double[numbers.size()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = numbers.get(i) instanceof Number number ? number.doubleValue() : Double.NaN;
                if (!Double.isFinite(vector[i])) {
                    throw answer.wrong(at + '[' + i + ']', "a number", numbers.get(i));
                }
            }
            vectors.add(vector);
        }
        return new EmbeddingResponse(answer.textIfAny("model"), vectors, usage, Map.of());
    }
}
