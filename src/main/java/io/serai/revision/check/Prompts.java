package io.serai.revision.check;

import io.serai.prompts.PromptFiles;
import io.serai.prompts.SystemPrompt;
import io.serai.prompts.Template;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks what is put into prompts: the files in {@code prompts/}, and that those of system prompts are there and say something. */
final class Prompts {
    private static final int LARGEST = 1 << 20;

    private final Scene scene;
    private final Map<String, ByteBuffer> files;

    Prompts(Scene scene, SavedFiles saved) {
        this.scene = scene;
        this.files = saved.prompts();
    }

    /** Checks the files themselves. */
    void check() {
        files.forEach((name, content) -> {
            String text = PromptFiles.text(content);
            if (text == null) {
                scene.report().add(name, 0, "is no text in UTF-8");
            } else if (content.remaining() > LARGEST) {
                scene.report().add(name, 0, "is longer than 1 MiB");
            } else {
                new Template(text)
                        .doubts()
                        .forEach(
                                doubt -> scene.report()
                                        .warn(
                                                name,
                                                doubt.line(),
                                                doubt.words()
                                                        + " is no variable and stays as it is; a variable is a name of letters, digits, '_', '-' and '.'"));
            }
        });
    }

    /** Checks a bean that is a system prompt. */
    void check(Element element) {
        boolean ours = !element.off()
                && element.type().equals("BeanFactoryDefinition")
                && SystemPrompt.class.getName().equals(element.text("type"));
        if (!ours) {
            return;
        }
        ScalarNode mode = property(element, "mode");
        ScalarNode file = property(element, "file");
        String name = file == null ? "" : scene.resolved(element, file);
        if (mode != null && mode.getValue().strip().matches("(?i)off|false") || name == null) {
            return;
        }
        if (file != null && !name.isBlank()) {
            file(element, file, name.strip());
            return;
        }
        ScalarNode text = property(element, "text");
        String words = text == null ? "" : scene.resolved(element, text);
        if (words != null && words.isBlank()) {
            scene.wrong(element, element.node(), "the system prompt says nothing; give it a text or a file");
        }
    }

    private void file(Element element, Node at, String name) {
        ByteBuffer content = files.get(name);
        if (content == null && PromptFiles.isName(name)) {
            scene.wrong(element, at, "there is no file " + name + Suggestion.of(name, files.keySet()));
        } else if (content != null && "".equals(PromptFiles.text(content))) {
            scene.wrong(element, at, "the file " + name + " says nothing");
        }
    }

    private static @Nullable ScalarNode property(Element element, String name) {
        if (element.get("properties") instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name)
                        && tuple.getValueNode() instanceof ScalarNode value) {
                    return value;
                }
            }
        }
        return null;
    }
}
