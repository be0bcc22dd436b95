package io.serai.routing.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fits {@code weights.tsv} to the prompts in {@code tune.jsonl} (which count twice) and {@code practice.jsonl}: a softmax
 * regression with a ridge. Rows that are no feature of a text, such as {@code system:code}, stay as they are. To be run after a
 * change of the words or the shapes:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.routing.classify.WeightsFit
 * </pre>
 */
final class WeightsFit {
    private static final Path FILE = Path.of("src/main/resources/classifier/weights.tsv");
    private static final int TASKS = Weights.TASKS.size();
    private static final double RIDGE = 1;
    private static final int STEPS = 600;
    /** Signals of words that say little; a stronger ridge keeps them from saying more. */
    private static final Set<String> FAINT = Set.of("faint", "faint^");
    /**
     * What is known without data: the looks of source speak for code, by this much, and half as much against the rest. The
     * prompts are too few to show it for each of them, as few of them are mostly source.
     */
    private static final Map<String, Double> KNOWN = Map.ofEntries(
            Map.entry("source", 0.7),
            Map.entry("source^", 0.7),
            Map.entry("agent", 0.7),
            Map.entry("agent^", 0.7),
            Map.entry("file", 0.7),
            Map.entry("file^", 0.7),
            Map.entry("fences", 0.6),
            Map.entry("statements", 1.5),
            Map.entry("names", 1.5),
            Map.entry("operators", 2.0),
            Map.entry("assignments", 1.5),
            Map.entry("paths", 1.5),
            Map.entry("failures", 2.0),
            Map.entry("symbols", 2.5));

    private final List<double[]> inputs = new ArrayList<>();
    private final List<Integer> answers = new ArrayList<>();
    private final List<Double> importance = new ArrayList<>();
    private final Features features;
    private final Lexicon lexicon = new Lexicon("code.txt", "light.txt", "heavy.txt");

    private WeightsFit() {
        features = new Features(lexicon.signals());
    }

    public static void main(String[] args) throws IOException {
        WeightsFit fit = new WeightsFit();
        fit.add("tune", 2);
        fit.add("practice", 1);
        fit.write(fit.descend());
    }

    private void add(String name, double weight) throws IOException {
        for (Prompts.Prompt prompt : Prompts.of(name).prompts()) {
            inputs.add(features.values(Scanner.read(lexicon, prompt.text())));
            answers.add(Weights.TASKS.indexOf(prompt.label()));
            importance.add(weight);
        }
    }

    /** Gradient descent with momentum (Nesterov); the step is the inverse of a bound on the curvature. */
    private double[][] descend() {
        int rows = features.rows().size();
        double step = 1 / (0.5 * largestCurvature(rows) + 6 * RIDGE);
        double[][] worth = known(rows);
        double[][] ahead = known(rows);
        double pace = 1;
        for (int i = 0; i < STEPS; i++) {
            double[][] slope = slope(ahead);
            double nextPace = (1 + Math.sqrt(1 + 4 * pace * pace)) / 2;
            for (int row = 0; row < rows; row++) {
                for (int task = 0; task < TASKS; task++) {
                    double next = ahead[row][task] - step * slope[row][task];
                    ahead[row][task] = next + (pace - 1) / nextPace * (next - worth[row][task]);
                    worth[row][task] = next;
                }
            }
            pace = nextPace;
        }
        return worth;
    }

    private double[][] known(int rows) {
        double[][] known = new double[rows][TASKS];
        for (int row = 0; row < rows; row++) {
            double code = KNOWN.getOrDefault(features.rows().get(row), 0.0);
            known[row] = new double[] {code, -code / 2, -code / 2};
        }
        return known;
    }

    private double[][] slope(double[][] worth) {
        double[][] slope = new double[worth.length][TASKS];
        for (int n = 0; n < inputs.size(); n++) {
            double[] values = inputs.get(n);
            double[] scores = new double[TASKS];
            for (int row = 0; row < values.length; row++) {
                for (int task = 0; task < TASKS; task++) {
                    scores[task] += values[row] * worth[row][task];
                }
            }
            double[] shares = Weights.shares(scores);
            shares[answers.get(n)] -= 1;
            for (int row = 0; row < values.length; row++) {
                for (int task = 0; task < TASKS; task++) {
                    slope[row][task] += importance.get(n) * values[row] * shares[task];
                }
            }
        }
        double[][] known = known(worth.length);
        for (int row = 0; row < worth.length; row++) {
            double ridge = FAINT.contains(features.rows().get(row)) ? 6 * RIDGE : RIDGE;
            for (int task = 0; task < TASKS; task++) {
                slope[row][task] += ridge * (worth[row][task] - known[row][task]);
            }
        }
        return slope;
    }

    /** The largest eigenvalue of the weighted Gram matrix, by power iteration. */
    private double largestCurvature(int rows) {
        double[] direction = new double[rows];
        Arrays.fill(direction, 1);
        double length = 1;
        for (int i = 0; i < 50; i++) {
            double[] next = new double[rows];
            for (int n = 0; n < inputs.size(); n++) {
                double along = 0;
                for (int row = 0; row < rows; row++) {
                    along += inputs.get(n)[row] * direction[row];
                }
                for (int row = 0; row < rows; row++) {
                    next[row] += importance.get(n) * along * inputs.get(n)[row];
                }
            }
            length = Math.sqrt(Arrays.stream(next).map(x -> x * x).sum());
            for (int row = 0; row < rows; row++) {
                direction[row] = next[row] / length;
            }
        }
        return length;
    }

    private void write(double[][] worth) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            if (!features.rows().contains(line.split("\t")[0])) {
                lines.add(line);
            }
        }
        for (int row = 0; row < worth.length; row++) {
            StringBuilder line = new StringBuilder(features.rows().get(row));
            for (double one : worth[row]) {
                line.append('\t').append(Math.round(one * 10) / 10.0);
            }
            lines.add(line.toString());
        }
        Files.write(FILE, lines);
    }
}
