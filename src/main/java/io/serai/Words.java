package io.serai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values that a command's words name, each written {@code name=value}, {@code --name=value} or {@code --name value}. */
final class Words {

    private Words() {}

    /**
     * The values by name, in order.
     *
     * @throws IllegalArgumentException if a word has no value, or names what another has named
     */
    static Map<String, String> named(List<String> words) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean option = word.startsWith("--");
            String text = option ? word.substring(2) : word;
            int equals = text.indexOf('=');
            if (equals < 0 && option && i + 1 < words.size()) {
                equals = text.length();
                text += '=' + words.get(++i);
            }
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "'" + word + "' must be written " + (option ? "--name value." : "name=value."));
            }
            String name = text.substring(0, equals);
            if (named.put(name, text.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("'" + name + "' appears twice; write it once.");
            }
        }
        return named;
    }

    /**
     * The same where only some names have a meaning.
     *
     * @throws IllegalArgumentException also if another is named
     */
    static Map<String, String> named(List<String> words, List<String> known) {
        Map<String, String> named = named(words);
        for (String name : named.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "'--" + name + "' means nothing here; there are --" + String.join(", --", known) + '.');
            }
        }
        return named;
    }
}
