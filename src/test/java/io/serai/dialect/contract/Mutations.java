package io.serai.dialect.contract;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Valid requests and answers of which a part is changed to something odd. */
public final class Mutations {
    private Mutations() {}

    /** One line of a stream is changed. */
    public static byte[] ofLines(byte[] stream, Random random) {
        String[] lines = new String(stream, StandardCharsets.UTF_8).split("\n", -1);
        int line = random.nextInt(lines.length);
        int brace = lines[line].indexOf('{');
        if (brace >= 0) {
            byte[] json = lines[line].substring(brace).getBytes(StandardCharsets.UTF_8);
            lines[line] = lines[line].substring(0, brace) + new String(of(json, random), StandardCharsets.UTF_8);
        } else {
            lines[line] = String.valueOf(odd(random));
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    /** Some values of a JSON document are changed, or some of its bytes. */
    public static byte[] of(byte[] json, Random random) {
        if (random.nextInt(10) == 0) {
            byte[] bytes = json.clone();
            for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
        }
        @Nullable Object tree;
        try {
            tree = Json.parse(json);
        } catch (MalformedException e) {
            return json;
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            tree = changed(tree, random, 2 + random.nextInt(7));
        }
        return Json.write(tree);
    }

    private static @Nullable Object changed(@Nullable Object value, Random random, int depth) {
        if (depth == 0 || !(value instanceof Map || value instanceof List) || random.nextInt(12) == 0) {
            return odd(random);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, inner) -> copy.put(name.toString(), inner));
            if (copy.isEmpty() || random.nextInt(15) == 0) {
                copy.put(List.of("type", "content", "role", "", "id", "index").get(random.nextInt(6)), odd(random));
                return copy;
            }
            String name = List.copyOf(copy.keySet()).get(random.nextInt(copy.size()));
            if (random.nextInt(10) == 0) {
                copy.remove(name);
            } else {
                copy.put(name, changed(copy.get(name), random, depth - 1));
            }
            return copy;
        }
        List<Object> copy = new ArrayList<>((List<?>) value);
        if (copy.isEmpty()) {
            return odd(random);
        }
        int place = random.nextInt(copy.size());
        copy.set(place, changed(copy.get(place), random, depth - 1));
        Object item = copy.get(place);
        if (random.nextInt(8) == 0 && !(item instanceof Map || item instanceof List || item instanceof String)) {
            for (int i = 0; i < 300; i++) {
                copy.add(item);
            }
        }
        return copy;
    }

    private static @Nullable Object odd(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> "";
            case 1 -> new BigDecimal("1e999999999");
            case 2 -> new BigDecimal("-1e-999999999");
            case 3 -> Long.MIN_VALUE;
            case 4 -> new BigInteger("9".repeat(400));
            case 5 -> -1;
            case 6 -> true;
            case 7 -> List.of();
            case 8 -> Map.of();
            case 9 -> "\ud800\u0000\u202e" + "1s".repeat(2_000);
            case 10 -> nested(random.nextInt(400));
            case 11 -> "x".repeat(20_000);
            case 12 -> List.of(List.of("a"), Map.of("type", 5), "text", 7);
            case 13 -> Map.of("type", "text", "text", List.of(), "id", 5);
            case 14 -> "data:image/png;base64,%%%";
            default -> 0.5;
        };
    }

    private static Object nested(int depth) {
        Object value = "x";
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? List.of(value) : Map.of("properties", value);
        }
        return value;
    }
}
