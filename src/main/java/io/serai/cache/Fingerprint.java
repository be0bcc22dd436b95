package io.serai.cache;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 digest of values as JSON has them, in which every value is told apart from its neighbours by kind and length. The order of an
 * object's members and the form of a number (1, 1.0, 1e0) make no difference.
 */
final class Fingerprint {
    private static final int PART = 1 << 13;
    private static final int HEAD = 5;

    private final MessageDigest digest;
    private byte[] buffer = new byte[512];
    private int length;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Fingerprint add(@Nullable Object value) {
        switch (value) {
            case null -> head('0', 0);
            case String text -> text('s', text);
            case Number number -> text('n', canonical(number));
            case Boolean truth -> head(truth ? 't' : 'f', 0);
            case List<?> list -> {
                head('l', list.size());
                list.forEach(this::add);
            }
            case Map<?, ?> map -> {
                head('m', map.size());
                sorted(map).forEach((name, inner) -> add(name).add(inner));
            }
            default -> text('o', value.toString());
        }
        return this;
    }

    /** The digest, as 64 hexadecimal digits. */
    String text() {
        digest.update(buffer, 0, length);
        length = 0;
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Map<?, ?> sorted(Map<?, ?> map) {
        if (map.size() < 2) {
            return map;
        }
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
        return sorted;
    }

    /** The same text for the same number; no number becomes long by it. */
    static String canonical(Number number) {
        BigDecimal value = switch (number) {
            case Integer whole -> BigDecimal.valueOf(whole);
            case Long whole -> BigDecimal.valueOf(whole);
            case BigDecimal exact -> exact;
            case BigInteger whole -> new BigDecimal(whole);
            case Double real when !Double.isFinite(real) -> null;
            case Double real -> BigDecimal.valueOf(real);
            default -> decimal(number.toString());
        };
        return value == null
                ? number.toString()
                : value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void text(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head(kind, bytes.length);
        if (bytes.length > PART) {
            digest.update(buffer, 0, length);
            length = 0;
            digest.update(bytes);
            return;
        }
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void head(char kind, int size) {
        room(HEAD);
        buffer[length++] = (byte) kind;
        buffer[length++] = (byte) (size >>> 24);
        buffer[length++] = (byte) (size >>> 16);
        buffer[length++] = (byte) (size >>> 8);
        buffer[length++] = (byte) size;
    }

    private void room(int more) {
        if (length + more <= buffer.length) {
            return;
        }
        if (length > PART) {
            digest.update(buffer, 0, length);
            length = 0;
        }
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }
}
