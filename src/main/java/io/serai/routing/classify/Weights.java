package io.serai.routing.classify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The weight of each signal for each task, from {@code weights.tsv}; a score is the sum of value times worth. */
final class Weights {
    /** The tasks that a text can be for, in the order of the columns. */
    static final List<String> TASKS = List.of(Classification.CODE, Classification.LIGHT, Classification.HEAVY);

    static final int CODE = 0;

    private static final double[] NOTHING = new double[TASKS.size()];

    private final Map<String, double[]> rows = new HashMap<>();
    private final double[][] ordered;

    /** @param order the rows in the order of the values that {@link #score} gets */
    Weights(String file, List<String> order) {
        for (String line : Resources.text(file).split("\n")) {
            String[] cells = line.split("\t");
            if (cells.length == 1 + TASKS.size() && !cells[0].equals("signal")) {
                double[] worth = new double[TASKS.size()];
                for (int task = 0; task < worth.length; task++) {
                    worth[task] = Double.parseDouble(cells[1 + task]);
                }
                rows.put(cells[0], worth);
            }
        }
        ordered = order.stream().map(row -> rows.getOrDefault(row, NOTHING)).toArray(double[][]::new);
    }

    /** The rows of the file, by signal. */
    Map<String, double[]> rows() {
        return Map.copyOf(rows);
    }

    double[] score(double[] values) {
        double[] scores = new double[TASKS.size()];
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                add(scores, ordered[i], values[i]);
            }
        }
        return scores;
    }

    /** Adds one signal of the request's surroundings. */
    void add(double[] scores, String row, double value) {
        add(scores, rows.getOrDefault(row, NOTHING), value);
    }

    /** Adds what another message leans to: the rows {@code name:code}, {@code name:light}, {@code name:heavy}. */
    void addLean(double[] scores, String name, double[] shares, double value) {
        for (int task = 0; task < shares.length; task++) {
            add(scores, name + ':' + TASKS.get(task), shares[task] * value);
        }
    }

    private static void add(double[] scores, double[] worth, double value) {
        for (int task = 0; task < scores.length; task++) {
            scores[task] += worth[task] * value;
        }
    }

    static int best(double[] scores) {
        int best = 0;
        for (int task = 1; task < scores.length; task++) {
            best = scores[task] > scores[best] ? task : best;
        }
        return best;
    }

    /** Scores as parts of 1. */
    static double[] shares(double[] scores) {
        double top = scores[best(scores)];
        double[] shares = new double[scores.length];
        double sum = 0;
        for (int task = 0; task < scores.length; task++) {
            shares[task] = Math.exp(scores[task] - top);
            sum += shares[task];
        }
        for (int task = 0; task < scores.length; task++) {
            shares[task] /= sum;
        }
        return shares;
    }
}
