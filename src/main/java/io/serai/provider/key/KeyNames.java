package io.serai.provider.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Names by which keys are known where the key itself must not be seen, the same after a restart. */
public final class KeyNames {
    private static final Map<String, String> NAMES = new ConcurrentHashMap<>();

    private KeyNames() {}

    /** Empty for no key. */
    public static String of(String key) {
        return key.isEmpty() ? "" : NAMES.computeIfAbsent(key, KeyNames::digest);
    }

    private static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
