package io.serai.revision.check;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks what templates are given: that there is the template, and that it has these parameters and gets those that it needs. */
final class TemplatedRoutes {
    private static final String PROVIDER = "provider";

    private final Scene scene;

    TemplatedRoutes(Scene scene) {
        this.scene = scene;
    }

    void check(Element element) {
        ScalarNode at = element.scalar("routeTemplateRef");
        if (!element.type().equals("TemplatedRouteDefinition") || at == null) {
            return;
        }
        String name = at.getValue();
        Element template = scene.all().templates().get(name);
        if (template != null) {
            check(element, name, template);
        } else if (!scene.all().maybe(name) && !name.contains("{{")) {
            scene.wrong(
                    element,
                    at,
                    "there is no template '" + name + "'"
                            + Suggestion.of(name, scene.all().templates().keySet()));
        }
    }

    private void check(Element element, String templateName, Element template) {
        Set<String> known = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        for (Element parameter : scene.all().parameters(template)) {
            String name = String.valueOf(parameter.text("name"));
            known.add(name);
            if (parameter.get("defaultValue") == null && !"false".equals(parameter.text("required"))) {
                missing.add(name);
            }
        }
        Map<String, ScalarNode> given = new HashMap<>();
        for (Element parameter : scene.all().parameters(element)) {
            parameter(parameter, templateName, known, given);
        }
        missing.removeAll(given.keySet());
        for (String name : missing) {
            scene.wrong(
                    element,
                    element.node(),
                    "parameter '" + name + "' of template '" + templateName + "' is missing; add it");
        }
        use(element, template, given);
        if (templateName.equals(PROVIDER)) {
            new ProviderValues(scene, element, given, scene.all().defaults(template)).check();
        }
    }

    /** Checks the steps of the template with the values that they get here. */
    private void use(Element element, Element template, Map<String, ScalarNode> given) {
        Map<String, String> values = new HashMap<>(scene.all().defaults(template));
        given.forEach((name, value) -> {
            String resolved = scene.resolved(element, value);
            values.put(name, resolved == null ? "" : resolved);
        });
        Kinds kinds = new Kinds(scene);
        Kinds.Use use = new Kinds.Use(element, values, given);
        scene.all().elements().stream()
                .filter(it -> Scene.template(it) == template && !it.off())
                .forEach(it -> kinds.check(it, use));
    }

    private void parameter(Element parameter, String templateName, Set<String> known, Map<String, ScalarNode> given) {
        @Nullable ScalarNode at = parameter.scalar("name");
        if (at == null) {
            return;
        }
        String name = at.getValue();
        if (!known.contains(name)) {
            scene.wrong(
                    parameter,
                    at,
                    "parameter '" + name + "' is unknown to template '" + templateName + "'"
                            + Suggestion.of(name, known));
        } else if (given.containsKey(name)) {
            scene.wrong(parameter, at, "parameter '" + name + "' appears twice; remove one");
        }
        ScalarNode value = parameter.scalar("value");
        given.put(name, value == null ? at : value);
    }
}
