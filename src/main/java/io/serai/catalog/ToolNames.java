package io.serai.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The permitted names of tools: {@code 64 of A-Za-z0-9_-}, and where the first letter is a matter of its own,
 * {@code 64 of A-Za-z0-9_, first A-Za-z_}.
 *
 * @param length of the longest name
 * @param letters those that may stand in it, as in the brackets of a regular expression
 * @param first those that it may begin with
 */
public record ToolNames(int length, String letters, String first) {
    private static final Pattern FORM =
            Pattern.compile("([1-9]\\d{0,2}) of ([A-Za-z0-9_.:/-]+)(?:, first ([A-Za-z0-9_-]+))?");

    /** @throws IllegalArgumentException if it is no such rule */
    public static ToolNames parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) < 16) {
            throw new IllegalArgumentException(
                    "must be the greatest length, at least 16, and the letters, such as `64 of A-Za-z0-9_-`, not `"
                            + text + "`");
        }
        String letters = form.group(2);
        return new ToolNames(Integer.parseInt(form.group(1)), letters, form.group(3) == null ? letters : form.group(3));
    }

    /** Whether a name is taken as it is. */
    public boolean take(String name) {
        if (name.isEmpty() || name.length() > length || !isIn(first, name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            if (!isIn(letters, name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The name with other letters in place of those that are not taken, and no longer than a length. */
    public String resembling(String name, int longest) {
        StringBuilder near = new StringBuilder(Math.min(name.length(), longest) + 1);
        if (name.isEmpty() || !isIn(first, name.charAt(0))) {
            near.append(isIn(first, '_') ? '_' : 't');
        }
        for (int i = 0; i < name.length() && near.length() < longest; i++) {
            near.append(isIn(letters, name.charAt(i)) ? name.charAt(i) : '_');
        }
        return near.toString();
    }

    /** Whether a set such as {@code A-Z0-9_-} has a letter; a hyphen at its end is itself. */
    private static boolean isIn(String set, char letter) {
        for (int i = 0; i < set.length(); i++) {
            if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
                if (letter >= set.charAt(i) && letter <= set.charAt(i + 2)) {
                    return true;
                }
                i += 2;
            } else if (set.charAt(i) == letter) {
                return true;
            }
        }
        return false;
    }
}
