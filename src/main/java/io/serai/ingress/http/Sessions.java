package io.serai.ingress.http;

import io.serai.ingress.http.AccessKeys.Holder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of those who have signed in with a key on the page. A browser has an opaque id in its place; the id's digest stands here, and so does the key's, by
 * which the session ends as soon as the key admits nobody.
 */
final class Sessions {
    /** 192 bits, which nobody guesses. */
    private static final int ID_BYTES = 24;

    /** More are not kept: the one that was used least lately ends. */
    private static final int MOST = 1000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final InstantSource clock;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private volatile Duration idle = Duration.ofMinutes(30);
    private volatile Duration longest = Duration.ofHours(12);

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One who has signed in.
     *
     * @param key the digest of the key
     * @param seen when a request came last that a person has sent
     */
    record Session(String key, Instant begun, Instant seen) {}

    /**
     * Sets when sessions end from now on.
     *
     * @param withoutUse after how long without a request
     * @param inAll after how long in any case
     */
    void limit(Duration withoutUse, Duration inAll) {
        idle = withoutUse;
        longest = inAll;
    }

    /** Begins one, and returns its id. */
    String open(Holder holder, String key) {
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Instant now = clock.instant();
        sessions.values().removeIf(session -> isOver(session, now));
        if (sessions.size() >= MOST) {
            sessions.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().seen()))
                    .ifPresent(entry -> sessions.remove(entry.getKey()));
        }
        sessions.put(ShownKeys.digest(id), new Session(key, now, now));
        return id;
    }

    /**
     * The session of an id; null if it has ended or never was.
     *
     * @param used whether a person has sent the request, so that the session goes on
     */
    @Nullable
    Session find(String id, boolean used) {
        String digest = ShownKeys.digest(id);
        Instant now = clock.instant();
        Session session = sessions.get(digest);
        if (session == null) {
            return null;
        }
        if (isOver(session, now)) {
            sessions.remove(digest);
            return null;
        }
        if (used) {
            Session later = new Session(session.key(), session.begun(), now);
            // It may have ended meanwhile.
            sessions.replace(digest, session, later);
            return later;
        }
        return session;
    }

    Instant now() {
        return clock.instant();
    }

    /** Ends one. */
    void end(String id) {
        sessions.remove(ShownKeys.digest(id));
    }

    /** When a session ends if nothing more comes. */
    Instant ends(Session session) {
        Instant byIdle = session.seen().plus(idle);
        Instant atLast = session.begun().plus(longest);
        return byIdle.isBefore(atLast) ? byIdle : atLast;
    }

    private boolean isOver(Session session, Instant now) {
        return !now.isBefore(ends(session));
    }
}
