package io.serai.provider.refusal;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values that a vendor takes in place of those that it has refused. Null stands for none: the field is left out. */
final class Values {
    /** From the least to the most. */
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private Values() {}

    static Object same(Object old, String value) {
        return old instanceof Number ? new BigDecimal(value) : value;
    }

    static Object atMost(Object old, long most) {
        return old instanceof Number number && number.longValue() > most ? most : old;
    }

    /** @param allowed with commas between them */
    static @Nullable Object nearest(Object old, String allowed) {
        List<String> words = List.of(allowed.split(","));
        String word = old.toString();
        if (words.contains(word)) {
            return old;
        }
        int wanted = EFFORTS.indexOf(word);
        String best = null;
        int distance = Integer.MAX_VALUE;
        for (String candidate : words) {
            int place = EFFORTS.indexOf(candidate);
            int away = Math.abs(place - wanted);
            // Not to think at all is no degree of thinking.
            boolean alike = place >= 0 && candidate.equals("none") == word.equals("none");
            if (wanted >= 0 && alike && away <= distance) {
                best = candidate;
                distance = away;
            }
        }
        return best;
    }
}
