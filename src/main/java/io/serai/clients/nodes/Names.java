package io.serai.clients.nodes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of owners and models as columns hold them: one that a database refuses, or that is too long, is known by its digest. */
final class Names {
    private Names() {}

    static String of(String name, int longest) {
        boolean fits =
                name.length() <= longest && name.chars().allMatch(it -> it >= ' ' && !Character.isSurrogate((char) it));
        return fits ? name : digest(name);
    }

    private static String digest(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
