package io.serai.catalog;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            "models",
            "checked",
            "source");
    private static final List<String> MODEL = List.of("id", "context", "output", "can", "tasks");
    private static final Map<String, Auth> AUTHS = Value.words(Auth.class);
    private static final Map<String, Flag> FLAGS = Value.words(Flag.class);
    private static final Map<String, Capability> CAPABILITIES = Value.words(Capability.class);

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

    private static Map<String, String> headers(Value value) {
        return value.entry(value.owner() + ", headers").fields().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, header -> header.getValue().text()));
    }

    private static List<String> texts(Entry entry, String field) {
        return entry.list(field).stream().map(Value::text).toList();
    }
}
