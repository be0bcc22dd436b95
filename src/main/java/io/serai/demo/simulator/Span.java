package io.serai.demo.simulator;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The span of a fault; times count from the start of the simulator. */
public sealed interface Span {

    /** Makes a test, asked in the order of time, of whether the fault is on. */
    Course course(SplittableRandom random);

    /** Tells whether a fault is about. */
    interface Course {
        boolean covers(Duration now);

        /** When the present time of it ends; null if it does not, or is not about. */
        @Nullable
        Duration end();
    }

    /**
     * Once.
     *
     * @param to null for ever
     */
    record Once(Duration from, @Nullable Duration to) implements Span {
        @Override
        public Course course(SplittableRandom random) {
            return new Course() {
                @Override
                public boolean covers(Duration now) {
                    return now.compareTo(from) >= 0 && (to == null || now.compareTo(to) < 0);
                }

                @Override
                public @Nullable Duration end() {
                    return to;
                }
            };
        }
    }

    /**
     * Again and again, by chance.
     *
     * @param every mean time from the end of one to the begin of the next
     * @param lasting mean time that one lasts
     */
    record Recurring(Duration every, Duration lasting) implements Span {
        @Override
        public Course course(SplittableRandom random) {
            return new Course() {
                private Duration begin = after(Duration.ZERO, every, random);
                private Duration end = after(begin, lasting, random);

                @Override
                public boolean covers(Duration now) {
                    while (now.compareTo(end) >= 0) {
                        begin = after(end, every, random);
                        end = after(begin, lasting, random);
                    }
                    return now.compareTo(begin) >= 0;
                }

                @Override
                public Duration end() {
                    return end;
                }
            };
        }
    }

    /** For this long from the first call with a key that is not the first key of all. */
    record AfterKeyChange(Duration lasting) implements Span {
        @Override
        public Course course(SplittableRandom random) {
            throw new IllegalStateException("the change of a key begins it, not the time");
        }
    }

    /** A point in time after another; the distance is exponential. */
    private static Duration after(Duration start, Duration mean, RandomGenerator random) {
        return start.plusNanos(Math.max(1, (long) (mean.toNanos() * random.nextExponential())));
    }
}
