package io.serai.quota;

import java.math.BigDecimal;

/** Amounts of money as whole nano-dollars (1e-9 USD), and as texts in dollars. */
public final class Money {
    private static final int NANO = 9;
    private static final int CENTS = 2;

    private Money() {}

    /** Dollars as they are written for people: {@code $5}, {@code $0.25}, {@code $0.000012}. */
    public static String text(long nanos) {
        return "$" + decimal(nanos).toPlainString();
    }

    /** Dollars, with as few digits as say all. */
    public static BigDecimal decimal(long nanos) {
        BigDecimal dollars = BigDecimal.valueOf(nanos, NANO).stripTrailingZeros();
        return dollars.scale() < 0 || dollars.scale() == 1
                ? dollars.setScale(dollars.scale() < 0 ? 0 : CENTS)
                : dollars;
    }

    /** @throws ArithmeticException if it has more digits than a nano-dollar, or is too large */
    public static long nanos(BigDecimal dollars) {
        return dollars.movePointRight(NANO).longValueExact();
    }
}
