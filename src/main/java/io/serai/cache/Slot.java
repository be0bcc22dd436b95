package io.serai.cache;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** The place of an answer: half of its key's digest. The answer has the whole key with it. */
record Slot(long high, long low) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");

    static Slot of(String key) {
        return named(digest(key).substring(0, 2 * DIGITS));
    }

    /** 64 hexadecimal digits: the key, unless routes have keys of their own. */
    static String digest(String key) {
        return DIGEST.matcher(key).matches() ? key : new Fingerprint().add(key).text();
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The slot of a {@link #name}. */
    static Slot named(String name) {
        return new Slot(
                HexFormat.fromHexDigitsToLong(name, 0, DIGITS),
                HexFormat.fromHexDigitsToLong(name, DIGITS, 2 * DIGITS));
    }

    /** 32 hexadecimal digits. */
    String name() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }

    /** One of 256 folders. */
    int folder() {
        return (int) (high >>> 56);
    }
}
