package io.serai.demo.simulator;

import java.util.random.RandomGenerator;

/** A number that differs from call to call: a time in milliseconds, or a length in tokens. */
public sealed interface Spread {
    double draw(RandomGenerator random);

    /** Always the same. */
    record Constant(double value) implements Spread {
        @Override
        public double draw(RandomGenerator random) {
            return value;
        }
    }

    /** Anything between two, with equal chance. */
    record Uniform(double from, double to) implements Spread {
        @Override
        public double draw(RandomGenerator random) {
            return from + (to - from) * random.nextDouble();
        }
    }

    /**
     * Mostly little and sometimes much, as latencies are: its logarithm is normal.
     *
     * @param p99 what 99 of 100 stay below; more than the median
     */
    record Lognormal(double median, double p99) implements Spread {
        /** Standard deviations from the median to the 99th percentile. */
        private static final double TO_P99 = 2.3263478740408408;

        @Override
        public double draw(RandomGenerator random) {
            return median * Math.exp(random.nextGaussian() * Math.log(p99 / median) / TO_P99);
        }
    }
}
