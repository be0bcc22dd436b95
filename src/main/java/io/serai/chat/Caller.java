package io.serai.chat;

import java.util.List;
import java.util.Map;

/**
 * The sender of a request: its client key, and the user that it names. No secret is in it.
 *
 * @param key the key's public id, which stays the same when its secret is replaced; empty if no key is known
 * @param name what the key is called, for people; empty if it has no name
 * @param owner who answers for the key; empty if nobody is named
 * @param team the team that the key belongs to; empty if to none
 * @param tags further groups for reports of usage
 * @param user the {@code user} field of the request itself; empty if it names none
 */
public record Caller(String key, String name, String owner, String team, List<String> tags, String user) {
    /** Nobody that is known. */
    public static final Caller NONE = new Caller("", "", "", "", List.of(), "");

    /** Where a request names its user, in OpenAI's names; the second is the newer one. */
    private static final List<String> USER = List.of("user", "safety_identifier");

    public Caller {
        tags = List.copyOf(tags);
    }

    /** A caller of whose key only the id is known. */
    public static Caller ofKey(String id) {
        return new Caller(id, "", "", "", List.of(), "");
    }

    /**
     * The user whom a request names.
     *
     * @param parameters of the request, in OpenAI's names
     * @return empty if it names nobody
     */
    public static String user(Map<String, Object> parameters) {
        for (String name : USER) {
            if (parameters.get(name) instanceof String user && !user.isBlank()) {
                return user.strip();
            }
        }
        return "";
    }

    /** The same on behalf of a user. */
    public Caller withUser(String other) {
        return other.equals(user) ? this : new Caller(key, name, owner, team, tags, other);
    }
}
