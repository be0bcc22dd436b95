package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.serai.wire.Lexical;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The nearest question is found exactly, within its partition, and no more are kept than were said. */
class NeighboursTest {
    private static final double DEFAULT = 0.95;

    private final Neighbours neighbours = new Neighbours();

    @Test
    void theNearestOfItsPartitionIsFound() {
        Random random = new Random(7);
        float[][] all = new float[500][];
        for (int i = 0; i < all.length; i++) {
            all[i] = random(random);
            neighbours.add(i % 2 == 0 ? "even" : "odd", "k" + i, all[i], 1000);
        }
        for (int round = 0; round < 50; round++) {
            float[] wanted = random(random);
            int best = -1;
            for (int i = 0; i < all.length; i += 2) {
                if (best < 0 || cosine(all[i], wanted) > cosine(all[best], wanted)) {
                    best = i;
                }
            }
            assertThat(neighbours.nearest("even", wanted, -1)).isEqualTo("k" + best);
            assertThat(neighbours.nearest("even", wanted, cosine(all[best], wanted) + 1e-4))
                    .isNull();
        }
        assertThat(neighbours.nearest("neither", all[0], -1)).isNull();
        assertThat(neighbours.nearest("even", new float[] {1}, -0.5))
                .as("of another model")
                .isNull();
    }

    @Test
    void theOldestGo() {
        Random random = new Random(7);
        float[] first = random(random);
        neighbours.add("p", "first", first, 10);
        for (int i = 0; i < 100; i++) {
            neighbours.add("p" + i % 3, "k" + i % 20, random(random), 10);
        }
        assertThat(neighbours.size()).isEqualTo(10);
        assertThat(neighbours.nearest("p", first, 0.9)).isNull();
        neighbours.clear();
        assertThat(neighbours.size()).isZero();
    }

    @Test
    void theCosineIsExactForAnyLength() {
        Random random = new Random(7);
        for (int length = 1; length < 20; length++) {
            double[] values = random.doubles(length, -1, 1).toArray();
            float[] unit = unit(values);
            assertThat(Neighbours.product(unit, unit)).isCloseTo(1, within(1e-5));
        }
        assertThat(Neighbours.unit(new double[] {0, 0})).isNull();
        assertThat(Neighbours.unit(new double[] {Double.NaN})).isNull();
    }

    /** The figures of docs/cache.md. Vectors that know letters rather than meanings find few paraphrases, and take some near misses for one. */
    @Test
    void theSetOfPairsHasThePrecisionAndRecallOfTheDocument() throws IOException {
        List<String[]> pairs = Files.readAllLines(Path.of("src/test/resources/cache/similar.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .toList();
        int right = 0;
        int wrong = 0;
        int same = 0;
        for (String[] pair : pairs) {
            boolean taken =
                    Neighbours.product(unit(Lexical.lexical(pair[1])), unit(Lexical.lexical(pair[2]))) >= DEFAULT;
            boolean isSame = pair[0].equals("same");
            same += isSame ? 1 : 0;
            right += taken && isSame ? 1 : 0;
            wrong += taken && !isSame ? 1 : 0;
        }
        assertThat(pairs).hasSize(40);
        assertThat(Files.readString(Path.of("docs/cache.md")))
                .contains("%d of %d paraphrases".formatted(right, same))
                .contains("%d of %d near misses".formatted(wrong, pairs.size() - same));
    }

    private static float[] unit(double[] values) {
        return Objects.requireNonNull(Neighbours.unit(values));
    }

    private static float[] random(Random random) {
        return unit(random.doubles(33, -1, 1).toArray());
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
