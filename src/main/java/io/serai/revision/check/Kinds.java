package io.serai.revision.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Checks values by the descriptions that Camel's jars bring along: the options of a component, and those of a step whose values the
 * schema takes for texts. What is wrong there is found when the route starts, without its line, or when a message comes.
 */
final class Kinds {
    private static final String FOLDER = "META-INF/org/apache/camel/";
    private static final Map<String, JsonNode> READ = new ConcurrentHashMap<>();

    /** The steps whose expression must give a number. */
    private static final Map<String, String> NUMBERS = Map.of(
            "DelayDefinition", "a number of milliseconds",
            "ThrottleDefinition", "a number of messages",
            "LoopDefinition", "a number of rounds");

    private static final Map<String, String> NUMBER_LABELS = Map.of(
            "completionTimeoutExpression", "a number of milliseconds",
            "completionSizeExpression", "a number of messages");

    private final Scene scene;

    Kinds(Scene scene) {
        this.scene = scene;
    }

    /**
     * Checks the options of an address.
     *
     * @param place where an option stands
     * @return whether nothing was found
     */
    boolean check(Element element, Address address, Function<String, Node> place) {
        JsonNode options = description("component/" + address.scheme() + '/' + address.scheme() + ".json");
        boolean fine = true;
        for (Map.Entry<String, String> option : address.options().entrySet()) {
            String form = mistake(options.path(option.getKey()), option.getValue());
            if (!form.isEmpty()) {
                fine = false;
                scene.wrong(
                        element,
                        place.apply(option.getKey()),
                        "option '" + option.getKey() + "' cannot be '" + option.getValue() + "'; it must be " + form);
            }
        }
        return fine;
    }

    /** Checks a step: its own values, or if it is an expression the number that it gives to one. */
    void check(Element element) {
        if (element.off()) {
            return;
        }
        if (element.type().endsWith("Expression")) {
            number(element, scene.local(element), element.scalarOrSelf("expression"));
        } else if (element.type().endsWith("Definition")) {
            times(element, scene.local(element), null);
        }
    }

    /**
     * The use of a template.
     *
     * @param user who uses it
     * @param values of its parameters
     * @param given where they stand
     */
    record Use(Element user, Map<String, String> values, Map<String, ScalarNode> given) {
        /** The value that a text of the template gets, or the user itself. */
        Node of(String text) {
            return given.entrySet().stream()
                    .filter(it -> text.contains("{{" + it.getKey()))
                    .map(it -> (Node) it.getValue())
                    .findFirst()
                    .orElse(user.node());
        }
    }

    /** Checks a step of a template as one who uses it will have it. */
    void check(Element element, Use use) {
        if (element.type().endsWith("Expression")) {
            ScalarNode text = element.scalarOrSelf("expression");
            if (text != null && text.getValue().contains("{{")) {
                String wrong = numberMistake(element, use.values(), text);
                if (!wrong.isEmpty()) {
                    scene.wrong(use.user(), use.of(text.getValue()), wrong);
                }
            }
        } else if (element.fields().containsKey("uri")) {
            address(element, use);
        } else if (element.type().endsWith("Definition")) {
            times(element, use.values(), use);
        }
    }

    private void address(Element element, Use use) {
        try {
            Map<String, Object> raw = new HashMap<>();
            if (element.get("parameters") instanceof MappingNode mapping) {
                mapping.getValue().forEach(it -> {
                    if (it.getKeyNode() instanceof ScalarNode key && it.getValueNode() instanceof ScalarNode value) {
                        raw.put(key.getValue(), value.getValue());
                    }
                });
            }
            String whole = Uris.of(scene.scratch(), element, "uri", use.values());
            if (whole != null) {
                Address address = Address.of(whole);
                Map<String, String> options = new HashMap<>(address.options());
                options.keySet().removeIf(it -> !String.valueOf(raw.get(it)).contains("{{"));
                check(
                        use.user(),
                        new Address(address.scheme(), address.path(), options),
                        it -> use.of(String.valueOf(raw.get(it))));
            }
        } catch (RuntimeException e) {
            // What cannot be put together is found elsewhere.
        }
    }

    private void number(Element expression, Map<String, String> values, @Nullable ScalarNode at) {
        // What a template's parameter will be, only its users say.
        if (at == null || at.getValue().contains("{{") && Scene.template(expression) != null) {
            return;
        }
        String wrong = numberMistake(expression, values, at);
        if (!wrong.isEmpty()) {
            scene.wrong(expression, at, wrong);
        }
    }

