package io.serai.revision.check;

import io.serai.revision.check.Definitions.Named;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks that no two things have one name, and no two places one load balancer. */
final class Duplicates {
    private static final Map<String, String> WORDS = Map.of(
            "route", "the route id",
            "template", "the template",
            "routeConfiguration", "the route configuration",
            "bean", "the bean");

    private final Scene scene;

    Duplicates(Scene scene) {
        this.scene = scene;
    }

    void check() {
        Map<String, Named> first = new HashMap<>();
        for (Named named : scene.all().names()) {
            Named other = first.putIfAbsent(named.kind() + ' ' + named.name(), named);
            if (other != null && !named.optional() && !other.optional()) {
                scene.wrong(named.element(), named.at(), explain(named, other));
            }
        }
        balancers();
    }

    /** Camel gives a load balancer that two places name the steps of both. Serai's own are made anew for each place. */
    private void balancers() {
        Set<String> shared = scene.all().of("bean");
        Map<String, String> first = new HashMap<>();
        for (Element element : scene.all().elements()) {
            ScalarNode at = element.type().equals("CustomLoadBalancerDefinition") && !element.off()
                    ? element.scalarOrSelf("ref")
                    : null;
            String name = at == null ? null : scene.resolved(element, at);
            if (at == null || name == null || !shared.contains(name)) {
                continue;
            }
            String other = first.putIfAbsent(name, element.file() + ':' + Report.line(at));
            if (other != null) {
                scene.wrong(
                        element,
                        at,
                        "the load balancer '" + name + "' is that of " + other
                                + ", too, and would ask the steps of both; define another bean for this one");
            }
        }
    }

    private static String explain(Named named, Named other) {
        String place = other.element().file() + ':' + Report.line(other.at());
        if (!named.kind().equals("direct")) {
            return WORDS.get(named.kind()) + " '" + named.name() + "' is taken by " + place
                    + "; give one of them another name";
        }
        boolean providers = named.element().type().equals("TemplatedRouteDefinition")
                && other.element().type().equals("TemplatedRouteDefinition");
        return providers
                ? "the name '" + named.name() + "' is taken by " + place + "; give one of them another name"
                : "the route at " + place + " begins with 'direct:" + named.name() + "', too; only one can";
    }
}
