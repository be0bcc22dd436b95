package io.serai.cache;

import io.serai.cache.Shapes.Tag;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values as bytes: texts with any characters, numbers in their kind, lists, maps in their order, vectors, and the records of {@link Shapes}. */
final class ValueWriter {
    private static final int DEEPEST = 1000;

    private ByteBuffer bytes = ByteBuffer.allocate(1 << 11);

    ValueWriter skip(int count) {
        room(count).position(bytes.position() + count);
        return this;
    }

    ValueWriter addInt(int number) {
        room(Integer.BYTES).putInt(number);
        return this;
    }

    ValueWriter addLong(long number) {
        room(Long.BYTES).putLong(number);
        return this;
    }

    /** @throws IllegalArgumentException if no answer has such values */
    ValueWriter add(@Nullable Object value) {
        add(value, 0);
        return this;
    }

    /** What was written, as an array of its own. */
    byte[] done() {
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return all;
    }

    private void add(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("Too deep to be kept");
        }
        switch (value) {
            case null -> tag(Tag.NULL);
            case Boolean truth -> tag(truth ? Tag.TRUE : Tag.FALSE);
            case String text -> addText(text);
            case Integer number -> tag(Tag.INT).addInt(number);
            case Long number -> tag(Tag.LONG).addLong(number);
            case Double number -> tag(Tag.DOUBLE).addLong(Double.doubleToRawLongBits(number));
            case BigInteger number -> addBytes(Tag.WHOLE, number.toByteArray());
            case BigDecimal number ->
                addBytes(Tag.DECIMAL, number.unscaledValue().toByteArray()).addInt(number.scale());
            case double[] vector -> addVector(vector);
            case List<?> list -> {
                tag(Tag.LIST).addInt(list.size());
                list.forEach(item -> add(item, depth + 1));
            }
            case Map<?, ?> map -> {
                tag(Tag.MAP).addInt(map.size());
                map.forEach((name, inner) -> {
                    addText(String.valueOf(name));
                    add(inner, depth + 1);
                });
            }
            case Enum<?> word -> addWord(word);
            case Record record -> addRecord(record, depth);
            default -> throw new IllegalArgumentException(value.getClass() + " is no part of an answer");
        }
    }

    private void addRecord(Record record, int depth) {
        Shapes.Shape shape = Shapes.of(record);
        tag(Tag.RECORD).room(1).put(shape.number());
        for (Method part : shape.parts()) {
            try {
                add(part.invoke(record), depth + 1);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void addWord(Enum<?> word) {
        int place = Shapes.WORDS.indexOf(word);
        if (place < 0) {
            throw new IllegalArgumentException(word.getDeclaringClass() + " is no part of an answer");
        }
        tag(Tag.WORD).room(1).put((byte) place);
    }

    private void addVector(double[] vector) {
        tag(Tag.VECTOR).addInt(vector.length);
        room(Double.BYTES * vector.length).asDoubleBuffer().put(vector);
        bytes.position(bytes.position() + Double.BYTES * vector.length);
    }

    /** A byte for each character if all are in Latin-1; else two, which keep halves of pairs too. */
    private void addText(String text) {
        if (isLatin(text)) {
            addBytes(Tag.LATIN, text.getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        int size = Character.BYTES * text.length();
        tag(Tag.WIDE).addInt(size);
        room(size).asCharBuffer().put(text);
        bytes.position(bytes.position() + size);
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    private ValueWriter addBytes(Tag tag, byte[] more) {
        tag(tag).addInt(more.length);
        room(more.length).put(more);
        return this;
    }

    /** Its place is a part of the form, which has another number if the places change. */
    @SuppressWarnings("EnumOrdinal")
    private ValueWriter tag(Tag tag) {
        room(1).put((byte) tag.ordinal());
        return this;
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            bytes = ByteBuffer.allocate(Math.max(2 * bytes.capacity(), Math.addExact(bytes.position(), more)))
                    .put(bytes.flip());
        }
        return bytes;
    }
}
