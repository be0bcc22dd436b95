package io.serai.cache;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the bytes of a value in memory, with all that it holds: records, texts, numbers, arrays, lists and maps. Sizes are those of a
 * 64-bit virtual machine with compressed pointers, rounded up.
 */
final class Weight {
    private static final int POINTER = 4;
    private static final int OBJECT = 16;
    private static final int ARRAY = 16;
    private static final int MAP_ENTRY = 48;
    private static final int MAP = 64;
    private static final int TEXT = 24 + ARRAY + 8;
    private static final int NUMBER = 24;
    private static final int LARGE_NUMBER = 96;
    private static final int DEEPEST = 1000;

    private static final ClassValue<Parts> PARTS = new ClassValue<>() {
        @Override
        protected Parts computeValue(Class<?> type) {
            return Parts.of(type);
        }
    };

    /** How a record's own fields weigh, and what reads the others: a function each, since reflection would cost more than the sum. */
    private record Parts(long own, List<Function<Object, @Nullable Object>> others) {
        static Parts of(Class<?> type) {
            List<Function<Object, @Nullable Object>> others = new ArrayList<>();
            for (RecordComponent part : type.getRecordComponents()) {
                if (!part.getType().isPrimitive() && !part.getType().isEnum()) {
                    others.add(reader(type, part));
                }
            }
            return new Parts(OBJECT + 8L * type.getRecordComponents().length, List.copyOf(others));
        }

        @SuppressWarnings("unchecked")
        private static Function<Object, @Nullable Object> reader(Class<?> type, RecordComponent part) {
            try {
                Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
                MethodHandle accessor = lookup.unreflect(part.getAccessor());
                return (Function<Object, @Nullable Object>) LambdaMetafactory.metafactory(
                                lookup,
                                "apply",
                                MethodType.methodType(Function.class),
                                MethodType.methodType(Object.class, Object.class),
                                accessor,
                                accessor.type())
                        .getTarget()
                        .invoke();
            } catch (Throwable e) {
                throw new IllegalStateException("A part of " + type + " cannot be read", e);
            }
        }
    }

    private Weight() {}

    static long of(@Nullable Object value) {
        return of(value, 0);
    }

    private static long of(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            // Nothing so deep is kept.
            return Integer.MAX_VALUE;
        }
        return switch (value) {
            case null -> 0;
            case String text -> TEXT + bytes(text);
            case Boolean truth -> 0;
            case Enum<?> constant -> 0;
            case Integer number -> NUMBER;
            case Long number -> NUMBER;
            case Double number -> NUMBER;
            case Number number -> LARGE_NUMBER;
            case double[] numbers -> ARRAY + 8L * numbers.length;
            case float[] numbers -> ARRAY + 4L * numbers.length;
            case byte[] bytes -> ARRAY + (long) bytes.length;
            case Record record -> ofParts(record, depth);
            case Map<?, ?> map -> {
                long sum = MAP;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    sum += MAP_ENTRY + of(entry.getKey(), depth + 1) + of(entry.getValue(), depth + 1);
                }
                yield sum;
            }
            case Collection<?> list -> {
                long sum = 2 * OBJECT + ARRAY;
                for (Object item : list) {
                    sum += POINTER + of(item, depth + 1);
                }
                yield sum;
            }
            default -> LARGE_NUMBER + bytes(value.toString());
        };
    }

    private static long ofParts(Record record, int depth) {
        Parts parts = PARTS.get(record.getClass());
        long sum = parts.own();
        for (Function<Object, @Nullable Object> part : parts.others()) {
            sum += of(part.apply(record), depth + 1);
        }
        return sum;
    }

    /** One for each character if all are in Latin-1, else two. */
    private static long bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return 2L * text.length();
            }
        }
        return text.length();
    }
}
