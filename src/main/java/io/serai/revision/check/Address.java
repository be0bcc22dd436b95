package io.serai.revision.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The uri of an endpoint, taken apart.
 *
 * @param scheme the component, such as {@code direct}
 * @param path what follows it
 * @param options what follows the question mark
 */
record Address(String scheme, String path, Map<String, String> options) {
    private static final Pattern OPTION = Pattern.compile("([^=&]+)=(RAW\\(.*?\\)(?=&|$)|RAW\\{.*?}(?=&|$)|[^&]*)");

    static Address of(String uri) {
        String text = uri.strip().replaceAll("\\s*\\R\\s*", "");
        int question = text.indexOf('?');
        String front = question < 0 ? text : text.substring(0, question);
        int colon = front.indexOf(':');
        Map<String, String> options = new LinkedHashMap<>();
        if (question >= 0) {
            Matcher option = OPTION.matcher(text.substring(question + 1));
            while (option.find()) {
                options.put(option.group(1), option.group(2));
            }
        }
        return new Address(
                colon < 0 ? front : front.substring(0, colon), colon < 0 ? "" : front.substring(colon + 1), options);
    }

    /** The path, with one spelling for {@code direct:x} and {@code direct://x}. */
    String name() {
        return path.startsWith("//") ? path.substring(2) : path;
    }
}
