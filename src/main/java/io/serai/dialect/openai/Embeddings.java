package io.serai.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.Usage;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.embedding.EmbeddingResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

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
        Fields usage = answer.object("usage");
        return new EmbeddingResponse(
                answer.textIfAny("model", ""),
                vectors,
                usage == null ? null : OpenAiAnswerReader.usage(usage),
                answer.rest());
    }

    private static long index(Fields item) {
        return item.peek("index") instanceof Number number ? number.longValue() : 0;
    }

    private static double[] vector(Fields item) {
        Object vector = item.peek("embedding");
        if (vector instanceof String base64) {
            return decode(base64);
        }
        if (vector instanceof List<?> numbers) {
            double[] values = new double[numbers.size()];
            for (int i = 0; i < values.length; i++) {
                if (!(numbers.get(i) instanceof Number number)) {
                    throw item.wrong("embedding[" + i + ']', "a number", numbers.get(i));
                }
                values[i] = number.doubleValue();
            }
            return values;
        }
        throw item.wrong("embedding", "a list of numbers or base64", vector);
    }

    private static double[] decode(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("The vector is no valid base64", "data.embedding");
        }
        ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[bytes.length / Float.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats.getFloat();
        }
        return values;
    }

    static void write(JsonGenerator json, EmbeddingResponse answer, boolean base64) throws IOException {
        json.writeStartObject();
        json.writeStringField("object", "list");
        json.writeArrayFieldStart("data");
        int index = 0;
        for (double[] vector : answer.vectors()) {
            json.writeStartObject();
            json.writeStringField("object", "embedding");
            json.writeNumberField("index", index++);
            json.writeFieldName("embedding");
            if (base64) {
                json.writeString(encode(vector));
            } else {
                writeNumbers(json, vector);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("model", answer.model());
        Usage usage = answer.usage() == null ? Usage.of(0, 0) : answer.usage();
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", usage.inputTokens());
        if (!usage.extras().containsKey("total_tokens")) {
            json.writeNumberField("total_tokens", usage.inputTokens());
        }
        Json.fields(json, usage.extras());
        json.writeEndObject();
        Json.fields(json, answer.extras());
        json.writeEndObject();
    }

    private static void writeNumbers(JsonGenerator json, double[] vector) throws IOException {
        json.writeStartArray();
        for (double value : vector) {
            // Vectors are mostly 32-bit; written as 64-bit they would show digits that are not theirs.
            if ((float) value == value) {
                json.writeNumber((float) value);
            } else {
                json.writeNumber(value);
            }
        }
        json.writeEndArray();
    }

    private static String encode(double[] vector) {
        ByteBuffer floats = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : vector) {
            floats.putFloat((float) value);
        }
        return Base64.getEncoder().encodeToString(floats.array());
    }
}
