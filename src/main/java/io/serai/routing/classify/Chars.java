package io.serai.routing.classify;

import java.util.Arrays;

/** Characters as the classifier sees them: folded to one form, each of one kind. */
final class Chars {
    static final byte SPACE = 0;
    static final byte NEWLINE = 1;
    /** A letter, digit or underscore of a script that puts spaces between words. */
    static final byte WORD = 2;
    /** A character of a script that does not. */
    static final byte IDEOGRAPH = 3;
    /** Punctuation that is dense in source and rare in prose. */
    static final byte SYMBOL = 4;
    /** What mathematics uses beside letters and digits. */
    static final byte MATHS = 5;

    static final byte OTHER = 6;

    private static final String OF_MATHS = "²³¹⁴ⁿ₀₁₂√∫∑∏∂∇≤≥≠≈≡±×÷·∞∈∉⊂∪∩∀∃→⇒⇔°πθλμσΔ∆αβ∠⊥∥△";
    private static final char[] FOLDED = new char[1 << 16];
    private static final byte[] KIND = new byte[1 << 16];

    static {
        for (int c = 0; c < FOLDED.length; c++) {
            FOLDED[c] = fold((char) c);
        }
        String pairs = Resources.text("traditional.txt");
        for (String pair : pairs.split("\\s+")) {
            if (pair.length() == 2) {
                FOLDED[pair.charAt(0)] = pair.charAt(1);
            }
        }
        Arrays.fill(KIND, OTHER);
        for (int c = 0; c < KIND.length; c++) {
            KIND[c] = kind(FOLDED[c]);
        }
    }

    private Chars() {}

    /** Lower case, half width, straight quotes, simplified Chinese. */
    static char folded(char c) {
        return FOLDED[c];
    }

    static byte kindOf(char c) {
        return KIND[c];
    }

    static boolean isWord(char c) {
        return KIND[c] == WORD;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static char fold(char c) {
        char half = c >= '\uFF01' && c <= '\uFF5E' ? (char) (c - 0xFEE0) : c;
        return switch (half) {
            case '\t', '\u00A0', '\u3000', '\u2009', '\u202F' -> ' ';
            case '\r' -> '\n';
            case '‘', '’', '´' -> '\'';
            case '。' -> '.';
            case '、' -> ',';
            default -> Character.toLowerCase(half);
        };
    }

    private static byte kind(char c) {
        if (c == '\n') {
            return NEWLINE;
        }
        if (c <= ' ') {
            return SPACE;
        }
        if ("{}()[]<>=;_\\|&$#`/*+~@%^".indexOf(c) >= 0) {
            return c == '_' ? WORD : SYMBOL;
        }
        if (c >= '\u2E80' && c <= '\u9FFF' || c >= '\uAC00' && c <= '\uD7A3' || c >= '\uF900' && c <= '\uFAFF') {
            return c <= '\u303F' ? OTHER : IDEOGRAPH;
        }
        if (OF_MATHS.indexOf(c) >= 0) {
            return MATHS;
        }
        return Character.isLetterOrDigit(c) ? WORD : OTHER;
    }
}
