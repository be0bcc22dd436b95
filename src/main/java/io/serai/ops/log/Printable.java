package io.serai.ops.log;

/**
 * Texts without the characters that a terminal, an editor or a reader of lines obeys: controls (C0 and C1, with ESC), ends of lines,
 * characters that turn the direction of writing, and halves of characters. Each stands there as it would in a Java string, such as
 * {@code \n} or {@code \u001b}.
 *
 * @see <a href="https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing">UTR 36, Bidirectional Text Spoofing</a>
 */
final class Printable {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Printable() {}

    /** The whole text. */
    static String of(String text) {
        return isPlain(text, text.length()) ? text : escaped(text, Integer.MAX_VALUE, false);
    }

    /** The same inside a JSON text: the value that a JSON parser reads stays what it is. */
    static String inJson(String json) {
        return isPlain(json, json.length()) ? json : escaped(json, Integer.MAX_VALUE, true);
    }

    /**
     * The text, cut.
     *
     * @param most of bytes in UTF-8 that are left, with the words that say how much is missing
     */
    static String of(String text, int most) {
        if (text.length() <= most && isPlain(text, text.length())) {
            return text;
        }
        String whole = escaped(text.length() > most ? text.substring(0, most) : text, Integer.MAX_VALUE, false);
        if (text.length() <= most && bytes(whole) <= most) {
            return whole;
        }
        String rest = "... (cut, " + text.length() + " characters)";
        return escaped(text, most - rest.length(), false) + rest;
    }

    private static boolean isPlain(String text, int length) {
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** The beginning of the text, as much as fits into a number of bytes. */
    private static String escaped(String text, int most, boolean json) {
        StringBuilder out = new StringBuilder(Math.min(text.length() + 16, 4096));
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int before = out.length();
            if (isObeyed(c)) {
                escape(out, c, json);
                used += out.length() - before;
            } else {
                out.appendCodePoint(c);
                used += width(c);
            }
            if (used > most) {
                out.setLength(before);
                return out.toString();
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static boolean isObeyed(int c) {
        if (c >= ' ' && c <= '~') {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> c != ZERO_WIDTH_JOINER && c != ZERO_WIDTH_NON_JOINER;
            default -> false;
        };
    }

    private static void escape(StringBuilder out, int c, boolean json) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c > 0xFFFF && !json) {
                    out.append("\\U%08x".formatted(c));
                } else {
                    for (char half : Character.toChars(c)) {
                        out.append("\\u%04x".formatted((int) half));
                    }
                }
            }
        }
    }

    private static int bytes(String text) {
        return text.codePoints().map(Printable::width).sum();
    }

    private static int width(int c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
}
