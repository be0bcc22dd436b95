package io.serai.ingress;

import io.serai.chat.RejectedException;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who may use the HTTP server: whoever shows a client key, and where there are none, whoever is no page of another site. */
final class Admission {
    private static final Pattern LOCAL_PAGE =
            Pattern.compile("https?://(localhost|[\\w.-]+\\.localhost|127\\.[\\d.]+|\\[::1])(:\\d+)?");

    /** Names that no page from outside can have: addresses, names without a dot, and those below domains that are nobody's. */
    private static final Pattern OWN_NAME =
            Pattern.compile("([\\d.]+|\\[.+]|[^.]*|.+\\.(localhost|local|internal))(:\\d*)?", Pattern.CASE_INSENSITIVE);

    /** Where the SDKs of other dialects than OpenAI's send their key. */
    static final List<String> KEY_HEADERS = List.of("x-api-key", "x-goog-api-key", "api-key");

    /** Where whoever watches the process asks, without a key. */
    private static final Set<String> HEALTH = Set.of("/health", "/health/ready");

    private volatile List<byte[]> clientKeys = List.of();
    private volatile String name = "localhost";

    /** Sets the keys of which every client must show one from now on; none to serve everybody. */
    void keys(List<String> keys) {
        clientKeys =
                keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /** Sets the name that a page may have, too. */
    void listensAt(String host) {
        name = host;
    }

    /** Why a page in a browser may send nothing here; null if it may, and for whoever is no page. */
    @Nullable
    RejectedException refusalOfPage(HttpServerRequest request) {
        if (!clientKeys.isEmpty()) {
            return null;
        }
        if (isForeignPage(request)) {
            return new RejectedException(
                    403,
                    "origin_not_allowed",
                    "Web pages of other sites may not use this Serai while it asks for no key; set serai.http.keys.",
                    null);
        }
        if (hasForeignName(request)) {
            return new RejectedException(
                    403,
                    "host_not_allowed",
                    "This Serai is not known as '" + request.getHeader("host")
                            + "' while it asks for no key; call it localhost, or set serai.http.keys.",
                    null);
        }
        return null;
    }

    /** Why a request may not enter; null if it may. */
    @Nullable
    RejectedException refusal(HttpServerRequest request) {
        return mayEnter(request)
                ? null
                : new RejectedException(
                        401,
                        "invalid_api_key",
                        "This Serai wants a key of its own: send one of serai.http.keys as 'Authorization: Bearer KEY'.",
                        null);
    }

    /**
     * Any page in a browser on this machine can send requests to it; without keys, only local ones may, and applications that are pages of a
     * scheme of their own. Behind "null" may be any page, in a frame.
     */
    private static boolean isForeignPage(HttpServerRequest request) {
        String origin = request.getHeader("origin");
        return origin != null
                && (origin.startsWith("http") || origin.equals("null"))
                && !LOCAL_PAGE.matcher(origin).matches();
    }

    /**
     * A page whose name has come to mean this machine sends no origin with what it reads, nor anything else that tells it from a program; but
     * browsers always say {@code keep-alive}, which pages cannot change, and which proxies that pass a name of theirs do not say.
     */
    private boolean hasForeignName(HttpServerRequest request) {
        String host = request.getHeader("host");
        return host != null
                && "keep-alive".equalsIgnoreCase(request.getHeader("connection"))
                && !OWN_NAME.matcher(host).matches()
                && !host.replaceFirst(":\\d*$", "").equalsIgnoreCase(name);
    }

    private boolean mayEnter(HttpServerRequest request) {
        List<byte[]> keys = clientKeys;
        if (keys.isEmpty() || HEALTH.contains(request.path())) {
            return true;
        }
        String shown = request.getHeader("authorization");
        String key = shown != null && shown.regionMatches(true, 0, "Bearer ", 0, 7)
                ? shown.substring(7).strip()
                : KEY_HEADERS.stream()
                        .map(request::getHeader)
                        .filter(Objects::nonNull)
                        .findFirst()
                        // So Gemini's clients may send it.
                        .orElseGet(() -> inQuery(request));
        if (key == null) {
            return false;
        }
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        boolean known = false;
        for (byte[] clientKey : keys) {
            known |= MessageDigest.isEqual(clientKey, bytes);
        }
        return known;
    }

    private static @Nullable String inQuery(HttpServerRequest request) {
        try {
            return request.getParam("key");
        } catch (IllegalArgumentException e) {
            // A query that cannot be decoded shows no key.
            return null;
        }
    }
}
