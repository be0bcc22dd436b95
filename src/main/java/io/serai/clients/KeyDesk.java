package io.serai.clients;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes, changes and removes client keys for an operator. Each wish may be repeated: the second time changes nothing. */
public final class KeyDesk {
    /** How long a repeated request with the same Idempotency-Key gets the same answer with the key. */
    private static final Duration REPEATED = Duration.ofMinutes(10);

    private static final Duration LONGEST_GRACE = Duration.ofDays(90);
    private static final int MOST_REPEATED = 1000;

    private final ClientKeys keys;
    private final InstantSource clock;
    private final Cache<String, Done> made = Caffeine.newBuilder()
            .expireAfterWrite(REPEATED)
            .maximumSize(MOST_REPEATED)
            .build();

    /**
     * What was done for a wish that has a name.
     *
     * @param grace that of a rotation
     */
    private record Done(Made made, Duration grace) {}

    public KeyDesk(ClientKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * What became of a wish.
     *
     * @param secret the key itself, which is shown this once; null if none was made
     * @param created whether there is a new record
     */
    public record Made(ClientKey key, @Nullable String secret, boolean created) {}

    /**
     * Makes a key. With an {@code id} that there is already nothing is made, if the record would be the same.
     *
     * @param repeated by what the wish is known if it is sent again; empty if by nothing
     */
    public synchronized Made create(Map<String, Object> fields, String repeated) {
        Done done = repeated.isEmpty() ? null : made.getIfPresent("create " + repeated);
        if (done != null) {
            Made before = done.made();
            if (!same(draft(fields, before.key().id()), before.key(), fields)) {
                throw reused();
            }
            return new Made(before.key(), before.secret(), false);
        }
        Object given = fields.get("id");
        if (given != null
                && !(given instanceof String text && KeyText.ID.matcher(text).matches())) {
            throw new ClientException(
                    400,
                    "`id` must be at most 48 letters, digits, '.', '_' and '-', and begin with a letter or a digit.");
        }
        keys.refresh();
        String id = given == null ? newId() : given.toString();
        ClientKey draft = draft(fields, id);
        ClientKey known = keys.get(id);
        if (known != null) {
            if (known.deleted() == null && same(draft, known, fields)) {
                return new Made(known, null, false);
            }
            throw new ClientException(
                    409,
                    known.deleted() == null
                            ? "There is a key `" + id + "` with other fields. Change it by PATCH /admin/keys/" + id
                                    + '.'
                            : "The key `" + id
                                    + "` was deleted. Its id stays its own, so that what it has used is not mixed up.");
        }
        if (KeyText.isOfSettings(id)) {
            throw new ClientException(400, "`id` " + KeyText.RESERVED + '.');
        }
        Instant expires = draft.expires();
        if (expires != null && !expires.isAfter(clock.instant())) {
            throw new ClientException(
                    400, "`expires` is in the past (" + expires + "): the key would admit no requests.");
        }
        String secret = KeyText.newKey(id);
        ClientKey key = stamped(draft, KeyText.hash(secret), clock.instant());
        keys.put(key);
        Made result = new Made(key, secret, true);
        if (!repeated.isEmpty()) {
            made.put("create " + repeated, new Done(result, Duration.ZERO));
        }
        return result;
    }

    private String newId() {
        String id = KeyText.newId();
        return keys.get(id) == null ? id : newId();
    }

    private ClientKey draft(Map<String, Object> fields, String id) {
        ClientKey blank = new ClientKey(
                id, "", "", "", "", List.of(), true, null, null, null, List.of(), null, null, null, null, null, null,
                null, false);
        return changed(blank, fields, List.of("id"));
    }

    private ClientKey changed(ClientKey key, Map<String, Object> fields, List<String> besides) {
        List<String> mistakes = new ArrayList<>();
        KeyFields reader = new KeyFields(clock, (field, what) -> mistakes.add("`" + field + "` " + what));
        reader.onlyKnown(fields, besides);
        ClientKey next = reader.over(key, fields);
        if (!mistakes.isEmpty()) {
            throw new ClientException(400, String.join(" ", mistakes));
        }
        return next;
    }

    /**
     * Whether two records say the same of what people may set.
     *
     * @param fields of which the first is made; an end that is a time from now is another one at each wish
     */
    private static boolean same(ClientKey one, ClientKey other, Map<String, Object> fields) {
        boolean fromNow = KeyFields.isFromNow(fields);
        return one.name().equals(other.name())
                && one.owner().equals(other.owner())
                && one.team().equals(other.team())
                && one.tags().equals(other.tags())
                && one.on() == other.on()
                && (fromNow ? other.expires() != null : Objects.equals(one.expires(), other.expires()))
                && Objects.equals(one.models(), other.models())
                && Objects.equals(one.pools(), other.pools())
                && one.limits().equals(other.limits())
                && Objects.equals(one.prompts(), other.prompts())
                && Objects.equals(one.systemPrompt(), other.systemPrompt());
    }

    /** Changes some fields; null takes one away. */
    public synchronized ClientKey change(String id, Map<String, Object> fields) {
        return put(id, key -> changed(key, fields, List.of()));
    }

    /** Lets a key admit, or not. */
    public synchronized ClientKey turn(String id, boolean on) {
        return put(id, key -> changed(key, Map.of("on", on), List.of()));
    }

    /**
     * Makes a new secret for a key, which keeps its id, its limits and what it has used.
     *
     * @param grace how long the old one is taken, too
     */
    public synchronized Made rotate(String id, Duration grace, String repeated) {
        Done done = repeated.isEmpty() ? null : made.getIfPresent("rotate " + id + ' ' + repeated);
        if (done != null) {
            if (!done.grace().equals(grace)) {
                throw reused();
            }
            return done.made();
        }
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new ClientException(400, "`grace` must be a time up to 90d, such as 24h.");
        }
        String secret = KeyText.newKey(id);
        ClientKey next = put(id, key -> rotated(key, KeyText.hash(secret), grace));
        Made result = new Made(next, secret, false);
        if (!repeated.isEmpty()) {
            made.put("rotate " + id + ' ' + repeated, new Done(result, grace));
        }
        return result;
    }

