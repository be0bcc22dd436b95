package io.serai.routing.classify;

import java.util.Locale;

/** How often each label got each answer; rows are the truth, columns the answers. */
final class ConfusionMatrix {
    private final int[][] counts = new int[Weights.TASKS.size()][Weights.TASKS.size()];

    void add(String label, String answer) {
        counts[Weights.TASKS.indexOf(label)][Weights.TASKS.indexOf(answer)]++;
    }

    double accuracy() {
        int right = 0;
        int all = 0;
        for (int i = 0; i < counts.length; i++) {
            right += counts[i][i];
            all += row(i);
        }
        return (double) right / all;
    }

    /** Of the answers that say a task, the part that is right. */
    double precision(String task) {
        int i = Weights.TASKS.indexOf(task);
        return (double) counts[i][i] / column(i);
    }

    /** Of the prompts for a task, the part that is found. */
    double recall(String task) {
        int i = Weights.TASKS.indexOf(task);
        return (double) counts[i][i] / row(i);
    }

    private int row(int i) {
        int sum = 0;
        for (int count : counts[i]) {
            sum += count;
        }
        return sum;
    }

    private int column(int i) {
        int sum = 0;
        for (int[] row : counts) {
            sum += row[i];
        }
        return sum;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("          code light heavy  precision recall\n");
        for (String task : Weights.TASKS) {
            int[] row = counts[Weights.TASKS.indexOf(task)];
            text.append(String.format(Locale.ROOT, "  %-6s %5d %5d %5d", task, row[0], row[1], row[2]))
                    .append(String.format(Locale.ROOT, "      %.3f  %.3f%n", precision(task), recall(task)));
        }
        return text.append(String.format(Locale.ROOT, "  accuracy %.3f", accuracy()))
                .toString();
    }
}
