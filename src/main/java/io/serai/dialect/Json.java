package io.serai.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON to and from the JDK's own types, without losing digits: objects are maps in their order, decimals are exact. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(500)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectReader ANYTHING = MAPPER.readerFor(Object.class);

    private Json() {}

    /** @throws MalformedException if it is no JSON; the message tells line and column */
    public static @Nullable Object parse(byte[] json) {
        try {
            return ANYTHING.readValue(json);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new MalformedException(firstLine(e.getOriginalMessage()) + place, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws MalformedException if it is no JSON object */
    public static Fields parseObject(byte[] json) {
        if (parse(json) instanceof Map<?, ?> map) {
            return Fields.of(map);
        }
        throw new MalformedException("Expected a JSON object, {...}", null);
    }

    /** Writes a document. */
    public static byte[] write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        append(bytes, writer);
        return bytes.toByteArray();
    }

    /** Writes a document behind what the buffer holds already. */
    public static void append(ByteArrayOutputStream bytes, Writer writer) {
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes all fields of a map into the object that is open. */
    public static void fields(JsonGenerator json, Map<?, ?> fields) throws IOException {
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            json.writeFieldName(String.valueOf(field.getKey()));
            value(json, field.getValue());
        }
    }

    /** Writes all fields of a map but one into the object that is open. */
    public static void fieldsBut(JsonGenerator json, Map<String, ?> fields, String name) throws IOException {
        for (Map.Entry<String, ?> field : fields.entrySet()) {
            if (!field.getKey().equals(name)) {
                json.writeFieldName(field.getKey());
                value(json, field.getValue());
            }
        }
    }

    /** Writes a value of the kinds that {@link #parse} gives. */
    public static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case BigDecimal number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case Map<?, ?> map -> {
                json.writeStartObject();
                fields(json, map);
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object item : list) {
                    value(json, item);
                }
                json.writeEndArray();
            }
            default -> throw new IllegalArgumentException("No JSON value: " + value.getClass());
        }
    }

    private static String firstLine(@Nullable String message) {
        if (message == null) {
            return "Not valid JSON";
        }
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** Something that writes JSON. */
    public interface Writer {
        void write(JsonGenerator json) throws IOException;
    }
}
