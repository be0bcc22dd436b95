package io.serai.bench;

import io.serai.RunningSerai;
import io.serai.demo.simulator.Counts.Seen;
import io.serai.demo.simulator.Scenario;
import io.serai.demo.simulator.Scenario.VendorPlan;
import io.serai.demo.simulator.Simulator;
import io.serai.demo.simulator.TurnedClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A week in which each of four simulated providers is down 5 to 18 % of the time, in a few minutes: by a clock that is turned from request
 * to request, over real sockets. Nothing costs virtual time but the pauses between requests and what a client waits by itself.
 */
final class WeekOfOutages {
    private static final Duration WEEK = Duration.ofDays(7);
    /** What {@code -Dseed} says, for other weeks. */
    private static final long SEED = Long.getLong("seed", 20_261_121);

    private static final double[] DOWN = {0.05, 0.08, 0.12, 0.18};
    private static final long SHORTEST_PAUSE = 20_000;
    private static final long LONGEST_PAUSE = 30_000;
    private static final String VENDOR = "{ name: %s, dialect: openai }";

    private final List<Outages> outages = new ArrayList<>();
    private final Scenario scenario;

    private WeekOfOutages() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<VendorPlan> vendors = new ArrayList<>();
        for (double down : DOWN) {
            Outages own = Outages.draw(down, WEEK, random.split());
            outages.add(own);
            String name = "down" + Math.round(100 * down);
            VendorPlan well = Scenario.parse("vendors: [" + VENDOR.formatted(name) + "]", name)
                    .vendors()
                    .getFirst();
            vendors.add(new VendorPlan(
                    name,
                    0,
                    well.dialect(),
                    well.headers(),
                    well.keys(),
                    well.deadKeys(),
                    well.models(),
                    well.limits(),
                    well.first(),
                    well.token(),
                    well.length(),
                    own.faults()));
        }
        scenario = new Scenario(SEED, List.copyOf(vendors));
    }

    /** Measures all clients, and prints a table. */
    static void measure() throws Exception {
        WeekOfOutages week = new WeekOfOutages();
        System.out.println(
                "| | answered | while any target lives | longest time without an answer then | by the first call | calls to dead targets |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        week.direct("one provider", (client, urls, number) -> client.one(urls.getLast(), number));
        week.direct("round robin, once more after 1 s", (client, urls, number) -> client.next(urls, number));
        week.serai();
    }

    private void direct(String name, Way way) {
        TurnedClock clock = new TurnedClock();
        try (Simulator simulator = Simulator.start(scenario, clock)) {
            List<String> urls = scenario.vendors().stream()
                    .map(vendor -> simulator.url(vendor.name()))
                    .toList();
            WeekClient client = new WeekClient(clock::go);
            run(name, clock, simulator, clock::go, number -> way.ask(client, urls, number));
        }
    }

    private void serai() throws Exception {
        TurnedClock clock = new TurnedClock();
        Path directory = Files.createTempDirectory("serai-week");
        try (Simulator simulator = Simulator.start(scenario, clock)) {
            RunningSerai.Setup setup = RunningSerai.in(directory).clock(clock);
            for (VendorPlan vendor : scenario.vendors()) {
                setup.provider(vendor.name(), simulator.url(vendor.name()), "keys", "any");
            }
            setup.pool(
                    "light",
                    scenario.vendors().reversed().stream()
                            .map(vendor -> vendor.name() + "/small")
                            .toArray(String[]::new));
            try (RunningSerai serai = setup.start()) {
                Pause pause = time -> {
                    // As often as Serai looks by itself.
                    Duration step = Duration.ofMillis(500);
                    for (Duration left = time; left.isPositive(); left = left.minus(step)) {
                        clock.go(left.compareTo(step) < 0 ? left : step);
                        serai.look();
                    }
                };
                WeekClient client = new WeekClient(pause);
                String url = serai.uri("/v1").toString();
                run("Serai", clock, simulator, pause, number -> client.serai(url, number));
            }
        }
    }

    private void run(String name, TurnedClock clock, Simulator simulator, Pause pause, Asking asking) {
        SplittableRandom random = new SplittableRandom(SEED);
        Instant start = clock.instant();
        Figures figures = new Figures();
        long begun = System.nanoTime();
        for (int number = 0; ; number++) {
            pause.go(Duration.ofMillis(random.nextLong(SHORTEST_PAUSE, LONGEST_PAUSE + 1)));
            Duration now = Duration.between(start, clock.instant());
            if (now.compareTo(WEEK) >= 0) {
                break;
            }
            WeekClient.Result result = asking.ask(number);
            boolean lives = lives(now) || lives(Duration.between(start, clock.instant()));
            figures.add(now, result, lives);
            if (lives && !result.good()) {
                report(name, now, result);
            }
        }
        Seen seen = scenario.vendors().stream()
                .map(vendor -> simulator.counts(vendor.name()).all())
                .reduce(Seen::plus)
                .orElseThrow();
        System.out.println(figures.row(name, seen));
        System.err.printf("%s: %.0f s, %s%n", name, (System.nanoTime() - begun) / 1e9, seen);
    }

    /** What should not be, with the reason. */
    private void report(String name, Duration now, WeekClient.Result result) {
        if (name.equals("Serai")) {
            List<String> living = new ArrayList<>();
            for (int i = 0; i < outages.size(); i++) {
                if (outages.get(i).well(now)) {
                    living.add(scenario.vendors().get(i).name());
                }
            }
            System.err.printf("%s: %s, though %s lived%n", now, result.trail(), living);
        }
    }

    private boolean lives(Duration now) {
        return outages.stream().anyMatch(vendor -> vendor.well(now));
    }

    /** Lets time go by. */
    @FunctionalInterface
    interface Pause {
        void go(Duration time);
    }

    /** How a client gets an answer from the vendors themselves. */
    private interface Way {
        WeekClient.Result ask(WeekClient client, List<String> urls, int number);
    }

    private interface Asking {
        WeekClient.Result ask(int number);
    }

    /** What is counted of the answers of one client. */
    private static final class Figures {
        private long asked;
        private long good;
        private long failedThoughAlive;
        private long alive;
        private long first;
        private Duration longest = Duration.ZERO;
        private Duration failedSince = Duration.ZERO;
        private boolean failing;

        void add(Duration now, WeekClient.Result result, boolean lives) {
            asked++;
            good += result.good() ? 1 : 0;
            first += result.good() && result.calls() == 1 ? 1 : 0;
            alive += lives ? 1 : 0;
            failedThoughAlive += lives && !result.good() ? 1 : 0;
            if (failing && (result.good() || !lives)) {
                Duration run = now.minus(failedSince);
                longest = run.compareTo(longest) > 0 ? run : longest;
                failing = false;
            } else if (!failing && !result.good() && lives) {
                failing = true;
                failedSince = now;
            }
        }

        String row(String name, Seen seen) {
            return "| %s | %d of %d, %.3f %% | %.3f %% | %d s | %.2f %% | %d of %d |"
                    .formatted(
                            name,
                            good,
                            asked,
                            100.0 * good / asked,
                            100.0 * (alive - failedThoughAlive) / alive,
                            longest.toSeconds(),
                            100.0 * first / asked,
                            seen.failed() + seen.limited(),
                            seen.calls());
        }
    }
}
