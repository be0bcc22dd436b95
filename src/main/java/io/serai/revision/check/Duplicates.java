package io.serai.revision.check;

import io.serai.revision.check.Definitions.Named;
import java.util.HashMap;
import java.util.Map;

/** Checks that no two things have one name. */
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
    }

    private static String explain(Named named, Named other) {
        String place = other.element().file() + ':' + Report.line(other.at());
        if (!named.kind().equals("direct")) {
            return WORDS.get(named.kind()) + " '" + named.name() + "' is taken by " + place + "; give one of them another name";
        }
        boolean providers = named.element().type().equals("TemplatedRouteDefinition")
                && other.element().type().equals("TemplatedRouteDefinition");
        return providers
                ? "the name '" + named.name() + "' is taken by " + place + "; give one of them another name"
                : "the route at " + place + " begins with 'direct:" + named.name() + "', too; only one can";
    }
}
