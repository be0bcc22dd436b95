package io.serai.demo.simulator;

import io.serai.demo.simulator.Scenario.Step;
import io.serai.quota.Ledger;
import io.serai.quota.Left;
import io.serai.quota.Limit;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Quota;
import io.serai.quota.Use;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The usage of a vendor's limits by its keys, which change at their times. */
final class Account {
    private final List<Step> steps;
    private final Quota quota;
    private int step = -1;

    Account(List<Step> steps, InstantSource clock) {
        this.steps = steps;
        this.quota = Quota.exact(clock, steps.size() > 2 ? new Memory(longest(steps)) : Ledger.NONE);
        at(Duration.ZERO);
    }

    /** Lets the limits be those of a time, counted from the start. */
    void at(Duration time) {
        int next = step;
        while (next + 1 < steps.size() && steps.get(next + 1).after().compareTo(time) <= 0) {
            next++;
        }
        if (next != step) {
            step = next;
            quota.limits(steps.get(step).limits());
        }
    }

    Quota.Answer take(String key, String model, long tokens) {
        return quota.take(key, model, tokens);
    }

    List<Left> left(String key, String model) {
        return quota.left(key, model);
    }

    /** Which limit it is that lets no call in: the one that will do so longest. */
    static @Nullable Left full(List<Left> left, long tokens) {
        return left.stream()
                .filter(one -> one.left() < (one.limit().unit() == Unit.TOKENS ? tokens : 1))
                .max(Comparator.comparing(Left::resetsAt))
                .orElse(null);
    }

    private static Duration longest(List<Step> steps) {
        return steps.stream()
                .flatMap(step -> step.limits().stream())
                .map(Limit::period)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Remembers, for limits to come, as long as the longest of them looks back. */
    private static final class Memory implements Ledger {
        private final Duration span;
        private final Deque<Use> uses = new ArrayDeque<>();

        Memory(Duration longest) {
            // A month with a zone may be a day longer than one without.
            this.span = longest.plusDays(longest.toDays() >= 28 ? 2 : 0).plusSeconds(1);
        }

        @Override
        public void add(Use use) {
            Instant before = use.at().minus(span);
            while (!uses.isEmpty() && uses.getFirst().at().isBefore(before)) {
                uses.removeFirst();
            }
            uses.addLast(use);
        }

        @Override
        public List<Use> since(Instant start) {
            return uses.stream().filter(use -> !use.at().isBefore(start)).toList();
        }
    }
}
