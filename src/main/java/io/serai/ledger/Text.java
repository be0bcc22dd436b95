package io.serai.ledger;

/** Texts as the columns hold them: without characters that databases refuse, and not too long. */
final class Text {
    private static final int LONGEST = 256;

    private Text() {}

    static String of(String text) {
        return of(text, LONGEST);
    }

    static String of(String text, int longest) {
        if (text.length() <= longest && isPlain(text)) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        text.codePoints().filter(Text::isStored).forEach(point -> {
            if (kept.length() + Character.charCount(point) <= longest) {
                kept.appendCodePoint(point);
            }
        });
        return kept.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next < ' ' || Character.isSurrogate(next)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStored(int point) {
        return point >= ' ' && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
    }

    /** The provider of {@code provider/model}. */
    static String provider(String target) {
        int slash = target.indexOf('/');
        return of(slash < 0 ? target : target.substring(0, slash));
    }

    /** The model of {@code provider/model}; empty if there is none. */
    static String model(String target) {
        int slash = target.indexOf('/');
        return of(slash < 0 ? "" : target.substring(slash + 1));
    }
}
