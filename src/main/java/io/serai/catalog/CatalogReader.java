package io.serai.catalog;

import io.serai.text.BoundedYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads vendors from YAML: those that come with Serai, and what a user's own file says on top of them. */
final class CatalogReader {
    /** Where the user's own file has what was imported: above what comes with Serai, and below what the user wrote. */
    static final String IMPORTED = "imported";

    private CatalogReader() {}

    /**
     * The vendors of one file.
     *
     * @param file what messages call the stream
     */
    static List<Vendor> read(InputStream in, String file) {
        List<Vendor> vendors = new ArrayList<>();
        drafts(in, file).forEach((name, draft) -> vendors.add(VendorReader.read(name, draft)));
        return vendors;
    }

    /** The vendors of a file with the user's own one on top. */
    static List<Vendor> read(InputStream below, String belowFile, InputStream own, String ownFile, FieldCheck check) {
        Map<String, Draft> drafts = drafts(below, belowFile);
        List<Mistake> mistakes = new ArrayList<>();
        Entry file = root(own, ownFile).entry("catalogue");
        Map<String, Value> fields = new LinkedHashMap<>(file.fields());
        Value imported = fields.remove(IMPORTED);
        if (imported != null) {
            collect(
                    mistakes,
                    () -> imported.entry(IMPORTED)
                            .fields()
                            // What was imported for a vendor that is none any more waits for better times.
                            .forEach((name, value) -> drafts.computeIfPresent(
                                    name, (same, old) -> Draft.read(name, value).over(old))));
        }
        fields.forEach((name, value) -> collect(mistakes, () -> {
            Draft mine = Draft.read(name, value);
            Draft old = drafts.get(name);
            if (old == null && mine.fields().get("dialect").isEmpty()) {
                throw file.name(name)
                        .wrong("is no vendor that Serai knows" + Nearest.hint(name, drafts.keySet())
                                + " One of your own needs a `dialect`");
            }
            mine.check(check);
            drafts.put(name, old == null ? mine : mine.over(old));
        }));
        List<Vendor> vendors = new ArrayList<>();
        drafts.forEach((name, draft) -> collect(mistakes, () -> vendors.add(VendorReader.read(name, draft))));
        if (!mistakes.isEmpty()) {
            throw new CatalogException(mistakes);
        }
        return vendors;
    }

    private static void collect(List<Mistake> mistakes, Runnable step) {
        try {
            step.run();
        } catch (CatalogException e) {
            mistakes.addAll(e.mistakes());
        }
    }

    private static Map<String, Draft> drafts(InputStream in, String file) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        root(in, file).entry("catalogue").fields().forEach((name, value) -> drafts.put(name, Draft.read(name, value)));
        return drafts;
    }

    private static Value root(InputStream in, String file) {
        return new Value(file, "catalogue", "the file", compose(in, file));
    }

    private static Node compose(InputStream in, String file) {
        try {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return BoundedYaml.compose(LoadSettings.builder().setLabel(file).build(), text)
                    .orElseThrow(() -> new CatalogException(new Mistake(file, 1, "catalogue: holds no vendor")));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            throw new CatalogException(new Mistake(file, line, "no YAML: " + e.getProblem()));
        } catch (YamlEngineException e) {
            throw new CatalogException(new Mistake(file, 0, "no YAML: " + e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
