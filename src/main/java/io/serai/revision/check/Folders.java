package io.serai.revision.check;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks that folders can be had: that no file is where one should be, and that Serai, where it runs, may use them. */
final class Folders {
    private final Scene scene;

    Folders(Scene scene) {
        this.scene = scene;
    }

    /** @param at where the address stands */
    void check(Element element, Node at, Address address) {
        if (!address.scheme().equals("file") || Endpoints.isDynamic(address.name()) || isOpen(element, at)) {
            return;
        }
        Path folder;
        try {
            folder = Path.of(address.name()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            scene.wrong(element, at, "'" + address.name() + "' cannot be a folder: " + e.getReason());
            return;
        }
        Path there = existing(folder);
        boolean keeps = "true".equals(address.options().get("noop"));
        if (!Files.isDirectory(there)) {
            scene.wrong(element, at, "the folder " + folder + " cannot be had: " + there + " is a file");
        } else if (scene.surroundings().running() && !(Files.isReadable(there) && (keeps || Files.isWritable(there)))) {
            scene.report()
                    .warn(
                            element.file(),
                            Report.line(at),
                            "the folder " + folder + " cannot be had: Serai may not write to " + there);
        }
    }

    /** Whether a parameter of a template is in it that has no value yet. */
    private boolean isOpen(Element element, Node at) {
        return at instanceof ScalarNode text
                && scene.local(element).entrySet().stream()
                        .anyMatch(it -> it.getKey().equals(it.getValue())
                                && text.getValue().contains("{{" + it.getKey() + "}}"));
    }

    private static Path existing(Path folder) {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
