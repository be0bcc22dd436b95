package io.serai.revision.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A YAML file as it was read.
 *
 * @param name relative to the directory
 * @param text all of it, empty if it cannot be read
 * @param root null if it is empty or broken
 * @param broken whether it is no YAML, so that nobody knows what it defines
 */
record Source(String name, String text, @Nullable Node root, boolean broken) {

    static Source read(Path file, String name, Report report) {
        String text = "";
        try {
            text = text(file);
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(name).build()).composeString(text);
            return new Source(name, text, root.orElse(null), false);
        } catch (CharacterCodingException e) {
            report.add(name, 0, "is not in UTF-8; save it in that encoding");
        } catch (IOException e) {
            report.add(name, 0, "cannot be read");
        } catch (MarkedYamlEngineException e) {
            report.add(name, line(e), explain(e));
        } catch (YamlEngineException e) {
            report.add(name, 0, "is no YAML: " + firstLine(e.getMessage()));
        }
        return new Source(name, text, null, true);
    }

    /** @throws CharacterCodingException if the file is not in UTF-8 */
    static String text(Path file) throws IOException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static int line(MarkedYamlEngineException e) {
        Optional<Mark> mark = unclosed(e) && e.getContextMark().isPresent() ? e.getContextMark() : e.getProblemMark();
        return mark.map(Mark::getLine).orElse(-1) + 1;
    }

    /** The end of the file is no help to someone who looks for the quote or bracket that began it. */
    private static boolean unclosed(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        return problem.contains("end of stream") || problem.contains("got <stream end>") || problem.contains("document separator");
    }

    private static String explain(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        String context = Optional.ofNullable(e.getContext()).orElse("");
        if (problem.contains("TAB") || problem.contains("'\\t")) {
            return "a tab; YAML is indented with spaces";
        }
        if (unclosed(e) && context.contains("quoted")) {
            return "a text in quotes begins here and does not end; close it with the same quote";
        }
        if (context.contains("flow")) {
            return "a list or mapping in brackets is not closed or lacks a comma";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "a colon where none can be; check the indentation, or put a text that has a colon in quotes";
        }
        if (problem.contains("expected <block end>") || problem.contains("could not find expected ':'")) {
            return "this line does not fit the lines before it; check its indentation, its dash and its colon";
        }
        return "no YAML: " + firstLine(problem);
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "cannot be read" : text.lines().findFirst().orElse("").strip();
    }
}
