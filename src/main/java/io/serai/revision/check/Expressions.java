package io.serai.revision.check;

import java.util.Map;
import java.util.Set;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.spi.Language;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks that expressions are in a language that is on board, and that simple ones can be read. */
final class Expressions {
    private static final Map<String, String> NAMES = Map.of("method", "bean");
    private static final Set<String> PREDICATES =
            Set.of("FilterDefinition", "WhenDefinition", "OnWhenDefinition", "ValidateDefinition");
    private static final Set<String> PREDICATE_LABELS =
            Set.of("completionPredicate", "handled", "continued", "retryWhile");

    private final Scene scene;

    Expressions(Scene scene) {
        this.scene = scene;
    }

    void check(Element element) {
        if (!element.type().endsWith("Expression") || element.off()) {
            return;
        }
        Language language = language(element);
        ScalarNode at = element.scalarOrSelf("expression");
        String text = scene.resolved(element, at);
        if (language == null || at == null || text == null || !element.type().equals("SimpleExpression")) {
            return;
        }
        boolean open = at.getValue().contains("{{") && Scene.template(element) != null;
        if (open || text.startsWith("resource:")) {
            return;
        }
        try {
            if (isPredicate(element)) {
                language.createPredicate(text);
            } else {
                language.createExpression(text);
            }
        } catch (RuntimeException e) {
            explain(element, at, e);
        }
    }

    private void explain(Element element, ScalarNode at, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchBeanException missing) {
                // The beans are not here, only their names.
                String name = String.valueOf(missing.getName());
                Set<String> known = scene.all().beans();
                known.addAll(scene.local(element).values());
                if (!known.contains(name) && !scene.all().maybe(name)) {
                    scene.wrong(element, at, "there is no bean '" + name + "'");
                }
                return;
            }
        }
        scene.wrong(element, at, "this simple expression cannot be read: " + brief(failure));
    }

    private @Nullable Language language(Element element) {
        String name = NAMES.getOrDefault(element.label(), element.label());
        ScalarNode at = element.scalarOrSelf("expression");
        if (element.type().equals("LanguageExpression")) {
            at = element.scalar("language");
            name = String.valueOf(scene.resolved(element, at));
        }
        try {
            return scene.scratch().context().resolveLanguage(name);
        } catch (RuntimeException e) {
            if (!scene.all().beans().contains(name) && !name.equals("null")) {
                scene.wrong(
                        element,
                        at == null ? element.node() : at,
                        "the language '" + name
                                + "' is not on board; use simple, or put its jar and those that it needs into lib/ and start Serai again");
            }
            return null;
        }
    }

    private static boolean isPredicate(Element expression) {
        Element owner = expression.parent();
        if (owner != null && owner.type().equals("ExpressionDefinition")) {
            owner = owner.parent();
        }
        return owner != null && (PREDICATES.contains(owner.type()) || PREDICATE_LABELS.contains(owner.label()));
    }

    /** Camel's own words without the drawing beneath them. */
    private static String brief(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? "check its brackets and quotes"
                : message.lines().findFirst().orElse("").strip();
    }
}
