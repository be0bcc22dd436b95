package io.serai.revision.check;

import io.serai.text.BoundedYaml;
import io.serai.text.Utf8Text;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML file as it was read.
 *
 * @param name relative to the directory
 * @param text all of it, empty if it cannot be read
 * @param root a list of entries, or a resource; null if it is empty or broken
 * @param broken whether it is no YAML or no list, so that nobody knows what it defines
 */
record Source(String name, String text, @Nullable Node root, boolean broken) {
    static Source read(byte[] content, String name, Report report) {
        String text = "";
        try {
            text = text(content);
            Node root = BoundedYaml.compose(
                            LoadSettings.builder().setLabel(name).build(), text)
                    .filter(it -> !it.getTag().equals(Tag.NULL))
                    .orElse(null);
            if (root == null || root instanceof SequenceNode || isResource(root)) {
                return new Source(name, text, root, false);
            }
            report.add(name, root, "a route file is a list; begin each entry with a dash, as in '- route:'");
        } catch (CharacterCodingException e) {
            report.add(name, 0, "is not in UTF-8; save it in that encoding");
        } catch (MarkedYamlEngineException e) {
            SyntaxError error = SyntaxError.of(e, text);
            report.add(name, error.line(), error.message());
        } catch (YamlEngineException e) {
            report.add(name, 0, "is no YAML");
        }
        return new Source(name, text, null, true);
    }

    /** A file of which nobody knows what it defines, though all names in it may be defined there. */
    static Source broken(String name, byte[] content) {
        return new Source(name, new String(content, StandardCharsets.UTF_8), null, true);
    }

    /** @throws CharacterCodingException if it is not in UTF-8 */
    static String text(byte[] content) throws CharacterCodingException {
        String text = Utf8Text.ofFile(content);
        if (text == null) {
            throw new CharacterCodingException();
        }
        return text;
    }

    /** Whether it is a resource for Kubernetes such as a Pipe, which Camel reads, too. */
    private static boolean isResource(Node root) {
        return root instanceof MappingNode mapping
                && mapping.getValue().stream()
                        .anyMatch(it -> it.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals("apiVersion"));
    }
}
