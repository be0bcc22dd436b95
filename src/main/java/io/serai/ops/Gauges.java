package io.serai.ops;

import io.serai.provider.Target;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The metrics that say how things stand at the moment when somebody asks. */
final class Gauges {

    private Gauges() {}

    static void add(Instruments all, Supplier<@Nullable Serving> serving, Map<String, LongAdder> inFlight) {
        all.gauge(
                "serai_requests_in_flight",
                "Requests that have begun and not ended; a stream is one until its end.",
                gauge -> inFlight.forEach((ingress, count) -> gauge.call(count.sum(), ingress)),
                "ingress");
        all.gauge(
                "serai_build_info",
                "1, with the version of Serai and of Java that run.",
                gauge -> gauge.call(1, Version.number(), Runtime.version().toString()),
                "version",
                "java");
        all.gauge(
                "serai_revision",
                "The number of the revision that serves.",
                gauge -> with(serving, now -> gauge.call(now.revision())));
        all.gauge(
                "serai_target_ready",
                "1 if a target that is on can be asked now; 0 if its keys rest, its limits are used up, or it is"
                        + " unwell.",
                gauge -> with(serving, now -> {
                    for (Target target : now.names().targets()) {
                        gauge.call(now.providers().canBeAsked(target) ? 1 : 0, target.provider(), target.model());
                    }
                }),
                "provider",
                "model");
        LimitMetrics.addProviders(all, serving);
    }

    private static void with(Supplier<@Nullable Serving> serving, Consumer<Serving> look) {
        Serving now = serving.get();
        if (now != null) {
            look.accept(now);
        }
    }
}
