package io.serai.catalog;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads vendors from YAML. */
final class CatalogReader {
    private static final List<String> VENDOR = List.of(
            "url",
            "dialect",
            "key",
            "auth",
            "key-header",
            "limits",
            "headers",
            "first-byte",
            "flags",
            "parameters",
            "turns",
            "thoughts",
            "tool-ids",
            "models",
            "checked",
            "source");
    private static final List<String> MODEL = List.of("id", "context", "output", "can", "tasks");
    private static final Map<String, Auth> AUTHS = Value.words(Auth.class);
    private static final Map<String, Flag> FLAGS = Value.words(Flag.class);
    private static final Map<String, Turn> TURNS = Value.words(Turn.class);
    private static final Map<String, Capability> CAPABILITIES = Value.words(Capability.class);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern RANGE = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\.\\.(-?\\d+(?:\\.\\d+)?)");
    private static final Pattern TOOL_IDS = Pattern.compile("(exactly )?([1-9]\\d?)");

    private CatalogReader() {}

    /** @param file what messages call the stream */
    static List<Vendor> read(InputStream in, String file) {
        List<Vendor> vendors = new ArrayList<>();
        new Value(file, "catalogue", "the file", compose(in, file))
                .entry("catalogue")
                .fields()
                .forEach((name, value) ->
                        vendors.add(vendor(name, value.entry("vendor " + name).only(VENDOR))));
        return vendors;
    }

    private static Node compose(InputStream in, String file) {
        try {
            return new Compose(LoadSettings.builder().setLabel(file).build())
                    .composeInputStream(in)
                    .orElseThrow(() -> new CatalogException(file + ":1: catalogue: holds no vendor"));
        } catch (YamlEngineException e) {
            throw new CatalogException(file + ": no YAML: " + e.getMessage());
        }
    }

    private static Vendor vendor(String name, Entry entry) {
        return new Vendor(
                name,
                entry.get("url").map(Value::text).orElse(null),
                entry.need("dialect").text(),
                texts(entry, "key"),
                entry.get("auth").map(value -> value.word(AUTHS)).orElse(Auth.BEARER),
                entry.get("key-header").map(Value::text).orElse(Vendor.KEY_HEADER),
                entry.get("limits").map(Value::text).orElse(""),
                entry.get("headers").map(CatalogReader::headers).orElse(Map.of()),
                entry.get("first-byte").map(Value::duration).orElse(Vendor.FIRST_BYTE),
                entry.list("flags").stream().map(value -> value.word(FLAGS)).collect(toSet()),
                differences(entry),
                entry.list("models").stream().map(value -> model(name, value)).toList(),
                entry.need("checked").date(),
                entry.need("source").text());
    }

    private static Model model(String vendor, Value value) {
        Entry entry = value.entry("vendor " + vendor + ", model").only(MODEL);
        return new Model(
                entry.need("id").text(),
                entry.get("context").map(Value::number).orElse(Model.UNKNOWN),
                entry.get("output").map(Value::number).orElse(Model.UNKNOWN),
                entry.list("can").stream().map(word -> word.word(CAPABILITIES)).collect(toSet()),
                texts(entry, "tasks"));
    }

    private static Differences differences(Entry entry) {
        Map<String, Rule> parameters = new LinkedHashMap<>();
        entry.get("parameters")
                .ifPresent(value -> value.entry(value.owner() + ", parameters")
                        .fields()
                        .forEach((name, rule) -> parameters.put(name, rule(rule))));
        return new Differences(
                parameters,
                entry.list("turns").stream().map(value -> value.word(TURNS)).collect(toSet()),
                entry.get("thoughts").map(Value::text).orElse(""),
                entry.get("tool-ids").map(CatalogReader::toolIds).orElse(Differences.ToolIds.ANY));
    }

    private static Rule rule(Value value) {
        if (value.isList()) {
            return new Rule.Words(value.list().stream().map(Value::text).toList());
        }
        String text = value.text();
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            return new Rule.Range(new BigDecimal(range.group(1)), new BigDecimal(range.group(2)));
        }
        if (!NAME.matcher(text).matches()) {
            throw value.wrong(
                    "must be drop, keep, a range such as 0..1, a list of words, or another parameter's name, not `"
                            + text + "`");
        }
        return switch (text) {
            case "drop" -> new Rule.Drop();
            case "keep" -> new Rule.Keep();
            default -> new Rule.Rename(text);
        };
    }

    private static Differences.ToolIds toolIds(Value value) {
        Matcher length = TOOL_IDS.matcher(value.text());
        if (!length.matches()) {
            throw value.wrong("must be the greatest length, such as 40, or `exactly 9`, not `" + value.text() + "`");
        }
        return new Differences.ToolIds(Integer.parseInt(length.group(2)), length.group(1) != null);
    }

    private static Map<String, String> headers(Value value) {
        return value.entry(value.owner() + ", headers").fields().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, header -> header.getValue().text()));
    }

    private static List<String> texts(Entry entry, String field) {
        return entry.list(field).stream().map(Value::text).toList();
    }
}
