package io.serai.clients;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The text of a client key, {@code sk-serai-ID-SECRET}, and the hash of it that is kept in its place. */
final class KeyText {
    static final String PREFIX = "sk-serai-";

    /** What an id may be: it stands in keys, in logs and in names of files. */
    static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,47}");

    /** The error for an id that a key of the settings may have. */
    static final String RESERVED = "must not begin with http-, admin- or viewer-: keys of the settings are called so";

    static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");

    /** 192 bits, which nobody guesses, so that a fast hash will do. */
    private static final int SECRET_BYTES = 24;

    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int ID_LENGTH = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyText() {}

    /** Whether an id is one of the settings' keys, which have no record: their kind and some digits. */
    static boolean isOfSettings(String id) {
        return id.startsWith("http-") || id.startsWith("admin-") || id.startsWith("viewer-");
    }

    static String newId() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    static String newKey(String id) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return PREFIX + id + '-' + HexFormat.of().formatHex(secret);
    }

    /** The hash of a key, as it is kept: {@code sha256:} and 64 hexadecimal digits. */
    static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return written(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A SHA-256 as it is kept. */
    static String written(byte[] sha256) {
        return "sha256:" + HexFormat.of().formatHex(sha256);
    }

    /** Whether two hashes are the same; takes as long whichever of their characters differ. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
