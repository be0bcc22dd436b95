package io.serai.ingress;

import io.serai.chat.ClientWishes;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** What the headers of an HTTP request ask for. */
final class Wishes {

    private Wishes() {}

    static ClientWishes read(MultiMap headers) {
        String task = headers.get("x-serai-task");
        String control = headers.get("cache-control");
        String rules = control == null ? "" : control.toLowerCase(Locale.ROOT);
        boolean store = !rules.contains("no-store");
        boolean read = store && !rules.contains("no-cache") && !rules.contains("max-age=0");
        return new ClientWishes(task == null ? "" : task.strip(), client(headers), read, store);
    }

    private static String client(MultiMap headers) {
        String credentials = headers.get("authorization");
        for (String name : HttpServer.KEY_HEADERS) {
            credentials = credentials == null ? headers.get(name) : credentials;
        }
        return credentials == null ? "" : digest(credentials);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
