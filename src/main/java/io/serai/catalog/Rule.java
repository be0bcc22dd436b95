package io.serai.catalog;

import java.math.BigDecimal;
import java.util.List;

/** The treatment of a parameter that a vendor knows by another name, in a smaller range, or not at all. */
public sealed interface Rule {

    /** It is left out. */
    record Drop() implements Rule {}

    /** It is sent, though other vendors of the dialect do not know it. */
    record Keep() implements Rule {}

    /** It is sent under another name, unless that is there already. */
    record Rename(String to) implements Rule {}

    /** A number outside of the range becomes the nearest one within. */
    record Range(BigDecimal least, BigDecimal most) implements Rule {}

    /** Only these words are taken; of a scale the nearest one is sent instead. */
    record Words(List<String> allowed) implements Rule {}
}