    private static ClientException reused() {
        return new ClientException(422, "This Idempotency-Key was sent with other fields before.");
    }

    private ClientKey rotated(ClientKey key, String hash, Duration grace) {
        boolean kept = !grace.isZero();
        return copy(
                key,
                hash,
                key.on(),
                kept ? key.hash() : null,
                kept ? clock.instant().plus(grace) : null,
                key.created(),
                key.updated(),
                key.deleted());
    }

    /** Takes a key back for ever. What was used with it stays attributable. */
    public synchronized ClientKey delete(String id) {
        keys.refresh();
        ClientKey known = keys.get(id);
        if (known != null && known.deleted() != null) {
            return known;
        }
        return put(id, key -> copy(key, key.hash(), false, null, null, key.created(), key.updated(), clock.instant()));
    }

    private ClientKey put(String id, UnaryOperator<ClientKey> change) {
        keys.refresh();
        ClientKey known = get(id);
        if (known.declared()) {
            throw new ClientException(409, "The key `" + id + "` is in clients.yaml; change it there.");
        }
        if (known.deleted() != null) {
            throw new ClientException(409, "The key `" + id + "` was deleted.");
        }
        ClientKey next = change.apply(known);
        if (!next.equals(known)) {
            next = stamped(next, next.hash(), known.created());
            keys.put(next);
        }
        return next;
    }

    private ClientKey stamped(ClientKey key, String hash, @Nullable Instant created) {
        return copy(
                key, hash, key.on(), key.previousHash(), key.previousUntil(), created, clock.instant(), key.deleted());
    }

    /** The same key: what an operator has wished stays, but for whether it is on. */
    private static ClientKey copy(
            ClientKey key,
            String hash,
            boolean on,
            @Nullable String previousHash,
            @Nullable Instant previousUntil,
            @Nullable Instant created,
            @Nullable Instant updated,
            @Nullable Instant deleted) {
        return new ClientKey(
                key.id(),
                hash,
                key.name(),
                key.owner(),
                key.team(),
                key.tags(),
                on,
                key.expires(),
                key.models(),
                key.pools(),
                key.limits(),
                key.prompts(),
                key.systemPrompt(),
                previousHash,
                previousUntil,
                created,
                updated,
                deleted,
                false);
    }

    /** @throws ClientException if there was never one */
    public ClientKey get(String id) {
        ClientKey key = keys.get(id);
        if (key == null) {
            throw new ClientException(
                    404, "There is no client key `" + (id.length() > 48 ? id.substring(0, 48) : id) + "`.");
        }
        return key;
    }

    /** All keys, the newest first. */
    public List<ClientKey> list(boolean deleted) {
        return keys.all().stream()
                .filter(key -> deleted || key.deleted() == null)
                .sorted(Comparator.comparing(
                                ClientKey::created, Comparator.nullsLast(Comparator.<Instant>reverseOrder()))
                        .thenComparing(ClientKey::id))
                .toList();
    }

    /** A key as JSON shows it, with when it was used last. */
    public Map<String, Object> shown(ClientKey key) {
        return KeyFields.shown(key, keys.lastUsed(key.id()));
    }

    /** The same with the key itself, which is shown this once. */
    public Map<String, Object> shown(Made result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("key", result.secret());
        all.putAll(shown(result.key()));
        return all;
    }
}
