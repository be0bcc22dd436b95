package io.serai.bench;

import io.serai.demo.simulator.FaultKind;
import io.serai.demo.simulator.Scenario.FaultPlan;
import io.serai.demo.simulator.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The times at which a vendor is down, and how: drawn by a seed, never two at once, and together exactly the share of the time that is wanted. */
final class Outages {
    /** How a vendor goes down, for how long on the average, and how often beside the others. */
    private enum Way {
        OVERLOADED(FaultKind.UNAVAILABLE, Duration.ofMinutes(10), 4),
        HANGING(FaultKind.HANG, Duration.ofMinutes(8), 3),
        STORM(FaultKind.LIMITED, Duration.ofMinutes(6), 4),
        CUTTING(FaultKind.CUT, Duration.ofMinutes(6), 3),
        DEAD(FaultKind.RESET, Duration.ofHours(2), 1);

        private final FaultKind kind;
        private final Duration mean;
        private final int often;

        Way(FaultKind kind, Duration mean, int often) {
            this.kind = kind;
            this.mean = mean;
            this.often = often;
        }
    }

    private final List<Outage> all;

    private Outages(List<Outage> all) {
        this.all = all;
    }

    /**
     * Draws some.
     *
     * @param share of the time that the vendor is down
     */
    static Outages draw(double share, Duration time, SplittableRandom random) {
        double down = share * time.toMillis();
        List<Way> ways = new ArrayList<>();
        List<Double> lengths = new ArrayList<>();
        for (double sum = 0; sum < down; sum += lengths.getLast()) {
            Way way = pick(random);
            ways.add(way);
            lengths.add(way.mean.toMillis() * random.nextExponential());
        }
        List<Double> gaps = new ArrayList<>();
        for (int i = 0; i <= ways.size(); i++) {
            gaps.add(random.nextExponential());
        }
        double shorter = down / sum(lengths);
        double longer = (time.toMillis() - down) / sum(gaps);
        List<Outage> all = new ArrayList<>();
        double now = 0;
        for (int i = 0; i < ways.size(); i++) {
            double begin = now + gaps.get(i) * longer;
            now = begin + lengths.get(i) * shorter;
            all.add(new Outage(ways.get(i).kind, Duration.ofMillis((long) begin), Duration.ofMillis((long) now)));
        }
        return new Outages(List.copyOf(all));
    }

    private static Way pick(SplittableRandom random) {
        int sum = 0;
        for (Way way : Way.values()) {
            sum += way.often;
        }
        int left = random.nextInt(sum);
        for (Way way : Way.values()) {
            left -= way.often;
            if (left < 0) {
                return way;
            }
        }
        throw new IllegalStateException();
    }

    private static double sum(List<Double> numbers) {
        return numbers.stream().mapToDouble(number -> number).sum();
    }

    int count() {
        return all.size();
    }

    /** Whether the vendor is well at a time. */
    boolean well(Duration now) {
        return all.stream().noneMatch(outage -> outage.covers(now));
    }

    /** What the simulator has to play. */
    List<FaultPlan> faults() {
        return all.stream()
                .map(outage ->
                        new FaultPlan(outage.kind(), 1, new Span.Once(outage.from(), outage.to()), Set.of(), Set.of()))
                .toList();
    }

    private record Outage(FaultKind kind, Duration from, Duration to) {
        boolean covers(Duration now) {
            return now.compareTo(from) >= 0 && now.compareTo(to) < 0;
        }
    }
}
