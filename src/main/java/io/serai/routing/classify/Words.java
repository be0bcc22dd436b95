package io.serai.routing.classify;

import java.util.Locale;
import java.util.Set;

/** Tells from its looks what a single word is: prose, a name in source, the name of an error, a number. */
final class Words {
    /** What follows a number of words, in several languages. */
    private static final Set<String> UNITS = Set.of(
            "word",
            "words",
            "wörter",
            "wörtern",
            "mots",
            "palabras",
            "parole",
            "palavras",
            "woorden",
            "ord",
            "słów",
            "слов");

    private static final Set<String> MATHS_FUNCTIONS = Set.of(
            "sin", "cos", "tan", "cot", "sec", "ln", "log", "lg", "exp", "arctan", "arcsin", "arccos", "sqrt", "log10");

    /** Names of networks: {@code example.com} is no name in source. */
    private static final Set<String> DOMAINS = Set.of("com", "org", "net", "de", "fr", "uk", "cn", "eu", "edu", "gov");

    private Words() {}

    /** Where a word ends: letters, digits and underscores, with apostrophes between them. */
    static int end(String text, int start, int limit) {
        int at = start + 1;
        while (at < limit) {
            char c = text.charAt(at);
            boolean joined = (c == '\'' || c == '’') && at + 1 < limit && Character.isLetter(text.charAt(at + 1));
            if (!Chars.isWord(c) && !joined) {
                break;
            }
            at++;
        }
        return at;
    }

    /** The number that a word is, or -1. */
    static int number(String text, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!Chars.isDigit(c) || value > 99_999) {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }

    static boolean isWordUnit(String text, int start, int end) {
        return end - start <= 7 && UNITS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    /** Whether a number of characters is meant by what follows: {@code 800字}. */
    static boolean isCharacterUnit(String text, int at) {
        int from = at < text.length() && text.charAt(at) == ' ' ? at + 1 : at;
        return text.startsWith("字", from) || text.startsWith("个字", from) || text.startsWith("個字", from);
    }

    /** Counts what a word shows of source. */
    static void shape(String text, int start, int end, int limit, Reading into) {
        int humps = 0;
        int digits = 0;
        boolean underscore = false;
        for (int i = start + 1; i < end; i++) {
            char c = text.charAt(i);
            char before = text.charAt(i - 1);
            if (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z' && i - start > 1) {
                humps++;
            } else if (c == '_') {
                underscore = true;
            } else if (Chars.isDigit(c)) {
                digits++;
            }
        }
        int length = end - start;
        char after = end < limit ? text.charAt(end) : ' ';
        if (after == '(' && (length == 1 || isMathsFunction(text, start, end))) {
            into.count(Shape.MATHS);
            return;
        }
        boolean upper = Character.isUpperCase(text.charAt(start));
        boolean camel = humps > 0 && (!upper || humps > 1);
        boolean used =
                after == '(' && isCall(text, start, end, limit) || after == '.' && isMember(text, start, end, limit);
        if (camel || underscore && length > 4 || used) {
            into.count(Shape.NAMES);
        }
        boolean failure = humps > 0 && (endsWith(text, end, "Error") || endsWith(text, end, "Exception"));
        boolean numbered = digits >= 4 && length - digits >= 1 && length - digits <= 2;
        if (upper && (failure || numbered)) {
            into.count(Shape.FAILURES);
        }
        if (length == 2
                && digits == 0
                && Chars.isDigit(text.charAt(start))
                && "xyznabk".indexOf(text.charAt(end - 1)) >= 0) {
            into.count(Shape.MATHS);
        }
    }

    private static boolean isMathsFunction(String text, int start, int end) {
        return end - start <= 6
                && MATHS_FUNCTIONS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    private static boolean isCall(String text, int start, int end, int limit) {
        if (end - start < 3 || end + 1 >= limit || !isAscii(text.charAt(end - 1))) {
            return false;
        }
        char inside = text.charAt(end + 1);
        boolean plural = inside == 's' && end + 2 < limit && text.charAt(end + 2) == ')';
        return inside <= 'z' && !plural && !Chars.isDigit(text.charAt(start));
    }

    private static boolean isMember(String text, int start, int end, int limit) {
        if (end - start < 2 || end + 1 >= limit || Chars.isDigit(text.charAt(start))) {
            return false;
        }
        char first = text.charAt(end + 1);
        if (!(first >= 'a' && first <= 'z' || first == '_')) {
            return false;
        }
        int stop = end(text, end + 1, limit);
        return isAscii(text.charAt(end - 1)) && !(stop - end <= 4 && DOMAINS.contains(text.substring(end + 1, stop)));
    }

    private static boolean isAscii(char c) {
        return c < 128;
    }

    private static boolean endsWith(String text, int end, String suffix) {
        return text.startsWith(suffix, end - suffix.length());
    }
}
