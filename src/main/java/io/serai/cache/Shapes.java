package io.serai.cache;

import io.serai.cache.Kept.About;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The records and words that kept answers are made of. No other class is ever made of bytes. */
final class Shapes {
    /** What kind of value follows; a byte that is its place here. */
    enum Tag {
        NULL,
        TRUE,
        FALSE,
        INT,
        LONG,
        DOUBLE,
        WHOLE,
        DECIMAL,
        LATIN,
        WIDE,
        LIST,
        MAP,
        VECTOR,
        RECORD,
        WORD;

        private static final Tag[] ALL = values();

        static Tag of(byte place) {
            return ALL[place];
        }
    }

    static final List<Class<? extends Record>> RECORDS = List.of(
            About.class,
            ChatResponse.class,
            Choice.class,
            Message.class,
            Part.Text.class,
            Part.Reasoning.class,
            Part.Refusal.class,
            Part.Image.class,
            Part.Other.class,
            Signature.class,
            ToolCall.class,
            Usage.class,
            Original.class,
            EmbeddingResponse.class);

    static final List<Enum<?>> WORDS = words();

    /** The number of this form: another as soon as a record has other components, so that no version reads what it does not know. */
    static final int FORM = form();

    private static final List<Shape> SHAPES = new ArrayList<>();
    private static final Map<Class<?>, Shape> BY_TYPE = new HashMap<>();

    static {
        for (Class<? extends Record> type : RECORDS) {
            Shape shape = shape((byte) SHAPES.size(), type);
            SHAPES.add(shape);
            BY_TYPE.put(type, shape);
        }
    }

    /** One kind of record, by its number. */
    record Shape(byte number, List<Method> parts, Constructor<? extends Record> maker) {}

    private Shapes() {}

    /** @throws IllegalArgumentException if no answer has such records */
    static Shape of(Record record) {
        Shape shape = BY_TYPE.get(record.getClass());
        if (shape == null) {
            throw new IllegalArgumentException(record.getClass() + " is no part of an answer");
        }
        return shape;
    }

    static @Nullable Shape numbered(byte number) {
        return number < 0 || number >= SHAPES.size() ? null : SHAPES.get(number);
    }

    private static List<Enum<?>> words() {
        List<Enum<?>> words = new ArrayList<>(List.of(Role.values()));
        words.addAll(List.of(FinishReason.values()));
        return List.copyOf(words);
    }

    private static Shape shape(byte number, Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        List<Method> parts =
                Arrays.stream(components).map(RecordComponent::getAccessor).toList();
        try {
            Constructor<? extends Record> maker = type.getDeclaredConstructor(types);
            maker.setAccessible(true);
            parts.forEach(part -> part.setAccessible(true));
            return new Shape(number, parts, maker);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int form() {
        StringBuilder text = new StringBuilder(Arrays.toString(Tag.values())).append(WORDS);
        for (Class<? extends Record> type : RECORDS) {
            text.append(type.getName()).append(Arrays.toString(type.getRecordComponents()));
        }
        CRC32C sum = new CRC32C();
        sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return (int) sum.getValue();
    }
}
