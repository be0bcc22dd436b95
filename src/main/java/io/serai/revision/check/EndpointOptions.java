package io.serai.revision.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks the options of an address: their names by what the component lists, their values by making the endpoint, unused. */
final class EndpointOptions {
    /** Components that need no bean: what they refuse, they refuse in the running context, too. */
    private static final Set<String> SELF_CONTAINED = Set.of("direct", "file", "http", "https", "log", "seda", "timer");

    /** Camel's own, which any address may have, and that of targets. */
    private static final Set<String> LLM =
            Set.of("weight", "lazyStartProducer", "autowiredEnabled", "bridgeErrorHandler", "exchangePattern");

    private final Scene scene;
    private final Kinds kinds;

    EndpointOptions(Scene scene) {
        this.scene = scene;
        this.kinds = new Kinds(scene);
    }

    /** @param at where the uri stands, for options that have no line of their own */
    void check(Element element, ScalarNode at, String whole, Address address) {
        EndpointUriFactory factory =
                scene.scratch().context().getCamelContextExtension().getEndpointUriFactory(address.scheme());
        boolean known = factory == null || factory.isLenientProperties() || names(element, at, address, factory);
        boolean open = whole.contains("${") || whole.contains("$simple{") || Scene.template(element) != null;
        boolean typed = kinds.check(element, address, option -> place(element, option, at));
        if (known && typed && !open) {
            values(element, at, address, factory == null ? Set.of() : factory.secretPropertyNames());
        }
    }

    /** The options of a target, which no component here knows. */
    void llm(Element element, ScalarNode at, Address address) {
        address.options().forEach((option, value) -> {
            if (!LLM.contains(option)) {
                scene.wrong(
                        element,
                        place(element, option, at),
                        "'llm' has no option '" + option + "'" + Suggestion.of(option, Set.of("weight")));
            } else if (option.equals("weight") && !Endpoints.isDynamic(value) && !value.matches("0*[1-9]\\d{0,8}")) {
                scene.wrong(
                        element,
                        place(element, option, at),
                        "option 'weight' must be a whole number above 0, not '" + value + "'");
            }
        });
    }

    private boolean names(Element element, ScalarNode at, Address address, EndpointUriFactory factory) {
        boolean fine = true;
        for (String option : address.options().keySet()) {
            if (!isKnown(option, factory)) {
                fine = false;
                scene.wrong(
                        element,
                        place(element, option, at),
                        "'" + address.scheme() + "' has no option '" + option + "'"
                                + Suggestion.of(option, factory.propertyNames()));
            }
        }
        return fine;
    }

    /** Camel does not mind capitals, and what has a dot goes on to something else. */
    private static boolean isKnown(String option, EndpointUriFactory factory) {
        return factory.propertyNames().stream().anyMatch(option::equalsIgnoreCase)
                || factory.multiValuePrefixes().values().stream().anyMatch(option::startsWith)
                || option.contains(".")
                || option.equals("hash")
                || Endpoints.isDynamic(option);
    }

    private void values(Element element, ScalarNode at, Address address, Set<String> secrets) {
        Map<String, String> plain = new LinkedHashMap<>(address.options());
        // References are checked by name; the beans themselves are not here.
        plain.values().removeIf(value -> value.startsWith("#"));
        StringBuilder uri = new StringBuilder(address.scheme()).append(':').append(address.path());
        plain.forEach((name, value) -> uri.append(uri.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(value));
        try {
            scene.scratch().context().getEndpoint(uri.toString());
        } catch (RuntimeException e) {
            explain(element, at, address, e, secrets);
        }
    }

    private void explain(Element element, ScalarNode at, Address address, Throwable failure, Set<String> secrets) {
        if (address.path().isEmpty()) {
            scene.wrong(element, at, "'" + at.getValue() + "' lacks a name; write " + address.scheme() + ":name");
            return;
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            if (cause instanceof PropertyBindingException binding && binding.getPropertyName() != null) {
                String name = binding.getPropertyName();
                String value = secrets.contains(name) ? "the value" : "'" + binding.getValue() + "'";
                scene.wrong(element, place(element, name, at), "option '" + name + "' cannot be " + value);
                return;
            }
            cause = cause.getCause();
        }
        String why = cause.getMessage();
        if (why == null || !SELF_CONTAINED.contains(address.scheme())) {
            return;
        }
        for (Map.Entry<String, String> option : address.options().entrySet()) {
            if (why.contains('"' + option.getValue() + '"') && !secrets.contains(option.getKey())) {
                scene.wrong(
                        element,
                        place(element, option.getKey(), at),
                        "option '" + option.getKey() + "' cannot be '" + option.getValue() + "'");
                return;
            }
        }
        if (secrets.stream().map(address.options()::get).noneMatch(it -> it != null && why.contains(it))) {
            scene.wrong(element, at, "'" + address.scheme() + "' cannot be called like this: " + firstSentence(why));
        }
    }

    private static Node place(Element element, String option, ScalarNode at) {
        if (element.get("parameters") instanceof MappingNode mapping) {
            for (var tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key
                        && StringHelper.dashToCamelCase(key.getValue()).equals(option)) {
                    return key;
                }
            }
        }
        return at;
    }

    static String firstSentence(@Nullable String text) {
        String line = text == null ? "" : text.lines().findFirst().orElse("").strip();
        int end = line.indexOf(". ");
        return end < 0 ? line : line.substring(0, end);
    }
}
