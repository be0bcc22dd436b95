package io.serai.clients;

import io.serai.catalog.Nearest;
import io.serai.quota.Limit;
import io.serai.text.BoundedYaml;
import io.serai.text.Utf8Text;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads {@code clients.yaml}: client keys by id, each given by its hash or by an environment variable, and the limits of teams, users and
 * everybody.
 */
public final class ClientsFile {
    private static final List<String> SECTIONS = List.of("everybody", "users", "teams", "keys");
    private static final String KEEPS = "keeps";
    private static final List<String> LIMITS = List.of("limits");
    private static final List<String> LIMITS_AND_KEEPS = List.of("limits", KEEPS);
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*env:([A-Za-z_][A-Za-z0-9_]*)\\s*}}");
    private static final int SHORTEST_KEY = 16;

    private final InstantSource clock;
    private final UnaryOperator<@Nullable String> environment;
    private final List<Mistake> mistakes = new ArrayList<>();
    private @Nullable Node root;

    private ClientsFile(InstantSource clock, UnaryOperator<@Nullable String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    /**
     * What is wrong with the file.
     *
     * @param line from 1; 0 for the whole file
     */
    public record Mistake(int line, String text) {}

    /**
     * What the file says, as far as it is right.
     *
     * @param mistakes what is wrong with it; nothing of it may rule unless there are none
     */
    public record Read(ClientRules rules, List<Mistake> mistakes) {}

    /** @param environment the environment's variables by name; null for one that is not set */
    public static Read read(byte[] content, InstantSource clock, UnaryOperator<@Nullable String> environment) {
        ClientsFile file = new ClientsFile(clock, environment);
        ClientRules rules = file.read(content);
        return new Read(rules, List.copyOf(file.mistakes));
    }

    private ClientRules read(byte[] content) {
        @Nullable Object loaded;
        String text = Utf8Text.of(ByteBuffer.wrap(content));
        if (text == null) {
            mistakes.add(new Mistake(0, "is not in UTF-8; save it in that encoding"));
            return ClientRules.NONE;
        }
        try {
            LoadSettings settings = LoadSettings.builder().build();
            loaded = BoundedYaml.load(settings, text);
            root = BoundedYaml.compose(settings, text).orElse(null);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            mistakes.add(new Mistake(line, "is no YAML: " + e.getProblem()));
            return ClientRules.NONE;
        } catch (YamlEngineException e) {
            mistakes.add(new Mistake(0, "is no YAML: " + e.getMessage()));
            return ClientRules.NONE;
        }
        if (loaded == null) {
            return ClientRules.NONE;
        }
        Map<String, Object> file = fields(loaded, List.of());
        file.keySet().stream()
                .filter(name -> !SECTIONS.contains(name))
                .forEach(name -> wrong(
                        List.of(name),
                        "is no section, did you mean `" + Nearest.to(name, SECTIONS) + "`? Allowed: "
                                + String.join(", ", SECTIONS)));
        List<Limit> everybody =
                file.get("everybody") == null ? List.of() : limits(file.get("everybody"), List.of("everybody"), LIMITS);
        Map<String, List<Limit>> keeps = new LinkedHashMap<>();
        return new ClientRules(
                everybody,
                limitsByName(file, "users", new LinkedHashMap<>()),
                limitsByName(file, "teams", keeps),
                keeps,
                keys(file));
    }

    /** @param keeps takes what teams keep for themselves */
    private Map<String, List<Limit>> limitsByName(
            Map<String, Object> file, String section, Map<String, List<Limit>> keeps) {
        boolean teams = section.equals("teams");
        Map<String, List<Limit>> all = new LinkedHashMap<>();
        if (file.get(section) != null) {
            fields(file.get(section), List.of(section)).forEach((name, value) -> {
                List<String> path = List.of(section, name);
                all.put(name, limits(value, path, teams ? LIMITS_AND_KEEPS : LIMITS));
                if (teams && fields(value, path).get(KEEPS) instanceof Object kept) {
                    keeps.put(name, kept(kept, path));
                }
            });
        }
        return all;
    }

    private List<Limit> kept(Object value, List<String> path) {
        KeyFields reader = new KeyFields(clock, (field, what) -> wrong(with(path, KEEPS), what));
        List<Limit> kept = reader.over(blank("", ""), Map.of("limits", value)).limits();
        if (kept.stream().anyMatch(limit -> limit.unit() != Limit.Unit.SHARE)) {
            wrong(with(path, KEEPS), "must be a share of a provider, such as `10% of groq/day`");
            return List.of();
        }
        return kept;
    }

    private List<Limit> limits(@Nullable Object value, List<String> path, List<String> allowed) {
        Map<String, Object> fields = fields(value, path);
        fields.keySet().stream()
                .filter(name -> !allowed.contains(name))
                .forEach(name -> wrong(
                        with(path, name),
                        "is no field, did you mean `" + Nearest.to(name, allowed) + "`? Allowed: "
                                + String.join(", ", allowed)));
        KeyFields reader = new KeyFields(clock, (field, what) -> wrong(with(path, field), what));
        return reader.over(blank("", ""), Map.of("limits", fields.getOrDefault("limits", "")))
                .limits();
    }

    private Map<String, ClientKey> keys(Map<String, Object> file) {
        Map<String, ClientKey> keys = new LinkedHashMap<>();
        Map<String, String> hashes = new HashMap<>();
        if (file.get("keys") == null) {
            return keys;
        }
        fields(file.get("keys"), List.of("keys")).forEach((id, value) -> {
            List<String> path = List.of("keys", id);
            if (!KeyText.ID.matcher(id).matches()) {
                wrong(path, "must be at most 48 letters, digits, '.', '_' and '-', and begin with a letter or a digit");
                return;
            }
            if (KeyText.isOfSettings(id)) {
                wrong(path, KeyText.RESERVED);
            }
            Map<String, Object> fields = fields(value, path);
            KeyFields reader = new KeyFields(clock, (field, what) -> wrong(with(path, field), what));
            reader.onlyKnown(fields, List.of("key", "hash"));
            if (KeyFields.isFromNow(fields)) {
                wrong(
                        with(path, "expires"),
                        "must be a day or a moment here: `" + fields.get("expires")
                                + "` would begin anew at each save");
            }
            String hash = hash(fields, path);
            ClientKey key = reader.over(blank(id, hash), fields);
            String other = hashes.put(hash, id);
            if (other != null && !hash.isEmpty()) {
                wrong(path, "has the same key as `" + other + "`");
            }
            keys.put(id, key);
        });
        return keys;
    }

    private String hash(Map<String, Object> fields, List<String> path) {
        Object hash = fields.get("hash");
        Object key = fields.get("key");
        if ((hash == null) == (key == null)) {
            wrong(path, "needs either `hash` (sha256: and 64 hexadecimal digits) or `key` (\"{{env:NAME}}\")");
            return "";
        }
        if (hash != null) {
            if (!KeyText.HASH.matcher(hash.toString()).matches()) {
                wrong(with(path, "hash"), "must be sha256: and 64 hexadecimal digits in lower case");
            }
            return hash.toString();
        }
        Matcher variable = VARIABLE.matcher(String.valueOf(key));
        if (!variable.matches()) {
            // What stands there may be a key, and is not repeated.
            wrong(
                    with(path, "key"),
                    "must be \"{{env:NAME}}\" in quotes, so that the file has no key; or give its `hash`");
            return "";
        }
        String text = environment.apply(variable.group(1));
        if (text == null || text.isBlank()) {
            wrong(with(path, "key"), "names the environment variable " + variable.group(1) + ", which is not set");
            return "";
        }
        if (text.strip().length() < SHORTEST_KEY) {
            wrong(
                    with(path, "key"),
                    "is a key of fewer than " + SHORTEST_KEY + " characters, which can be guessed; use that of"
                            + " 'openssl rand -hex 32'");
        }
        return KeyText.hash(text.strip());
    }

    private static ClientKey blank(String id, String hash) {
        return new ClientKey(
                id, hash, "", "", "", List.of(), true, null, null, null, List.of(), null, null, null, null, null, null,
                null, true);
    }

    private Map<String, Object> fields(@Nullable Object value, List<String> path) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, field) -> fields.put(String.valueOf(name), field));
        } else {
            wrong(path, "must be a mapping of fields");
        }
        return fields;
    }

    private static List<String> with(List<String> path, String name) {
        List<String> all = new ArrayList<>(path);
        all.add(name);
        return all;
    }

    private void wrong(List<String> path, String what) {
        String where = path.size() > 1 ? String.join(" ", path.subList(0, path.size() - 1)) + ": " : "";
        String field = path.isEmpty() ? "the file" : "`" + path.getLast() + "`";
        mistakes.add(new Mistake(line(path), where + field + ' ' + what));
    }

    /** The line of the last name of a path that is there. */
    private int line(List<String> path) {
        Node at = root;
        int line = 0;
        for (String name : path) {
            NodeTuple found = null;
            if (at instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode scalar
                            && scalar.getValue().equals(name)) {
                        found = tuple;
                    }
                }
            }
            if (found == null) {
                return line;
            }
            line = found.getKeyNode().getStartMark().map(Mark::getLine).orElse(-1) + 1;
            at = found.getValueNode();
        }
        return line;
    }
}