    private String numberMistake(Element expression, Map<String, String> values, ScalarNode at) {
        boolean constant = expression.type().equals("ConstantExpression");
        if (!constant && !expression.type().equals("SimpleExpression")) {
            return "";
        }
        Element owner = expression.parent();
        String label = expression.label();
        if (owner != null && owner.type().equals("ExpressionDefinition")) {
            label = owner.label();
            owner = owner.parent();
        }
        if (owner != null && NUMBER_LABELS.containsKey(owner.label())) {
            label = owner.label();
        }
        String form = NUMBER_LABELS.getOrDefault(label, owner == null ? "" : NUMBERS.getOrDefault(owner.type(), ""));
        String text;
        try {
            text = scene.scratch().resolve(at.getValue(), values).strip();
        } catch (RuntimeException e) {
            return "";
        }
        boolean loopWhile = owner != null && owner.fields().containsKey("doWhile");
        if (form.isEmpty() || loopWhile || text.isEmpty() || !constant && Endpoints.isDynamic(text)) {
            return "";
        }
        String what = owner == null ? label : owner.label();
        Long number = scene.scratch().context().getTypeConverter().tryConvertTo(Long.class, text);
        return number != null && number >= 0 ? "" : "'" + what + "' must be given " + form + ", not '" + text + "'";
    }

    private void times(Element element, Map<String, String> values, @Nullable Use user) {
        JsonNode options = description("model/" + element.label() + ".json");
        if (options.isMissingNode()) {
            return;
        }
        element.fields().forEach((name, field) -> {
            String type = options.path(name).path("type").asText();
            boolean wanted = type.equals("duration") || type.equals("integer") || type.equals("number");
            if (!wanted
                    || !(field.value() instanceof ScalarNode at)
                    || at.getValue().isBlank()) {
                return;
            }
            boolean placeholder = at.getValue().contains("{{");
            boolean ofTemplate = placeholder && Scene.template(element) != null;
            if ((user == null) == ofTemplate) {
                return;
            }
            String text;
            try {
                text = scene.scratch().resolve(at.getValue(), values).strip();
            } catch (RuntimeException e) {
                return;
            }
            String form = mistake(options.path(name), text);
            if (!form.isEmpty() && (placeholder || type.equals("duration"))) {
                String message = "'" + name + "' must be " + form + ", not '" + text + "'";
                if (user == null) {
                    scene.wrong(element, at, message);
                } else {
                    scene.wrong(user.user(), user.of(at.getValue()), message);
                }
            }
        });
    }

    /** What a value must be, if it is not; empty if it may be one. */
    private static String mistake(JsonNode option, String value) {
        if (value.isBlank() || value.startsWith("#") || Endpoints.isDynamic(value) || value.startsWith("RAW(")) {
            return "";
        }
        return switch (option.path("type").asText()) {
            case "integer" ->
                value.strip().matches("[-+]?\\d{1,18}") || isLong(option) && isTime(value) ? "" : "a whole number";
            case "number" -> value.strip().matches("[-+]?\\d{1,18}(\\.\\d+)?") ? "" : "a number";
            case "boolean" -> value.strip().matches("(?i)true|false") ? "" : "true or false";
            case "duration" -> isTime(value) ? "" : "a time such as 500ms, 15s or 10m, or a number of milliseconds";
            default -> "";
        };
    }

    /** Camel takes {@code 1s} for the 1000 milliseconds that many of these are. */
    private static boolean isLong(JsonNode option) {
        return option.path("javaType").asText().toLowerCase(Locale.ROOT).endsWith("long");
    }

    private static boolean isTime(String value) {
        try {
            TimeUtils.toMilliSeconds(value.strip());
            return value.strip().matches("-?\\d+|(\\d+\\s*(ms|[a-zA-Z]+)\\s*)+|P.*");
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** The properties of a component or a step; missing if nobody describes it. */
    private JsonNode description(String name) {
        return READ.computeIfAbsent(name, this::read);
    }

    private JsonNode read(String name) {
        ClassLoader libraries = scene.scratch().context().getApplicationContextClassLoader();
        try (InputStream in = libraries.getResourceAsStream(FOLDER + name)) {
            return in == null
                    ? MissingNode.getInstance()
                    : new ObjectMapper().readTree(in).path("properties");
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
