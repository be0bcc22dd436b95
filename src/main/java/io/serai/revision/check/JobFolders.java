package io.serai.revision.check;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks the folders from which jobs are taken: the defaults in them, and that a route takes what another one leaves to it. */
final class JobFolders {
    private static final String DEFAULTS = "defaults.yaml";

    private final Scene scene;

    JobFolders(Scene scene) {
        this.scene = scene;
    }

    /**
     * A folder from which a route takes files.
     *
     * @param batches whether it takes files of many lines
     * @param leaves the files that it leaves to others
     */
    private record Taken(Element owner, Node at, Path folder, boolean batches, String leaves) {}

    void check() {
        List<Taken> all = new ArrayList<>();
        scene.all().starts().stream().filter(start -> !start.owner().off()).forEach(start -> add(start, all));
        all.stream().map(Taken::folder).distinct().forEach(this::defaults);
        for (Taken taken : all) {
            boolean left =
                    all.stream().noneMatch(it -> it.batches() && it.folder().equals(taken.folder()));
            if (!taken.batches() && left && taken.leaves().contains("*.jsonl")) {
                scene.report()
                        .warn(
                                taken.owner().file(),
                                Report.line(taken.at()),
                                "no route takes *.jsonl and *.csv from " + shown(taken.folder())
                                        + ", so they stay there; add an entry of the template job-batches for the same"
                                        + " folder");
            }
        }
    }

    private static void add(Definitions.Start start, List<Taken> all) {
        Address address = Address.of(start.uri());
        String strategy = address.options().getOrDefault("processStrategy", "");
        boolean batches = strategy.endsWith("wholeBatchFiles");
        if (!address.scheme().equals("file") || !(batches || strategy.endsWith("wholeFiles"))) {
            return;
        }
        try {
            Path folder = Path.of(address.name()).toAbsolutePath().normalize();
            String leaves = address.options().getOrDefault("antExclude", "");
            all.add(new Taken(start.owner(), start.at(), folder, batches, leaves));
        } catch (InvalidPathException e) {
            // The check of folders says so.
        }
    }

    private void defaults(Path folder) {
        scene.surroundings()
                .defaults()
                .apply(folder)
                .ifPresent(finding ->
                        scene.report().add(shown(folder.resolve(DEFAULTS)), finding.line(), finding.message()));
    }

    /** The path from where Serai runs. */
    private String shown(Path path) {
        Path directory = scene.surroundings().directory().toAbsolutePath().normalize();
        return (path.startsWith(directory) ? directory.relativize(path) : path).toString();
    }
}
