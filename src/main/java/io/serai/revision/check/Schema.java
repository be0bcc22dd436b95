package io.serai.revision.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.revision.check.Shape.Any;
import io.serai.revision.check.Shape.Fields;
import io.serai.revision.check.Shape.Free;
import io.serai.revision.check.Shape.ListOf;
import io.serai.revision.check.Shape.Ref;
import io.serai.revision.check.Shape.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;

/** The schema of Camel's YAML, read from its JSON schema; alternatives are merged. */
final class Schema {
    private static final String FILE = "schema/camelYamlDsl.json";

    private final Map<String, JsonNode> definitions = new HashMap<>();
    private final Map<String, Shape> shapes = new ConcurrentHashMap<>();
    private final Fields root;

    private Schema(JsonNode json) {
        JsonNode items = json.get("items");
        items.get("definitions").fields().forEachRemaining(it -> definitions.put(simple(it.getKey()), it.getValue()));
        root = (Fields) shape("", items);
    }

    /** The schema of the Camel that is on board. */
    static Schema camel() {
        return Holder.CAMEL;
    }

    /** An entry of a file. */
    Fields root() {
        return root;
    }

    /** The shape behind a name, if it is one. */
    Shape resolve(Shape shape) {
        Shape resolved = shape;
        while (resolved instanceof Ref ref) {
            String name = ref.name();
            resolved = shapes.computeIfAbsent(name, it -> shape(it, definition(it)));
        }
        return resolved;
    }

    /** The names of the steps. */
    Set<String> steps() {
        return ((Fields) resolve(new Ref("ProcessorDefinition"))).fields().keySet();
    }

    private Shape shape(String name, JsonNode json) {
        if (name.isEmpty() && json.has("$ref")) {
            return new Ref(simple(json.get("$ref").asText()));
        }
        if (json.path("type").asText().equals("array")) {
            return new ListOf(shape("", json.get("items")));
        }
        Map<String, Shape> fields = new LinkedHashMap<>();
        collect(json, fields);
        if (!fields.isEmpty()) {
            return new Fields(name, hasText(json), json.has("maxProperties"), fields, required(json));
        }
        return switch (json.path("type").asText()) {
            case "string" -> new Text(Text.Kind.TEXT, words(json));
            case "boolean" -> new Text(Text.Kind.BOOLEAN, List.of());
            case "number", "integer" -> new Text(Text.Kind.NUMBER, List.of());
            case "object" -> new Free();
            default -> new Any();
        };
    }

    private void collect(JsonNode json, Map<String, Shape> fields) {
        json.path("properties").fields().forEachRemaining(it -> {
            Shape shape = shape("", it.getValue());
            if (!(shape instanceof Any) || !fields.containsKey(it.getKey())) {
                fields.put(it.getKey(), shape);
            }
        });
        for (String choice : List.of("oneOf", "anyOf")) {
            for (JsonNode branch : json.path(choice)) {
                JsonNode target = branch.has("$ref")
                        ? definition(simple(branch.get("$ref").asText()))
                        : branch;
                collect(target, fields);
            }
        }
    }

    private JsonNode definition(String name) {
        return Objects.requireNonNull(definitions.get(name), name);
    }

    private static boolean hasText(JsonNode json) {
        for (JsonNode branch : json.path("oneOf")) {
            if (branch.path("type").asText().equals("string")) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> required(JsonNode json) {
        Set<String> required = new HashSet<>();
        json.path("required").forEach(name -> required.add(name.asText()));
        return required;
    }

    private static List<String> words(JsonNode json) {
        List<String> words = new ArrayList<>();
        json.path("enum").forEach(word -> words.add(word.asText()));
        return words;
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
    }

    private static final class Holder {
        static final Schema CAMEL = read();

        private static Schema read() {
            try (InputStream in =
                    Objects.requireNonNull(CamelContext.class.getClassLoader().getResourceAsStream(FILE), FILE)) {
                return new Schema(new ObjectMapper().readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
