package io.serai.revision.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Checks what routes refer to by name: beans, classes, route configurations. */
final class References {
    private static final Map<String, List<String>> BEANS = Map.ofEntries(
            Map.entry("ProcessDefinition", List.of("ref")),
            Map.entry("BeanDefinition", List.of("ref")),
            Map.entry("PolicyDefinition", List.of("ref")),
            Map.entry("MethodCallExpression", List.of("ref")),
            Map.entry("CustomLoadBalancerDefinition", List.of("ref")),
            Map.entry("IdempotentConsumerDefinition", List.of("idempotentRepository")),
            Map.entry("AggregateDefinition", List.of("aggregationStrategy", "aggregationRepository")),
            Map.entry("SplitDefinition", List.of("aggregationStrategy")),
            Map.entry("MulticastDefinition", List.of("aggregationStrategy", "onPrepare")),
            Map.entry("RecipientListDefinition", List.of("aggregationStrategy", "onPrepare")),
            Map.entry("EnrichDefinition", List.of("aggregationStrategy")),
            Map.entry("PollEnrichDefinition", List.of("aggregationStrategy")),
            Map.entry("WireTapDefinition", List.of("onPrepare")),
            Map.entry("OnExceptionDefinition", List.of("onRedeliveryRef", "onExceptionOccurredRef")),
            Map.entry("RouteDefinition", List.of("errorHandlerRef")));
    private static final Map<String, List<String>> CLASSES = Map.of(
            "OnExceptionDefinition", List.of("exception"),
            "CatchDefinition", List.of("exception"),
            "FailoverLoadBalancerDefinition", List.of("exception"),
            "ThrowExceptionDefinition", List.of("exceptionType"),
            "BeanDefinition", List.of("beanType"),
            "MethodCallExpression", List.of("beanType"),
            "ConvertBodyDefinition", List.of("type"),
            "BeanFactoryDefinition", List.of("type"));
    private static final Set<String> SHORTHANDS = Set.of("CustomLoadBalancerDefinition", "ConvertBodyDefinition");

    private final Scene scene;

    References(Scene scene) {
        this.scene = scene;
    }

    void check(Element element) {
        if (element.off()) {
            return;
        }
        for (String field : BEANS.getOrDefault(element.type(), List.of())) {
            bean(element, of(element, field), false);
        }
        for (String field : CLASSES.getOrDefault(element.type(), List.of())) {
            if (element.get(field) instanceof SequenceNode list) {
                list.getValue().forEach(it -> type(element, it instanceof ScalarNode scalar ? scalar : null));
            } else {
                type(element, of(element, field));
            }
        }
        for (String field : List.of("parameters", "properties", "constructors")) {
            if (element.get(field) instanceof MappingNode mapping) {
                marked(element, mapping);
            }
        }
        configuration(element);
    }

    private static @Nullable ScalarNode of(Element element, String field) {
        return SHORTHANDS.contains(element.type()) ? element.scalarOrSelf(field) : element.scalar(field);
    }

    private void configuration(Element element) {
        ScalarNode at = element.scalar("routeConfigurationId");
        String names = scene.resolved(element, at);
        if (at == null || names == null) {
            return;
        }
        Set<String> known = scene.all().of("routeConfiguration");
        for (String part : names.split(",")) {
            String name = part.strip();
            if (!name.contains("*") && !known.contains(name) && !scene.all().maybe(name)) {
                scene.wrong(element, at, "there is no route configuration '" + name + "'" + Suggestion.of(name, known));
            }
        }
    }

    /** Values of options that a hash marks as names of beans. */
    private void marked(Element element, MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getValueNode() instanceof ScalarNode value) {
                bean(element, value, true);
            } else if (tuple.getValueNode() instanceof MappingNode inner) {
                marked(element, inner);
            }
        }
    }

    private void bean(Element element, @Nullable ScalarNode at, boolean mustBeMarked) {
        String text = scene.resolved(element, at);
        if (at == null || text == null || mustBeMarked && !text.matches("#[\\w.:-]+")) {
            return;
        }
        if (text.startsWith("#class:")) {
            type(element, at);
            return;
        }
        String name = text.startsWith("#bean:") ? text.substring(6) : text.startsWith("#") ? text.substring(1) : text;
        boolean special = name.isBlank() || name.contains(":") || name.contains("{") || text.startsWith("#autowired");
        Set<String> known = scene.all().beans();
        known.addAll(scene.local(element).keySet());
        known.addAll(scene.local(element).values());
        if (special || known.contains(name) || scene.all().maybe(name) || isClass(name)) {
            return;
        }
        scene.wrong(element, at, "there is no bean '" + name + "'" + hint(name, known));
    }

    private static String hint(String name, Set<String> known) {
        String hint = Suggestion.of(name, known);
        return hint.contains("did you mean") ? hint : "";
    }

    private void type(Element element, @Nullable ScalarNode at) {
        String text = scene.resolved(element, at);
        boolean open = at != null && at.getValue().contains("{{") && Scene.template(element) != null;
        if (at == null || text == null || open || text.startsWith("#") && !text.startsWith("#class:")) {
            return;
        }
        String name = text.replaceFirst("^#class:", "").replaceFirst("[(#].*", "").strip();
        if (!name.isEmpty() && !name.contains("{") && !isClass(name)) {
            scene.wrong(element, at, "there is no class '" + name + "'; check its package and its spelling");
        }
    }

    private boolean isClass(String name) {
        return scene.scratch().context().getClassResolver().resolveClass(name) != null;
    }
}
