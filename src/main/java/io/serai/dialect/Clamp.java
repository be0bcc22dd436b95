package io.serai.dialect;

import java.math.BigDecimal;

/** Keeps numbers within what a vendor takes. */
public final class Clamp {

    private Clamp() {}

    /** Notes that a vendor gives one answer where a client asks for several ({@code n}). */
    public static void toOneAnswer(Object wanted, Notes notes) {
        boolean one = wanted instanceof Number number && number.doubleValue() <= 1;
        if (!one) {
            notes.adjust("n", wanted, 1);
        }
    }

    /** The number, or the end of the range that is nearest to it, of which the notes then tell. */
    public static Object within(String name, Object value, String least, String most, Notes notes) {
        if (!(value instanceof Number number) || (number instanceof Double real && !Double.isFinite(real))) {
            return value;
        }
        BigDecimal exact = new BigDecimal(number.toString());
        BigDecimal clamped = exact.max(new BigDecimal(least)).min(new BigDecimal(most));
        if (clamped.compareTo(exact) == 0) {
            return value;
        }
        notes.adjust(name, value, clamped);
        return clamped;
    }
}
