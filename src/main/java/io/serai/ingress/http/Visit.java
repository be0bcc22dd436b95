package io.serai.ingress.http;

import io.serai.ingress.http.AccessKeys.Holder;
import io.serai.ingress.http.Sessions.Session;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The credentials of a request of the operator's page in place of a key: the cookie of a session, and that the page itself has sent it. */
final class Visit {
    /** A header that no form and no page of another origin can send without asking in advance. */
    static final String HEADER = "x-serai-page";

    /** What the header holds if the page looks by itself, and nobody has pressed anything. */
    private static final String BY_ITSELF = "look";

    private static final String EVENTS = "/admin/events";
    private static final String PROMPTS = "/admin/prompts";

    /** What holders of keys may ask with a session beside {@code /admin} and {@code /metrics}: nothing that calls a vendor. */
    private static final Set<String> PATHS = Set.of("/v1/key", "/v1/models", "/v1/route/explain");

    private Visit() {}

    /** Whether a path takes a session in place of a key. */
    static boolean isOpenTo(String path) {
        return PATHS.contains(path) || Admission.isOperation(path) && !isConversation(path);
    }

    /** Whether a path shows people's questions: that is for admins' programs, and for no browser. */
    static boolean isConversation(String path) {
        return path.equals(PROMPTS) || path.startsWith(PROMPTS + '/');
    }

    /** The session of a request; null if there is none. A key takes precedence. */
    static @Nullable Session session(HttpServerRequest request, Sessions sessions) {
        String id = id(request);
        return id == null ? null : sessions.find(id, isUsed(request));
    }

    /** The holder of the key behind a session; null if there is none, or its key admits nobody any more. */
    static @Nullable Holder holder(HttpServerRequest request, Sessions sessions, AccessKeys keys) {
        if (!isOpenTo(request.path()) || !ShownKeys.of(request).isEmpty()) {
            return null;
        }
        Session session = session(request, sessions);
        return session == null ? null : keys.holderOf(session.key());
    }

    static boolean reads(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
    }

    /** Whether the page says that it has sent the request; only then may a cookie change anything. */
    static boolean isOfThePage(HttpServerRequest request) {
        return request.getHeader(HEADER) != null;
    }

    private static boolean isUsed(HttpServerRequest request) {
        return !BY_ITSELF.equals(request.getHeader(HEADER)) && !request.path().equals(EVENTS);
    }

    /** The id that a request shows; null if it shows none. */
    static @Nullable String id(HttpServerRequest request) {
        if (request.getHeader("cookie") == null) {
            return null;
        }
        try {
            Cookie cookie = request.getCookie(name(request));
            return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
        } catch (IllegalArgumentException e) {
            // A cookie that cannot be decoded is none.
            return null;
        }
    }

    /** Sends a browser the id of its session; empty to have it forget the one that it has. */
    static void give(HttpServerRequest request, String id, Duration longest) {
        Cookie cookie = Cookie.cookie(name(request), id)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(isByTls(request))
                .setSameSite(CookieSameSite.STRICT)
                .setMaxAge(id.isEmpty() ? 0 : longest.toSeconds());
        var unused = request.response().addCookie(cookie);
    }

    /** Cookies know no ports, and several Serais may run on one machine. */
    private static String name(HttpServerRequest request) {
        SocketAddress local = request.localAddress();
        String name = "serai-" + (local == null ? 0 : local.port());
        return isByTls(request) ? "__Host-" + name : name;
    }

    /** Also if a proxy before Serai says so: a false claim harms only its own session. */
    private static boolean isByTls(HttpServerRequest request) {
        return request.isSSL() || "https".equalsIgnoreCase(request.getHeader("x-forwarded-proto"));
    }
}
