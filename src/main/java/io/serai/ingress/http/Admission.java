package io.serai.ingress.http;

import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.serai.brake.Brake;
import io.serai.chat.Caller;
import io.serai.chat.RejectedException;
import io.serai.ingress.http.AccessKeys.Holder;
import io.serai.ingress.http.AccessKeys.Role;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the HTTP server. If client keys are set, their holders may ask models; if there are none, everybody but a page of
 * another site. Operation ({@code /admin}, {@code /metrics}) needs an admin key as soon as any key is set; until then it answers this
 * machine only.
 */
final class Admission {
    private static final Pattern LOCAL_PAGE =
            Pattern.compile("https?://(localhost|[\\w.-]+\\.localhost|127\\.[\\d.]+|\\[::1])(:\\d+)?");

    /** Names that no page from outside can have: addresses, names without a dot, and those below domains that are nobody's. */
    private static final Pattern OWN_NAME =
            Pattern.compile("([\\d.]+|\\[.+]|[^.]*|.+\\.(localhost|local|internal))(:\\d*)?", Pattern.CASE_INSENSITIVE);

    /** The paths for monitoring, without a key. */
    private static final Set<String> HEALTH = Set.of("/health", "/health/ready");

    /** What clients have asked and were answered, which is for nobody but operators. */
    private static final String PROMPTS = "/admin/prompts";

    /** Where other gateways have their keys made. */
    private static final Set<String> KEY_SHIMS =
            Set.of("/key/generate", "/key/update", "/key/delete", "/key/block", "/key/unblock", "/key/list");

    /** Where OpenRouter has its keys made. */
    private static final String KEYS = "/api/v1/keys";

    /** What proxies add to the requests that they pass on. */
    private static final List<String> FORWARDED = List.of("forwarded", "x-forwarded-for", "x-real-ip", "via");

    private static final String ADMINS = "/admin and /metrics want an admin key: send one of serai.admin.keys";

    private static final String NO_ADMINS =
            "/admin and /metrics want an admin key since there are client keys, and none is"
                    + " set: write 'serai.admin.keys = some-long-secret' into application.properties, and send that";

    /** Who was let in with the request that a connection has; one of HTTP/2 has several at once, and keeps none. */
    private static final AttributeKey<Holder> ADMITTED = AttributeKey.valueOf(Admission.class, "admitted");

    private final Brake brake = new Brake();
    private final Sessions sessions;
    private volatile AccessKeys keys = AccessKeys.NONE;
    private volatile String name = "localhost";
    private volatile Duration longest = Duration.ofHours(12);

    Admission() {
        this(new Sessions(InstantSource.system()));
    }

