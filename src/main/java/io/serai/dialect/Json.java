package io.serai.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON to and from the JDK's own types, without losing digits: objects are maps in their order, decimals are exact. */
public final class Json {
    /** How deep objects and lists may lie within each other. */
    static final int DEEPEST = 500;

    // Field names are the world's, so they are not interned; buffers are shared, since every call has a thread of its
    // own.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(DEEPEST)
                    .build())
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    private static final ObjectReader ANYTHING = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(Object.class);
    private static final Pattern OWN_WORDS =
            Pattern.compile("\\n.*| \\(start marker at \\[.*?]\\)|, from `[^`]*`|: (maybe|enable) .*", Pattern.DOTALL);
    private static final ObjectReader STRICT = ANYTHING.with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private Json() {}

    /** @throws MalformedException if it is no JSON; the message tells line and column */
    public static @Nullable Object parse(byte[] json) {
        return parse(ANYTHING, json);
    }

    /** @throws MalformedException if it is no JSON object */
    public static Fields parseObject(byte[] json) {
        return fields(parse(ANYTHING, json));
    }

    /** The same for what a person may have written: a field that comes twice is a mistake. */
    public static Fields parseRequest(byte[] json) {
        return fields(parse(STRICT, json));
    }

    private static Fields fields(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return Fields.of(map);
        }
        throw new MalformedException("Expected a JSON object, {...}", null);
    }

    private static @Nullable Object parse(ObjectReader reader, byte[] json) {
        try (JsonParser parser = reader.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new MalformedException("It is empty", null);
            }
            Object value = reader.readValue(parser);
            if (parser.nextToken() != null) {
                throw new MalformedException("Something follows the JSON" + place(parser.currentTokenLocation()), null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new MalformedException(plain(e.getOriginalMessage()) + place(e.getLocation()), null);
        } catch (IOException e) {
            // Bytes that are no characters.
            throw new MalformedException(plain(e.getMessage()), null);
        } catch (NumberFormatException e) {
            throw new MalformedException("The exponent of a number is too large", null);
        }
    }

    /** Writes a value of the kinds that {@link #parse} gives. */
    public static byte[] write(@Nullable Object value) {
        return write(json -> write(json, value));
    }

    /** Writes a value behind what the buffer holds already. */
    public static void append(ByteArrayOutputStream bytes, @Nullable Object value) {
        append(bytes, json -> write(json, value));
    }

    /** Writes a document field by field. */
    public static byte[] write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        append(bytes, writer);
        return bytes.toByteArray();
    }

    private static void append(ByteArrayOutputStream bytes, Writer writer) {
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case BigDecimal number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case double[] numbers -> json.writeArray(numbers, 0, numbers.length);
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> field : map.entrySet()) {
                    json.writeFieldName(String.valueOf(field.getKey()));
                    write(json, field.getValue());
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object item : list) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            default -> throw new IllegalArgumentException("No JSON value: " + value.getClass());
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** What the parser says, without what it says of itself. */
    private static String plain(@Nullable String message) {
        return message == null ? "Not valid JSON" : OWN_WORDS.matcher(message).replaceAll("");
    }

    /** Something that writes JSON. */
    public interface Writer {
        void write(JsonGenerator json) throws IOException;
    }
}
