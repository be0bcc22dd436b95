package io.serai.dialect.gemini;

import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Original;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Notes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests for vectors and their answers, of one text or of many.
 *
 * @see <a href="https://ai.google.dev/api/embeddings">Embeddings</a>
 */
final class Embeddings {
    private Embeddings() {}

    /** Whether a request asks for the vector of a single content, so that the answer has the form of a single one. */
    private static boolean isSingle(@Nullable Original original) {
        return original != null && !original.tree().containsKey("requests");
    }

    /** The method that takes what {@link #request} writes. */
    static String method(EmbeddingRequest request) {
        return isSingle(request.originalIn("gemini")) ? "embedContent" : "batchEmbedContents";
    }

    static Map<String, Object> request(EmbeddingRequest request, Notes notes) {
        Original original = request.originalIn("gemini");
        if (original != null) {
            return original(original.tree(), request.model());
        }
        List<Object> requests = new ArrayList<>(request.input().size());
        for (Object input : request.input()) {
            if (!(input instanceof String text)) {
                throw new CannotExpressException("input[" + requests.size() + "]: it takes text, no tokens");
            }
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("parts", List.of(ContentWriter.text(text)));
            Map<String, Object> single = new LinkedHashMap<>();
            single.put("model", Path.resource(request.model()));
            single.put("content", content);
            if (request.parameters().get("dimensions") instanceof Number dimensions) {
                single.put("outputDimensionality", dimensions);
            }
            requests.add(single);
        }
        request.parameters().forEach((name, value) -> {
            if (value != null && !name.equals("dimensions") && !name.equals("encoding_format")) {
                notes.drop(name);
            }
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("requests", requests);
        return body;
    }

    /** Each request of a batch names its model, and must. */
    private static Map<String, Object> original(Map<String, Object> tree, String model) {
        Map<String, Object> body = new LinkedHashMap<>(OriginalWriter.named(tree, model));
        if (tree.containsKey("requests")) {
            List<Object> requests = new ArrayList<>();
            for (Object item : Names.list(tree, "requests")) {
                if (item instanceof Map<?, ?> single) {
                    Map<String, Object> copy = new LinkedHashMap<>(Names.own(single));
                    copy.put("model", Path.resource(model));
                    requests.add(copy);
                }
            }
            body.put("requests", requests);
        }
        return body;
    }

    static EmbeddingResponse read(Map<String, Object> answer) {
        Errors.throwIfAny(answer);
        List<?> items =
                answer.containsKey("embedding") ? Names.list(answer, "embedding") : Names.list(answer, "embeddings");
        if (items.isEmpty()) {
            throw new MalformedException("The answer has no vectors", "embeddings");
        }
        List<double[]> vectors = new ArrayList<>(items.size());
        for (Object item : items) {
            vectors.add(vector(item, "embeddings[" + vectors.size() + ']'));
        }
        Map<?, ?> usage = Names.object(answer, "usageMetadata");
        return new EmbeddingResponse("", vectors, usage == null ? null : Usages.read(usage), Map.of());
    }

    private static double[] vector(@Nullable Object embedding, String path) {
        if (!(embedding instanceof Map<?, ?> fields) || !(fields.get("values") instanceof List<?> numbers)) {
            throw Names.wrong(path + ".values", "a list of numbers");
        }
        double[] values = new double[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i) instanceof Number number ? number.doubleValue() : Double.NaN;
            if (!Double.isFinite(values[i])) {
                throw Names.wrong(path + ".values[" + i + ']', "a number");
            }
        }
        return values;
    }

    static Map<String, Object> write(EmbeddingResponse answer, EmbeddingRequest request) {
        List<Object> embeddings = new ArrayList<>(answer.vectors().size());
        for (double[] vector : answer.vectors()) {
            Map<String, Object> embedding = new LinkedHashMap<>();
            embedding.put("values", vector);
            embeddings.add(embedding);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        if (isSingle(request.original()) && !embeddings.isEmpty()) {
            fields.put("embedding", embeddings.getFirst());
        } else {
            fields.put("embeddings", embeddings);
        }
        if (answer.usage() != null) {
            Map<String, Object> usage = new LinkedHashMap<>();
            usage.put("promptTokenCount", answer.usage().inputTokens());
            usage.put("totalTokenCount", answer.usage().inputTokens());
            fields.put("usageMetadata", usage);
        }
        return fields;
    }
}
