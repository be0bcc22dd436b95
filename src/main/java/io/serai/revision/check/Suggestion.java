package io.serai.revision.check;

import io.serai.catalog.Nearest;
import java.util.Collection;
import java.util.List;

/** Words the hint at the known name that an unknown one was probably meant to be. */
final class Suggestion {
    private static final int SHORT_LIST = 12;

    private Suggestion() {}

    /** Begins with a semicolon: the nearest name, or all of a few; empty if neither helps. */
    static String of(String name, Collection<String> known) {
        String nearest = Nearest.to(name, known);
        if (!nearest.isEmpty() && near(name, nearest)) {
            return "; did you mean '" + nearest + "'?";
        }
        List<String> sorted = known.stream().sorted().toList();
        return sorted.isEmpty() || sorted.size() > SHORT_LIST ? "" : "; there are " + String.join(", ", sorted);
    }

    /** The same, but of many names the few that are nearest. */
    static String nearest(String name, Collection<String> known) {
        String one = of(name, known);
        if (!one.isEmpty() || known.isEmpty()) {
            return one;
        }
        return "; there are " + Nearest.few(name, known);
    }

    private static boolean near(String name, String candidate) {
        int edits =
                Nearest.edits(name.toLowerCase(java.util.Locale.ROOT), candidate.toLowerCase(java.util.Locale.ROOT));
        return edits <= Math.max(2, Math.min(name.length(), candidate.length()) / 2 - 1);
    }
}
