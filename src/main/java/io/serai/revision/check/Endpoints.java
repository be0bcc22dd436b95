package io.serai.revision.check;

import java.util.Map;
import java.util.Set;
import org.apache.camel.support.PatternHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Checks where routes begin and what they call: the component, the address, its options. */
final class Endpoints {
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("ToDefinition", "uri"),
            Map.entry("ToDynamicDefinition", "uri"),
            Map.entry("WireTapDefinition", "uri"),
            Map.entry("PollDefinition", "uri"),
            Map.entry("FromDefinition", "uri"),
            Map.entry("RouteFromDefinitionDeserializer", "uri"),
            Map.entry("SagaActionUriDefinition", "uri"),
            Map.entry("InterceptSendToEndpointDefinition", "afterUri"),
            Map.entry("DeadLetterChannelDefinition", "deadLetterUri"),
            Map.entry("ConstantExpression", "expression"),
            Map.entry("SimpleExpression", "expression"));
    private static final Set<String> ENRICHERS = Set.of("EnrichDefinition", "PollEnrichDefinition");

    private final Scene scene;
    private final Components components;
    private final EndpointOptions options;
    private final Targets targets;
    private final Folders folders;

    Endpoints(Scene scene) {
        this.scene = scene;
        this.components = new Components(scene.scratch().context());
        this.options = new EndpointOptions(scene);
        this.targets = new Targets(scene);
        this.folders = new Folders(scene);
    }

    void check(Element element) {
        if (element.type().equals("RestDefinition") && components.find("rest") == null) {
            scene.wrong(
                    element,
                    element.node(),
                    "'rest' needs the component 'rest', which Serai does not include; begin a route with"
                            + " platform-http:/path instead");
        }
        String field = FIELDS.get(element.type());
        if (field == null || element.off() || element.type().endsWith("Expression") && !enriches(element)) {
            return;
        }
        ScalarNode at = field.equals("afterUri") ? element.scalar(field) : element.scalarOrSelf(field);
        String front = scene.resolved(element, at);
        if (at != null && front != null) {
            check(element, field, at, front);
        }
    }

    private static boolean enriches(Element expression) {
        Element owner = expression.parent();
        if (owner != null && owner.type().equals("ExpressionDefinition")) {
            owner = owner.parent();
        }
        return owner != null && ENRICHERS.contains(owner.type());
    }

    private void check(Element element, String field, ScalarNode at, String front) {
        if (at.getTag().equals(Tag.NULL)) {
            return;
        }
        if (front.isBlank()) {
            scene.wrong(element, at, "'" + element.label() + "' lacks an address, such as direct:name");
            return;
        }
        if (front.contains("?") && element.fields().containsKey("parameters")) {
            scene.wrong(
                    element,
                    at,
                    "options stand either after '?' in the uri or under 'parameters'; move them to one place");
            return;
        }
        Address address = Address.of(front);
        String scheme = address.scheme();
        if (scheme.equals("llm")) {
            targets.llm(element, at, address);
            String llm = whole(element, field, at);
            if (llm != null) {
                options.llm(element, at, Address.of(llm));
            }
            if (Definitions.isStart(element)) {
                scene.wrong(
                        element,
                        at,
                        "no route can begin with llm:, which answers requests; begin with direct: and call it");
            }
            return;
        }
        if (isDynamic(scheme) || scene.all().beans().contains(scheme)) {
            return;
        }
        if (components.find(scheme) == null) {
            scene.wrong(element, at, unknown(front, scheme));
            return;
        }
        String whole = whole(element, field, at);
        if (whole == null) {
            return;
        }
        Address complete = Address.of(whole);
        if (scheme.equals("direct") && !Definitions.isStart(element) && !intercepted(whole)) {
            targets.direct(element, at, complete);
        }
        options.check(element, at, whole, complete);
        folders.check(element, at, complete);
    }

    private @Nullable String whole(Element element, String field, ScalarNode at) {
        try {
            return Uris.of(scene.scratch(), element, field, scene.local(element));
        } catch (RuntimeException e) {
            String why = e.getMessage();
            if (why != null && why.contains("is required")) {
                scene.wrong(element, at, "'" + at.getValue() + "': " + EndpointOptions.firstSentence(why));
            }
            return null;
        }
    }

    private String unknown(String uri, String scheme) {
        String hint = Suggestion.of(scheme, components.names());
        if (!uri.contains(":")) {
            return "'" + uri + "' is no address; write component:name, such as direct:" + uri.strip();
        }
        return "there is no component '" + scheme + "'"
                + (hint.contains("did you mean")
                        ? hint
                        : "; put its jar and those that it needs into lib/, and start Serai again");
    }

    /** Whether another step may answer instead. */
    private boolean intercepted(String uri) {
        return scene.all().elements().stream()
                .filter(it -> it.type().equals("InterceptSendToEndpointDefinition"))
                .map(it -> it.scalarOrSelf("uri"))
                .anyMatch(it -> it == null || PatternHelper.matchPattern(uri, it.getValue()));
    }

    static boolean isDynamic(String text) {
        return text.contains("${") || text.contains("$simple{") || text.contains("{{");
    }
}
