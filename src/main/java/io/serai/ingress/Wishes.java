package io.serai.ingress;

import io.serai.chat.ClientWishes;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** What the headers of an HTTP request ask for. */
final class Wishes {

    private Wishes() {}

    static ClientWishes read(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String task = headers.get("x-serai-task");
        String control = headers.get("cache-control");
        String rules = control == null ? "" : control.toLowerCase(Locale.ROOT);
        boolean store = !rules.contains("no-store");
        boolean read = store && !rules.contains("no-cache") && !rules.contains("max-age=0");
        return new ClientWishes(task == null ? "" : task.strip(), client(request), read, store);
    }

    private static String client(HttpServerRequest request) {
        String credentials = request.getHeader("authorization");
        for (String name : Admission.KEY_HEADERS) {
            credentials = credentials == null ? request.getHeader(name) : credentials;
        }
        if (credentials == null) {
            credentials = request.getParam("key");
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
