package io.serai.clients;

import io.serai.quota.Limit;
import java.util.List;
import java.util.Map;

/**
 * The content of {@code clients.yaml}.
 *
 * @param everybody limits of all calls together
 * @param users limits of users by name; under {@code *} those of each user that has none of its own
 * @param teams limits of teams by name
 * @param keeps shares of vendors' limits that nobody but the team may use, by team
 * @param keys client keys by id
 */
public record ClientRules(
        List<Limit> everybody,
        Map<String, List<Limit>> users,
        Map<String, List<Limit>> teams,
        Map<String, List<Limit>> keeps,
        Map<String, ClientKey> keys) {
    /** The name of each user that has no limits of its own. */
    static final String EACH = "*";

    /** Nothing at all. */
    public static final ClientRules NONE = new ClientRules(List.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public ClientRules {
        everybody = List.copyOf(everybody);
        users = Map.copyOf(users);
        teams = Map.copyOf(teams);
        keeps = Map.copyOf(keeps);
        keys = Map.copyOf(keys);
    }

    /** The limits of a user; none for one that is not named and has no rule. */
    List<Limit> user(String name) {
        List<Limit> own = users.get(name);
        return own != null ? own : users.getOrDefault(EACH, List.of());
    }
}
