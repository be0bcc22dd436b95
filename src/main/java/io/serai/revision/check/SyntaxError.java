package io.serai.revision.check;

import io.serai.text.BoundedYaml;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * The mistake in a file that is no YAML, in a user's words, where the mistake is rather than where the parser gave up.
 *
 * @param line from 1
 */
record SyntaxError(int line, String message) {
    private static final String QUOTE = "a text in quotes begins here and does not end; close it with the same quote";

    static SyntaxError of(MarkedYamlEngineException e, String text) {
        String problem = e.getProblem();
        String context = Optional.ofNullable(e.getContext()).orElse("");
        int there = line(e.getProblemMark(), 0);
        int begun = line(e.getContextMark(), there);
        if (BoundedYaml.BOUNDS.contains(problem)) {
            return new SyntaxError(there, problem);
        }
        if (problem.contains("TAB") || problem.contains("'\\t")) {
            return new SyntaxError(there, "a tab; YAML is indented with spaces");
        }
        if (context.contains("quoted")
                && (problem.contains("end of stream") || problem.contains("document separator"))) {
            return new SyntaxError(begun, QUOTE);
        }
        List<Integer> odd = oddQuotes(text, there);
        if (odd.size() == 1) {
            return new SyntaxError(odd.getFirst(), QUOTE);
        }
        if (context.contains("flow")) {
            return new SyntaxError(
                    begun, "a list or mapping in brackets begins here and is not closed, or lacks a comma");
        }
        if (problem.contains("mapping values are not allowed")) {
            return new SyntaxError(
                    there,
                    "a colon where none can be; check the indentation of this line and the one before, or put a"
                            + " text that has a colon in quotes");
        }
        if (problem.contains("expected <block end>") || problem.contains("could not find expected ':'")) {
            return new SyntaxError(
                    there, "this line does not fit the lines before it; check its indentation, its dash and its colon");
        }
        return new SyntaxError(
                there, "no YAML: " + problem.lines().findFirst().orElse("").strip());
    }

    private static int line(Optional<Mark> mark, int otherwise) {
        return mark.map(it -> it.getLine() + 1).orElse(otherwise);
    }

    /** The lines up to one with an odd number of quotes: a quote that is missing moves the error far down. */
    private static List<Integer> oddQuotes(String text, int last) {
        List<String> lines = text.lines().toList();
        return IntStream.rangeClosed(1, Math.min(last, lines.size()))
                .filter(it -> !lines.get(it - 1).strip().startsWith("#"))
                .filter(it -> lines.get(it - 1)
                                        .replace("\\\"", "")
                                        .chars()
                                        .filter(c -> c == '"')
                                        .count()
                                % 2
                        == 1)
                .boxed()
                .toList();
    }
}
