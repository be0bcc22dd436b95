package io.serai.demo.simulator;

import io.serai.demo.simulator.Scenario.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The faults of a vendor: when, and for whom. */
final class Faults {
    private final List<Fault> faults = new ArrayList<>();

    /** Apart from the calls', so that these meet the same whether or not lists are asked for. */
    private final SplittableRandom lists = new SplittableRandom(0);

    Faults(List<FaultPlan> plans, SplittableRandom random) {
        plans.forEach(plan -> faults.add(new Fault(plan, random.split())));
    }

    /** Those that strike what is no call, such as a list of the models: whatever leaves no server to answer. */
    List<Struck> strikeList(Duration now, String key) {
        List<Struck> struck = new ArrayList<>();
        for (Fault fault : faults) {
            if (fault.plan.kind().isOfTheServer()
                    && lists.nextDouble() < fault.plan.share()
                    && fault.isFor(key, "")
                    && fault.covers(now, key)) {
                struck.add(new Struck(fault.plan.kind(), fault.end()));
            }
        }
        return struck;
    }

    /** Those that strike a call, in the order of the file. */
    List<Struck> strike(Duration now, String key, String model, RandomGenerator random) {
        List<Struck> struck = new ArrayList<>();
        for (Fault fault : faults) {
            // Drawn in any case, so that one fault more or less does not move the others.
            boolean chosen = random.nextDouble() < fault.plan.share();
            if (chosen && fault.isFor(key, model) && fault.covers(now, key)) {
                struck.add(new Struck(fault.plan.kind(), fault.end()));
            }
        }
        return struck;
    }

    /**
     * A fault that strikes.
     *
     * @param end when it ends, from the start; null if nobody knows
     */
    record Struck(FaultKind kind, @Nullable Duration end) {}

    /** One of them. */
    private static final class Fault {
        private final FaultPlan plan;
        private final Span.@Nullable Course course;
        private final Map<String, Duration> firstSeen = new HashMap<>();
        private @Nullable String firstKey;

        Fault(FaultPlan plan, SplittableRandom random) {
            this.plan = plan;
            this.course = plan.span() instanceof Span.AfterKeyChange
                    ? null
                    : plan.span().course(random);
        }

        boolean isFor(String key, String model) {
            return in(plan.keys(), key) && in(plan.models(), model);
        }

        private static boolean in(Set<String> some, String one) {
            return some.isEmpty() || some.contains(one);
        }

        boolean covers(Duration now, String key) {
            if (course != null) {
                return course.covers(now);
            }
            if (firstKey == null) {
                firstKey = key;
            }
            Duration since = firstSeen.computeIfAbsent(key, same -> now);
            return !key.equals(firstKey)
                    && plan.span() instanceof Span.AfterKeyChange(Duration lasting)
                    && now.minus(since).compareTo(lasting) < 0;
        }

        @Nullable
        Duration end() {
            return course == null ? null : course.end();
        }
    }
}
