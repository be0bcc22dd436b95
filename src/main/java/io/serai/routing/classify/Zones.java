package io.serai.routing.classify;

/** Finds the instruction in a text: where it begins, and a short last paragraph; not what is quoted or fenced. */
final class Zones {
    /** How far the instruction reaches at either end, in Latin characters; an ideograph counts as two. */
    private static final int HEAD = 140;
    /** How far a closing quotation mark is looked for. */
    private static final int QUOTE = 2000;

    private final String text;
    private int headEnd;
    private int tailStart;
    private int quoteEnd = -1;
    private boolean fenced;

    Zones(String text) {
        this.text = text;
        int room = HEAD;
        while (headEnd < text.length() && room > 0) {
            room -= Chars.kindOf(text.charAt(headEnd++)) == Chars.IDEOGRAPH ? 2 : 1;
        }
        tailStart = tailStart();
    }

    private int tailStart() {
        int end = text.length();
        while (end > headEnd && text.charAt(end - 1) <= ' ') {
            end--;
        }
        for (int at = end - 2; at > headEnd && end - at <= 2 * HEAD; at--) {
            if (text.charAt(at) == '\n' && text.charAt(at + 1) == '\n') {
                return at;
            }
        }
        return text.length();
    }

    boolean isInstruction(int at) {
        return atAnEnd(at) && at >= quoteEnd && !fenced;
    }

    /** Whether a place is where instructions stand, be it quoted or not. */
    boolean atAnEnd(int at) {
        return at < headEnd || at >= tailStart;
    }

    boolean inHead(int at) {
        return at < headEnd;
    }

    /** Ends the instruction: all that follows is material. */
    void endInstruction(int at) {
        headEnd = at;
        tailStart = text.length();
    }

    /** Begins or ends a block of code. */
    void fence() {
        fenced = !fenced;
    }

    /** Reads an opening quotation mark and returns how many characters it encloses; 0 if nothing closes it. */
    int quote(int at, char open) {
        if (at < quoteEnd) {
            return 0;
        }
        char close = switch (open) {
            case '“' -> '”';
            case '«' -> '»';
            case '「' -> '」';
            case '『' -> '』';
            case '„' -> '“';
            default -> '"';
        };
        int end = text.indexOf(close, at + 1, Math.min(text.length(), at + QUOTE));
        if (end < 0) {
            return 0;
        }
        quoteEnd = end;
        return end - at;
    }
}
