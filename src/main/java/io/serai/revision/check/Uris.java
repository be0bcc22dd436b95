package io.serai.revision.check;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.dsl.yaml.common.YamlSupport;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Puts the address of a step together, as Camel does: its uri and its parameters, in which placeholders are resolved. */
final class Uris {
    private Uris() {}

    /**
     * The whole uri of a step; null if it has none.
     *
     * @param field where it stands, unless the step itself is a text
     * @param local the parameters of the template that the step is in
     * @throws RuntimeException if it holds a placeholder that stands for nothing, or has options twice over
     */
    static @Nullable String of(Scratch scratch, Element element, String field, Map<String, String> local) {
        ScalarNode uri = element.scalarOrSelf(field);
        if (uri == null) {
            return null;
        }
        return YamlSupport.createEndpointUri(
                scratch.context(), element.node(), scratch.resolve(uri.getValue(), local), parameters(scratch, element, local));
    }

    static Map<String, Object> parameters(Scratch scratch, Element element, Map<String, String> local) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (element.get("parameters") instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key && tuple.getValueNode() instanceof ScalarNode value) {
                    parameters.put(
                            StringHelper.dashToCamelCase(key.getValue()), scratch.resolve(value.getValue(), local));
                }
            }
        }
        return parameters;
    }
}
