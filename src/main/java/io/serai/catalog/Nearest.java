package io.serai.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/** The known name that an unknown one was probably meant to be. */
public final class Nearest {
    private static final int HANDFUL = 5;
    private static final int LONGEST = 100;

    private Nearest() {}

    /** The known name that fewest edits make of this one, capitals aside; the empty text if nothing is known. */
    public static String to(String name, Collection<String> known) {
        String wanted = start(name);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> edits(wanted, candidate.toLowerCase(Locale.ROOT))))
                .orElse("");
    }

    /** A handful of known names for a sentence: all if they are few, or the nearest, and how many there are besides. */
    public static String few(String name, Collection<String> known) {
        if (known.size() <= HANDFUL + 1) {
            return String.join(", ", known);
        }
        String wanted = start(name);
        String nearest = known.stream()
                .sorted(Comparator.comparingInt(candidate -> edits(wanted, candidate.toLowerCase(Locale.ROOT))))
                .limit(HANDFUL)
                .collect(Collectors.joining(", "));
        return nearest + " and " + (known.size() - HANDFUL) + " more";
    }

    /** What matters of a name, which may be anything that a client has written. */
    private static String start(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST)).toLowerCase(Locale.ROOT);
    }

    /** The end of a sentence about an unknown name: a question if a known one is near. */
    static String hint(String name, Collection<String> known) {
        String nearest = to(name, known);
        int shorter = Math.min(name.length(), nearest.length());
        boolean near = !nearest.isEmpty()
                && edits(name.toLowerCase(Locale.ROOT), nearest.toLowerCase(Locale.ROOT))
                        <= Math.min(Math.max(2, shorter / 3), shorter - 2);
        return near ? ", did you mean `" + nearest + "`?" : ".";
    }

    /** How many letters to insert, delete or replace (Levenshtein's distance). */
    public static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
