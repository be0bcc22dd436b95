package io.serai.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of payment cards: 13 to 19 digits, in groups or not, whose last digit is the right one by Luhn.
 *
 * @see <a href="https://www.iso.org/standard/70484.html">ISO/IEC 7812-1</a>
 */
final class Cards implements Finder {
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;
    private static final Pattern RUN = Pattern.compile("(?<![\\w.])\\d(?:[ \u00a0.\u2011\u2013-]?\\d){12,}+");

    @Override
    public List<Span> find(String text) {
        List<Span> found = new ArrayList<>();
        Matcher run = RUN.matcher(text);
        while (run.find()) {
            look(text, run.start(), run.end(), found);
        }
        return found;
    }

    /** Looks for cards that begin and end with a group of the run. */
    private static void look(String text, int start, int end, List<Span> found) {
        int from = start;
        while (from < end) {
            int to = isBegin(text, start, from) ? end(text, from, end) : -1;
            if (to > 0) {
                found.add(new Span(from, to));
                from = to;
            } else {
                from++;
            }
        }
    }

    private static boolean isBegin(String text, int start, int at) {
        return Character.isDigit(text.charAt(at)) && (at == start || !Character.isDigit(text.charAt(at - 1)));
    }

    /** Where the longest card that begins at a place ends; -1 if none does. */
    private static int end(String text, int from, int end) {
        StringBuilder digits = new StringBuilder(LONGEST);
        int best = -1;
        for (int i = from; i < end && digits.length() <= LONGEST; i++) {
            char c = text.charAt(i);
            if (Character.isDigit(c)) {
                digits.append((char) ('0' + Character.digit(c, 10)));
                boolean groupEnds = i + 1 == end || !Character.isDigit(text.charAt(i + 1));
                if (groupEnds && digits.length() >= SHORTEST && digits.length() <= LONGEST && isCard(digits)) {
                    best = i + 1;
                }
            }
        }
        return best;
    }

    private static boolean isCard(CharSequence digits) {
        char first = digits.charAt(0);
        if (first < '1' || first > '6') {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int value = i % 2 == 0 ? digit : digit * 2;
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }
}
