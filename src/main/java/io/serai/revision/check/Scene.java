package io.serai.revision.check;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The state that all checks of one run share. */
record Scene(Definitions all, Scratch scratch, Surroundings surroundings, Report report) {

    void wrong(Element element, Node at, String message) {
        report.add(element.file(), at, message);
    }

    /** What placeholders within an element may stand for, besides properties. */
    Map<String, String> local(Element element) {
        return all.defaults(template(element));
    }

    static @Nullable Element template(Element element) {
        return element.type().equals("RouteTemplateDefinition") ? element : element.within("RouteTemplateDefinition");
    }

    /** The text in a field with its placeholders resolved; null if there is none or one stands for nothing. */
    @Nullable
    String resolved(Element element, @Nullable ScalarNode text) {
        return text == null ? null : resolved(element, text.getValue());
    }

    /** A text with its placeholders resolved; null if one stands for nothing. */
    @Nullable
    String resolved(Element element, String text) {
        try {
            return scratch.resolve(text, local(element));
        } catch (RuntimeException e) {
            return null;
        }
    }
}
