package io.serai.bench;

import io.serai.demo.simulator.Scenario.Step;
import io.serai.demo.simulator.Scenario.VendorPlan;
import io.serai.demo.simulator.Spread;
import io.serai.quota.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The shortest time in which vendors of constant latency can answer so many calls. Each call of a vendor goes out as soon as its windows and
 * its calls at once let it, which nothing can beat, since one that waits makes no later one earlier; where any vendor may answer, the
 * calls that end first are taken.
 */
final class BestSchedule {
    private BestSchedule() {}

    /** When the last of the calls ends if any of the vendors may answer each, in seconds. */
    static double anywhere(List<VendorPlan> vendors, int calls) {
        List<Double> ends = new ArrayList<>();
        vendors.forEach(vendor -> ends.addAll(ends(vendor, calls)));
        Collections.sort(ends);
        return ends.get(calls - 1);
    }

    /** When the calls of one vendor end, in seconds from the start, in their order. */
    static List<Double> ends(VendorPlan vendor, int calls) {
        double latency = ((Spread.Constant) vendor.first()).value() / 1000;
        List<Double> begun = new ArrayList<>();
        double now = 0;
        while (begun.size() < calls) {
            if (mayBegin(vendor, begun, latency, now)) {
                begun.add(now);
            } else {
                now += 0.001;
            }
        }
        return begun.stream().map(begin -> begin + latency).toList();
    }

    private static boolean mayBegin(VendorPlan vendor, List<Double> begun, double latency, double now) {
        for (Limit limit : limits(vendor, now)) {
            double lasting = limit.unit() == Limit.Unit.PARALLEL
                    ? latency
                    : limit.period().toNanos() / 1e9;
            int before = Math.toIntExact(begun.size() - limit.amount());
            if (before >= 0 && begun.get(before) + lasting > now + 1e-9) {
                return false;
            }
        }
        return true;
    }

    private static List<Limit> limits(VendorPlan vendor, double now) {
        List<Limit> limits = List.of();
        for (Step step : vendor.limits()) {
            if (step.after().compareTo(Duration.ofNanos(Math.round(now * 1e9))) <= 0) {
                limits = step.limits();
            }
        }
        return limits;
    }
}
