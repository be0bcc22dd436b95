package io.serai.ingress.job;

import io.serai.chat.RejectedException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options between two lines {@code ---} at the very beginning of a prompt.
 *
 * @param yaml what stands between the lines
 * @param prompt what follows them
 */
record FrontMatter(String yaml, String prompt) {
    private static final Pattern BEGIN = Pattern.compile("---[ \\t]*\\R");
    private static final Pattern END = Pattern.compile("^(---|\\.\\.\\.)[ \\t]*$", Pattern.MULTILINE);

    /** Whether a file of this name may have front matter. */
    static boolean isIn(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return plain.endsWith(".txt") || plain.endsWith(".md");
    }

    /**
     * Takes a text apart.
     *
     * @return empty if it has none
     * @throws RejectedException if it begins and does not end
     */
    static Optional<FrontMatter> of(String text, String file) {
        Matcher begin = BEGIN.matcher(text);
        if (!begin.lookingAt()) {
            return Optional.empty();
        }
        Matcher end = END.matcher(text);
        if (!end.find(begin.end())) {
            throw RejectedException.badRequest(
                    file.replaceAll("\\p{Cntrl}", "?")
                            + ":1 '---' begins front matter, and no line '---' ends it. Begin the file with an empty"
                            + " line if '---' is part of the prompt.",
                    null);
        }
        return Optional.of(new FrontMatter(text.substring(begin.end(), end.start()), text.substring(end.end())));
    }
}