    Admission(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Who looks at the page.
     *
     * @param name the public id of the key; {@code local} where no keys are set
     * @param ends when the session ends if nothing more comes; null where none is needed
     */
    record Visitor(Role role, String name, @Nullable Instant ends) {}

    /** Sets after how long without use, and after how long in all, a session ends. */
    void sessions(Duration withoutUse, Duration inAll) {
        sessions.limit(withoutUse, inAll);
        longest = inAll;
    }

    /** Sets the keys that are wanted from now on. */
    void keys(AccessKeys wanted) {
        keys = wanted;
    }

    /** Sets the name that a page may have, too. */
    void listensAt(String host) {
        name = host;
    }

    /**
     * Who the client is: the digest of the key that let it in; without keys of Serai's, that of the first one that it shows, and empty if it
     * shows none.
     */
    String client(HttpServerRequest request) {
        List<String> shown = ShownKeys.of(request);
        Holder holder = holder(request);
        if (holder != null) {
            return holder.client();
        }
        return shown.isEmpty() ? "" : ShownKeys.digest(shown.getFirst());
    }

    /** The client key that admits a request; {@link Caller#NONE} if it shows none that is known. */
    Caller caller(HttpServerRequest request) {
        Holder holder = holder(request);
        return holder == null ? Caller.NONE : holder.caller();
    }

    private @Nullable Holder holder(HttpServerRequest request) {
        Attribute<Holder> admitted = admitted(request);
        Holder known = admitted == null ? null : admitted.get();
        return known == null ? readHolder(request) : known;
    }

    private static @Nullable Attribute<Holder> admitted(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection
                ? connection.channel().attr(ADMITTED)
                : null;
    }

    private @Nullable Holder readHolder(HttpServerRequest request) {
        AccessKeys wanted = keys;
        if (wanted.none()) {
            return null;
        }
        Holder holder = wanted.holder(ShownKeys.of(request));
        return holder == null ? Visit.holder(request, sessions, wanted) : holder;
    }

    /** Who looks at the page with a request that was let in; null if nobody has signed in. */
    @Nullable
    Visitor visitor(HttpServerRequest request) {
        if (keys.none()) {
            return new Visitor(Role.ADMIN, "local", null);
        }
        Holder shown = keys.holder(ShownKeys.of(request));
        if (shown != null) {
            return new Visitor(shown.role(), shown.caller().key(), null);
        }
        Sessions.Session session = Visit.session(request, sessions);
        Holder holder = session == null ? null : keys.holderOf(session.key());
        return session == null || holder == null
                ? null
                : new Visitor(holder.role(), holder.caller().key(), sessions.ends(session));
    }

    /** Whether a request comes with an admin key or the session of one. */
    boolean isOperator(HttpServerRequest request) {
        Holder holder = holder(request);
        return holder != null && holder.role() == Role.ADMIN;
    }

    /** Whether a text is a key that lets somebody in. */
    boolean isKey(String text) {
        return keys.holder(List.of(text)) != null;
    }

    /** Begins a session for the holder of a key; null if nobody holds it. */
    @Nullable
    Visitor signIn(HttpServerRequest request, String key) {
        Holder holder = keys.none() ? null : keys.holder(List.of(key));
        if (holder == null) {
            return keys.none() ? visitor(request) : null;
        }
        signOut(request);
        String digest = ShownKeys.digest(key);
        Visit.give(request, sessions.open(holder, digest), longest);
        Instant now = sessions.now();
        return new Visitor(holder.role(), holder.caller().key(), sessions.ends(new Sessions.Session(digest, now, now)));
    }

    /** Ends the session of a request. */
    void signOut(HttpServerRequest request) {
        String id = Visit.id(request);
        if (id != null) {
            sessions.end(id);
            Visit.give(request, "", Duration.ZERO);
        }
    }

    /** Who changes something, for the log. */
    String actor(HttpServerRequest request) {
        Holder shown = keys.none() ? null : keys.holder(ShownKeys.of(request));
        if (shown != null) {
            return shown.caller().key() + " (key)";
        }
        Holder signedIn = holder(request);
        return signedIn == null ? "local" : signedIn.caller().key() + " (session)";
    }

    /** Whether too many wrong keys came from the address of a request, so that no key from there is checked for a while. */
    boolean hasTriedTooOften(HttpServerRequest request) {
        return brake.isExhausted(address(request));
    }

    /** Counts a wrong key of someone who wants to sign in, and returns how long the refusal is held back. */
    Duration delayOfWrongKey(HttpServerRequest request) {
        return brake.wrongKey(address(request));
    }

    private static @Nullable String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? null : remote.hostAddress();
    }

