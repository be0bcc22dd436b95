package io.serai.ops;

import io.serai.cost.Counted;
import io.serai.cost.Spending;
import io.serai.cost.Used;
import io.serai.ops.TargetLabels.Label;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The cost of attempts since the start, by provider and model, in whole nano-dollars; and the ledger's spending of keys. */
final class CostMetrics {
    private static final double NANOS = 1e-9;

    private final Map<Label, Sum> sums = new ConcurrentHashMap<>();

    private record Sum(LongAdder nanos, LongAdder unpriced) {
        Sum() {
            this(new LongAdder(), new LongAdder());
        }
    }

    /** Counts the attempts of a call that has ended, those that were lost included. */
    void count(Spending spending, TargetLabels names) {
        for (Used used : spending.attempts()) {
            if (used.counted() != Counted.NONE) {
                Sum sum = sums.computeIfAbsent(names.of(used.attempt().target()), first -> new Sum());
                Long cost = used.cost();
                if (cost == null) {
                    sum.unpriced().increment();
                } else {
                    sum.nanos().add(cost);
                }
            }
        }
    }

    void addTo(Instruments all) {
        all.counts(
                "serai_cost_dollars_total",
                "The cost of attempts in US dollars, as far as prices are known.",
                count -> sums.forEach(
                        (label, sum) -> count.call(sum.nanos().sum() * NANOS, label.provider(), label.model())),
                "provider",
                "model");
        all.counts(
                "serai_unpriced_attempts_total",
                "Attempts that used tokens whose price nobody knows.",
                count -> sums.forEach(
                        (label, sum) -> count.call((double) sum.unpriced().sum(), label.provider(), label.model())),
                "provider",
                "model");
    }

    /**
     * Adds what keys have spent in all, over restarts too.
     *
     * @param spent nano-dollars by the ids of keys, of not too many
     */
    static void addSpent(Instruments all, Supplier<Map<String, Long>> spent) {
        all.gauge(
                "serai_key_spent_dollars",
                "The total cost of calls with a client key, in US dollars.",
                gauge -> spent.get().forEach((key, nanos) -> gauge.call(nanos * NANOS, key)),
                "key");
    }
}
