package io.serai.dialect.openai;

import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Usage;
import io.serai.dialect.Fields;
import io.serai.dialect.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers with vectors, in both directions: as numbers, or as base64 of little-endian 32-bit floats. */
final class Embeddings {

    private Embeddings() {}

    static EmbeddingResponse read(Fields answer) {
        answer.drop("object");
        List<Fields> data = answer.objects("data");
        if (data.isEmpty()) {
            throw new MalformedException("The answer has no vectors", "data");
        }
        List<double[]> vectors = new ArrayList<>(data.size());
        data.sort((a, b) -> Long.compare(index(a), index(b)));
        for (Fields item : data) {
            vectors.add(vector(item));
        }
        Fields usage = answer.peek("usage") instanceof Map ? answer.object("usage") : null;
        return new EmbeddingResponse(
                answer.textIfAny("model"), vectors, usage == null ? null : Usages.read(usage), answer.rest());
    }

    private static long index(Fields item) {
        return item.peek("index") instanceof Number number ? number.longValue() : 0;
    }

    private static double[] vector(Fields item) {
        Object vector = item.peek("embedding");
        if (vector instanceof String base64) {
            double[] values = decode(base64);
            if (values == null) {
                throw item.wrong("embedding", "base64 of 32-bit floats", vector);
            }
            return values;
        }
        if (vector instanceof List<?> numbers) {
            double[] values = new double[numbers.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = numbers.get(i) instanceof Number number ? number.doubleValue() : Double.NaN;
                if (!Double.isFinite(values[i])) {
                    throw item.wrong("embedding[" + i + ']', "a number", numbers.get(i));
                }
            }
            return values;
        }
        throw item.wrong("embedding", "a list of numbers or base64", vector);
    }

    private static double @Nullable [] decode(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (bytes.length % Float.BYTES != 0) {
            return null;
        }
        ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[bytes.length / Float.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats.getFloat();
            if (!Double.isFinite(values[i])) {
                return null;
            }
        }
        return values;
    }

    static Map<String, Object> write(EmbeddingResponse answer, EmbeddingRequest request) {
        boolean base64 = request.wantsBase64();
        List<Object> data = new ArrayList<>(answer.vectors().size());
        for (double[] vector : answer.vectors()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("object", "embedding");
            item.put("index", data.size());
            item.put("embedding", base64 ? encode(vector) : vector);
            data.add(item);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("object", "list");
        fields.put("data", data);
        fields.put("model", answer.model().isEmpty() ? request.model() : answer.model());
        fields.put("usage", Usages.writeEmbedding(answer.usage() == null ? Usage.of(0, 0) : answer.usage()));
        return Fields.addRest(fields, answer.extras());
    }

    private static String encode(double[] vector) {
        ByteBuffer floats = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : vector) {
            floats.putFloat((float) value);
        }
        return Base64.getEncoder().encodeToString(floats.array());
    }
}
