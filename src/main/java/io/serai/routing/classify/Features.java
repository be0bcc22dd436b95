package io.serai.routing.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns what was found in a text into numbers from 0 to about 1, one for each row of {@code weights.tsv}: for each signal of
 * the lexicon {@code signal^} (in the instruction) and {@code signal} (anywhere), then the {@link Shape}s.
 */
final class Features {
    /** Signals that only programming gives. */
    private static final Set<String> TECHNICAL = Set.of("codeask", "source", "error", "lang", "tool", "term", "file");

    private final List<String> rows = new ArrayList<>();
    private final int signals;
    private final boolean[] technical;
    private final int source;
    private final int maybe;
    private final int faint;
    private final int greet;

    Features(List<String> signals) {
        this.signals = signals.size();
        technical = new boolean[signals.size()];
        for (String signal : signals) {
            technical[rows.size() / 2] = TECHNICAL.contains(signal);
            rows.add(signal + '^');
            rows.add(signal);
        }
        for (Shape shape : Shape.values()) {
            rows.add(shape.row());
        }
        source = signals.indexOf("source");
        maybe = signals.indexOf("maybe");
        faint = signals.indexOf("faint");
        greet = signals.indexOf("greet");
    }

    /** The names of the values, in order. */
    List<String> rows() {
        return List.copyOf(rows);
    }

    double[] values(Reading reading) {
        double[] values = new double[rows.size()];
        double words = reading.words();
        int certain = 0;
        for (int i = 0; i < signals; i++) {
            int count = reading.inHead[i] + (reading.given && i != source ? 0 : reading.inBody[i]);
            values[2 * i] = saturated(reading.inHead[i], 0.7);
            values[2 * i + 1] = saturated(count, 0.7);
            certain += technical[i] ? count : 0;
        }
        if (words > 12) {
            values[2 * greet] = 0;
            values[2 * greet + 1] = 0;
        }
        for (Shape shape : Shape.values()) {
            values[2 * signals + shape.ordinal()] = value(shape, reading, words, certain);
        }
        return values;
    }

    private double value(Shape shape, Reading reading, double words, int certain) {
        int count = reading.shapes[shape.ordinal()];
        return switch (shape) {
            case BIAS -> 1;
            case IDEOGRAPHS -> reading.ideographs / (reading.ideographs + 2.0 * reading.latinWords + 1);
            case LENGTH -> Math.min(1.25, Math.log1p(words) / 5.5);
            case TINY -> words <= 4 ? 1 : 0;
            case BRIEF -> words > 4 && words <= 12 ? 1 : 0;
            case LONG -> Math.clamp((words - 60) / 120, 0, 1);
            case SYMBOLS ->
                Math.clamp(12.0 * (reading.symbols - 6 * reading.commands) / (reading.characters + 40), 0, 1);
            case DENSITY -> Math.min(1, 4.0 * certain / (words + 4));
            case COMPANY ->
                certain + looks(reading) == 0 ? 0 : saturated(reading.count(maybe) + reading.count(faint), 0.5);
            case HINTS -> Math.clamp(2.5 * (reading.count(maybe) + reading.count(faint) - 1) / (words + 2), 0, 1);
            case RIDDLE -> reading.shapes[Shape.NUMBERS.ordinal()] >= 3 && words >= 25 && reading.questions > 0 ? 1 : 0;
            case GIVEN -> reading.given ? 1 : 0;
            case QUESTION -> reading.question ? 1 : 0;
            case QUOTED -> reading.quoted / (reading.characters + 1.0);
            case ASKS_LONG -> reading.asked >= 250 ? 1 : 0;
            case ASKS_SHORT -> reading.asked > 0 && reading.asked <= 100 ? 1 : 0;
            case CLAUSES, SENTENCES, LINES, NUMBERS -> saturated(count, 0.25);
            default -> saturated(count, 0.7);
        };
    }

    /** How much looks like source. */
    private static int looks(Reading reading) {
        return reading.shapes[Shape.NAMES.ordinal()]
                + reading.shapes[Shape.OPERATORS.ordinal()]
                + reading.shapes[Shape.PATHS.ordinal()]
                + reading.shapes[Shape.FAILURES.ordinal()];
    }

    /** Grows from 0 towards 1, ever slower. */
    private static double saturated(int count, double speed) {
        return count == 0 ? 0 : 1 - Math.exp(-speed * count);
    }
}
