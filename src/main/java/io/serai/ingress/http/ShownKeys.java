package io.serai.ingress.http;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a request shows: as OpenAI's SDK sends one, as those of other dialects do, or in the query at Gemini's paths. Elsewhere a
 * {@code key} in the query is the id that is asked about.
 */
final class ShownKeys {
    /** Where the SDKs of other dialects than OpenAI's, and tools made for LiteLLM (docs.litellm.ai, "Virtual keys"), send their key. */
    static final List<String> HEADERS = List.of("x-api-key", "x-goog-api-key", "api-key", "x-litellm-api-key");

    private static final String BEARER = "Bearer ";

    /** Where Gemini's clients ask (https://ai.google.dev/api: {@code ?key=}), with whatever they have in their base URL. */
    private static final Pattern GEMINI = Pattern.compile("/v1(?:beta|alpha)(?:/|$)|^(?:/(?:v1|api))*/models(?:/|$)");

    private ShownKeys() {}

    /** All of them, the one in {@code authorization} first; empty if it shows none. */
    static List<String> of(HttpServerRequest request) {
        List<String> keys = new ArrayList<>(2);
        String authorization = request.getHeader("authorization");
        if (authorization != null && !authorization.isBlank()) {
            keys.add(plain(authorization));
        }
        for (String header : HEADERS) {
            String key = request.getHeader(header);
            if (key != null && !key.isBlank()) {
                keys.add(plain(key));
            }
        }
        String query = inQuery(request);
        if (query != null && !query.isBlank()) {
            keys.add(query.strip());
        }
        return keys;
    }

    private static String plain(String header) {
        boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return (bearer ? header.substring(BEARER.length()) : header).strip();
    }

    private static @Nullable String inQuery(HttpServerRequest request) {
        String path = request.path();
        if (request.query() == null
                || Admission.isOperation(path)
                || !GEMINI.matcher(path).find()) {
            return null;
        }
        try {
            return request.getParam("key");
        } catch (IllegalArgumentException e) {
            // A query that cannot be decoded shows no key.
            return null;
        }
    }

    /** The SHA-256 of a key, under which it is compared and its owner is known; the key itself stays nowhere. */
    static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