    /** Why a page in a browser may send nothing here; null if it may, and for other programs. */
    @Nullable
    RejectedException refusalOfPage(HttpServerRequest request) {
        if (keys.clientsNeedOne()) {
            return null;
        }
        if (isForeignPage(request)) {
            return new RejectedException(
                    403,
                    "origin_not_allowed",
                    "Web pages of other sites may not use this Serai while it asks for no key; set serai.http.keys.",
                    null);
        }
        if (isKeptAliveByBrowser(request) && hasForeignName(request)) {
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
        Attribute<Holder> admitted = admitted(request);
        if (admitted != null) {
            admitted.set(null);
        }
        return refusal(request, admitted);
    }

    private @Nullable RejectedException refusal(HttpServerRequest request, @Nullable Attribute<Holder> admitted) {
        String path = request.path();
        if (HEALTH.contains(path)) {
            return null;
        }
        boolean operation = isOperation(path);
        AccessKeys wanted = keys;
        if (wanted.none()) {
            return operation ? refusalOfStranger(request) : null;
        }
        if (path.equals(SignIn.PATH)) {
            return isOtherOrigin(request) ? otherOrigin() : null;
        }
        if (!operation && !wanted.clientsNeedOne()) {
            return null;
        }
        Holder holder = wanted.holder(ShownKeys.of(request));
        if (holder == null) {
            holder = Visit.holder(request, sessions, wanted);
            if (holder != null && (isOtherOrigin(request) || !(Visit.reads(request) || Visit.isOfThePage(request)))) {
                return otherOrigin();
            }
        }
        if (holder == null) {
            if (!operation && wanted.unread()) {
                return new RejectedException(
                        503,
                        "keys_unavailable",
                        "The client keys cannot be read from the database now; try again in a moment.",
                        null);
            }
            return operation
                    ? unknownKey(wanted.hasAdmins() ? ADMINS : NO_ADMINS)
                    : unknownKey("This Serai wants a key of its own: send one that is valid");
        }
        boolean closed = !Visit.isOpenTo(path) || path.equals(PROMPTS) || operation && !Visit.reads(request);
        if (holder.role() == Role.VIEWER && closed) {
            return new RejectedException(
                    403,
                    "admin_key_required",
                    "A viewer's key reads and changes nothing; it asks no model and sees no prompts.",
                    null);
        }
        if (operation && holder.role() == Role.CLIENT) {
            return new RejectedException(
                    403,
                    "admin_key_required",
                    "A client key may not use /admin and /metrics; send one of serai.admin.keys.",
                    null);
        }
        if (admitted != null) {
            admitted.set(holder);
        }
        return null;
    }

    /**
     * How long a refusal is held back; guesses from one address are answered ever later. The holder of a known key without the
     * right to something has guessed nothing.
     */
    Duration delayOf(HttpServerRequest request) {
        List<String> shown = ShownKeys.of(request);
        return shown.isEmpty() || keys.holder(shown) != null ? Duration.ZERO : brake.wrongKey(address(request));
    }

    /** A browser sends its cookies whichever page has made it send the request. */
    private static RejectedException otherOrigin() {
        return new RejectedException(
                403,
                "origin_not_allowed",
                "Only the page of this Serai may use its session; programs send a key as 'Authorization: Bearer KEY'.",
                null);
    }

    private static RejectedException unknownKey(String message) {
        return new RejectedException(401, "invalid_api_key", message + " as 'Authorization: Bearer KEY'.", null);
    }

    /** Whether a path is an operator's, however it is written. */
    static boolean isOperation(String path) {
        String plain = path.indexOf('%') < 0 && !path.contains("//") && !path.contains("/.") ? path : normal(path);
        return isShim(plain) || plain.equals("/admin") || plain.startsWith("/admin/") || plain.equals("/metrics");
    }

    /** Whether it is an operator's path outside of {@code /admin}. */
    static boolean isShim(String path) {
        return KEY_SHIMS.contains(path) || path.equals(KEYS) || path.startsWith(KEYS + "/");
    }

    private static String normal(String path) {
        try {
            return HttpUtils.normalizePath(path);
        } catch (IllegalArgumentException e) {
            // No route takes what cannot be decoded.
            return path;
        }
    }

    /** Without any key only programs and pages of this machine itself may operate Serai, and no proxy for others. */
    private @Nullable RejectedException refusalOfStranger(HttpServerRequest request) {
        boolean stranger = !isLoopback(request.remoteAddress())
                || FORWARDED.stream().anyMatch(header -> request.getHeader(header) != null)
                || hasForeignName(request)
                || isOtherOrigin(request);
        return stranger
                ? new RejectedException(
                        403,
                        "admin_key_required",
                        "Without keys /admin and /metrics answer programs on this machine only; set serai.admin.keys.",
                        null)
                : null;
    }

    private static boolean isLoopback(@Nullable SocketAddress address) {
        String host = address == null ? null : address.hostAddress();
        InetAddress parsed = host == null ? null : NetUtil.createInetAddressFromIpAddressString(host);
        return parsed != null && parsed.isLoopbackAddress();
    }

    /** Whether a page that is not Serai's own sent it. */
    private static boolean isOtherOrigin(HttpServerRequest request) {
        String origin = request.getHeader("origin");
        String site = request.getHeader("sec-fetch-site");
        return (origin != null && !origin.equalsIgnoreCase(request.scheme() + "://" + request.getHeader("host")))
                || (site != null && !site.equals("same-origin") && !site.equals("none"));
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
     * A page whose name has come to mean this machine sends no origin with what it reads, nor anything else that distinguishes it from a program; but
     * browsers always say {@code keep-alive}, which pages cannot change, and which proxies that pass a name of theirs do not say.
     */
    private static boolean isKeptAliveByBrowser(HttpServerRequest request) {
        return "keep-alive".equalsIgnoreCase(request.getHeader("connection"));
    }

    private boolean hasForeignName(HttpServerRequest request) {
        String host = request.getHeader("host");
        return host != null
                && !OWN_NAME.matcher(host).matches()
                && !host.replaceFirst(":\\d*$", "").equalsIgnoreCase(name);
    }
}
