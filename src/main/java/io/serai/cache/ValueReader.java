package io.serai.cache;

import io.serai.cache.Shapes.Tag;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link ValueWriter} has written. Anything else is a {@link RuntimeException}, and takes no more memory than it has bytes. */
final class ValueReader {
    private static final int DEEPEST = 1000;

    private final ByteBuffer bytes;

    ValueReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    int nextInt() {
        return bytes.getInt();
    }

    long nextLong() {
        return bytes.getLong();
    }

    @Nullable
    Object next() {
        return next(0);
    }

    String nextText() {
        if (next() instanceof String text) {
            return text;
        }
        throw wrong("no text");
    }

    private @Nullable Object next(int depth) {
        if (depth > DEEPEST) {
            throw wrong("too deep");
        }
        return switch (Tag.of(bytes.get())) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case INT -> bytes.getInt();
            case LONG -> bytes.getLong();
            case DOUBLE -> Double.longBitsToDouble(bytes.getLong());
            case WHOLE -> new BigInteger(part());
            case DECIMAL -> new BigDecimal(new BigInteger(part()), bytes.getInt());
            case LATIN -> new String(part(), StandardCharsets.ISO_8859_1);
            case WIDE -> ByteBuffer.wrap(part()).asCharBuffer().toString();
            case LIST -> list(depth);
            case MAP -> map(depth);
            case VECTOR -> vector();
            case RECORD -> record(depth);
            case WORD -> Shapes.WORDS.get(bytes.get());
        };
    }

    private List<@Nullable Object> list(int depth) {
        int size = size(1);
        if (size == 0) {
            return List.of();
        }
        List<@Nullable Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(next(depth + 1));
        }
        return Collections.unmodifiableList(list);
    }

    private Map<String, @Nullable Object> map(int depth) {
        int size = size(1);
        if (size == 0) {
            return Map.of();
        }
        Map<String, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            map.put(nextText(), next(depth + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    private double[] vector() {
        double[] vector = new double[size(Double.BYTES)];
        bytes.asDoubleBuffer().get(vector);
        bytes.position(bytes.position() + Double.BYTES * vector.length);
        return vector;
    }

    private Record record(int depth) {
        Shapes.Shape shape = Shapes.numbered(bytes.get());
        if (shape == null) {
            throw wrong("no such record");
        }
        @Nullable Object[] parts = new Object[shape.parts().size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = next(depth + 1);
        }
        try {
            return shape.maker().newInstance(parts);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] part() {
        byte[] part = new byte[size(1)];
        bytes.get(part);
        return part;
    }

    /** A number of things, each of a least size in bytes. */
    private int size(int each) {
        int size = bytes.getInt();
        if (size < 0 || size > bytes.remaining() / each) {
            throw wrong("no such size");
        }
        return size;
    }

    private static IllegalStateException wrong(String why) {
        return new IllegalStateException(why);
    }
}
