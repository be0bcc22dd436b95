package io.serai.revision.check;

import io.serai.provider.Target;
import io.serai.provider.llm.LlmComponent;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Checks that there is what routes call: the route behind a {@code direct:}, the provider behind an {@code llm:}. What several call is
 * told once, where it is called first.
 */
final class Targets {
    private final Scene scene;
    private final Set<String> told = new HashSet<>();

    Targets(Scene scene) {
        this.scene = scene;
    }

    void direct(Element element, ScalarNode at, Address address) {
        String name = address.name();
        boolean mayBeMissing = "false".equals(address.options().get("failIfNoConsumers"));
        Set<String> known = scene.all().of("direct");
        if (name.isEmpty()
                || Endpoints.isDynamic(name)
                || mayBeMissing
                || isParameter(element, at)
                || known.contains(name)
                || unsure(name)
                || !told.add(name)) {
            return;
        }
        scene.wrong(element, at, "no route begins with 'direct:" + name + "'" + Suggestion.of(name, known));
    }

    void llm(Element element, ScalarNode at, Address address) {
        String name = address.name();
        if (Endpoints.isDynamic(name) || isParameter(element, at) || name.equals(LlmComponent.NAMED)) {
            return;
        }
        Set<String> known = new TreeSet<>(scene.all().of("direct"));
        for (String part : name.split(",", -1)) {
            try {
                Target target = Target.of(part.strip());
                if (!known.contains(target.provider()) && !unsure(target.provider())) {
                    scene.wrong(
                            element,
                            at,
                            "there is no provider '" + target.provider() + "' for 'llm:" + target + "'"
                                    + Suggestion.nearest(
                                            target.provider(), scene.all().providers()));
                }
            } catch (IllegalArgumentException e) {
                scene.wrong(element, at, String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean unsure(String name) {
        return scene.all().vague() || scene.all().maybe(name);
    }

    /** Whether the address is up to those who use the template. */
    private static boolean isParameter(Element element, ScalarNode at) {
        return Scene.template(element) != null && at.getValue().contains("{{");
    }
}
