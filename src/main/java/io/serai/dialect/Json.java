package io.serai.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

    private static final JsonFactory FACTORY = factory();
    private static final Pattern OWN_WORDS =
            Pattern.compile("\\n.*| \\(start marker at \\[.*?]\\)|, from `[^`]*`|: (maybe|enable) .*", Pattern.DOTALL);

    private Json() {}

    // Field names are the world's, so they are not interned; buffers are shared, since every call has a thread of its
    // own.
    private static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(new Constraints())
                .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
    }

    /** @throws MalformedException if it is no JSON; the message has line and column */
    public static @Nullable Object parse(byte[] json) {
        return parse(json, false);
    }

    /** The same for what may be anything; null if it is no JSON. */
    public static @Nullable Object parseIfAny(byte[] json) {
        try {
            return parse(json);
        } catch (MalformedException e) {
            return null;
        }
    }

    /** @throws MalformedException if it is no JSON object */
    public static Fields parseObject(byte[] json) {
        return fields(parse(json, false));
    }

    /** Whether a text is that of a JSON object; cheaper than to read it. */
    public static boolean isObject(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The same for a vendor's document that comes in bit by bit, which is read to its end. */
    public static @Nullable Object parse(InputStream json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(new BoundedStream(json, Bounds.answer()))) {
            return parse(parser, false);
        } catch (JsonProcessingException | CharConversionException e) {
            throw malformed(e);
        }
    }

    public static Fields parseObject(InputStream json) throws IOException {
        return fields(parse(json));
    }

    /** The same for what a person may have written: it must be UTF-8, and a field that comes twice is a mistake. */
    public static @Nullable Object parseWritten(byte[] json) {
        int wrong = Utf8.firstIllFormed(json);
        if (wrong >= 0) {
            throw new MalformedException("Byte " + wrong + " is not UTF-8 as it must be", null);
        }
        return parse(json, true);
    }

    /** The same for an object. */
    public static Fields parseRequest(byte[] json) {
        return fields(parseWritten(json));
    }

    private static Fields fields(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return Fields.of(map);
        }
        throw new MalformedException("Expected a JSON object, {...}", null);
    }

    private static @Nullable Object parse(byte[] json, boolean strict) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return parse(parser, strict);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static @Nullable Object parse(JsonParser parser, boolean strict) throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw MalformedException.empty("It is empty");
            }
            Object value = new TreeReader(parser, Bounds.memory(), strict).read();
            if (parser.nextToken() != null) {
                throw new MalformedException("Something follows the JSON" + place(parser.currentTokenLocation()), null);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new MalformedException("The exponent of a number is too large", null);
        }
    }

    /** Also of bytes that are no characters. */
    private static MalformedException malformed(IOException e) {
        return e instanceof JsonProcessingException wrong
                ? new MalformedException(plain(wrong.getOriginalMessage()) + place(wrong.getLocation()), null)
                : new MalformedException(plain(e.getMessage()), null);
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
        BufferRecycler buffers = FACTORY._getBufferRecycler();
        try {
            ByteArrayBuilder bytes = new ByteArrayBuilder(buffers);
            append(bytes, writer);
            return bytes.getClearAndRelease();
        } finally {
            buffers.releaseToPool();
        }
    }

    private static void append(OutputStream bytes, Writer writer) {
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same number without zeros at the end of its fraction and without an exponent: 10, not 1E+1. For numbers of our own, such as costs. */
    public static BigDecimal plain(BigDecimal number) {
        BigDecimal least = number.stripTrailingZeros();
        return least.scale() < 0 ? least.setScale(0) : least;
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

    static String place(JsonParser parser) {
        return place(parser.currentTokenLocation());
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** What the parser says, without what it says of itself. */
    private static String plain(@Nullable String message) {
        return message == null ? "Not valid JSON" : OWN_WORDS.matcher(message).replaceAll("");
    }

    /** Bounds of what is read. A text has its share of the memory before it has come to its end: there may be none. */
    private static final class Constraints extends StreamReadConstraints {
        private static final long serialVersionUID = 1L;

        Constraints() {
            super(
                    DEEPEST,
                    DEFAULT_MAX_DOC_LEN,
                    DEFAULT_MAX_NUM_LEN,
                    Integer.MAX_VALUE,
                    DEFAULT_MAX_NAME_LEN,
                    DEFAULT_MAX_TOKEN_COUNT);
        }

        @Override
        public void validateStringLength(int length) throws StreamConstraintsException {
            Trees.buffer(length);
            super.validateStringLength(length);
        }
    }

    /** Something that writes JSON. */
    public interface Writer {
        void write(JsonGenerator json) throws IOException;
    }
}
