package io.serai;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of {@code serai run}.
 *
 * @param options values by option, such as {@code --model}
 */
record RunOptions(Path file, Path output, Map<String, String> options) {
    static final String USAGE = "run FILE -o OUT [--model M] [--system TEXT] [--template TEXT] [--url URL] [--key KEY]";

    private static final List<String> KNOWN = List.of("-o", "--model", "--system", "--template", "--url", "--key");

    /** @throws IllegalArgumentException if something is unknown or missing */
    static RunOptions of(List<String> words) {
        Map<String, String> options = new LinkedHashMap<>();
        String file = "";
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("-")) {
                if (!KNOWN.contains(word)) {
                    throw new IllegalArgumentException("'" + word + "' is unknown: " + USAGE);
                }
                if (i + 1 == words.size()) {
                    throw new IllegalArgumentException("'" + word + "' has no value: " + USAGE);
                }
                options.put(word, words.get(++i));
            } else if (file.isEmpty()) {
                file = word;
            } else {
                throw new IllegalArgumentException("One file at a time: " + USAGE);
            }
        }
        String output = options.get("-o");
        if (file.isEmpty() || output == null) {
            throw new IllegalArgumentException("'run' needs a file, and '-o' with a file for its answers: " + USAGE);
        }
        return new RunOptions(Path.of(file), Path.of(output), options);
    }

    /** What the lines of the file leave open: {@code model}, {@code system} and {@code template}. */
    Map<String, Object> defaults() {
        Map<String, Object> defaults = new LinkedHashMap<>();
        for (String option : List.of("model", "system", "template")) {
            String value = options.get("--" + option);
            if (value != null) {
                defaults.put(option, value);
            }
        }
        return defaults;
    }
}
