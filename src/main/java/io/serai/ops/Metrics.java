package io.serai.ops;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.serai.cache.CacheReport;
import io.serai.catalog.Price;
import io.serai.chat.Attempt;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.CallReport;
import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Request;
import io.serai.chat.Usage;
import io.serai.cost.Spending;
import io.serai.ops.TargetLabels.Label;
import io.serai.quota.Allowances.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts and measures calls for Prometheus, each when it has ended. The library is loaded with the end of the first one, so that no answer
 * waits for it.
 */
public final class Metrics implements CallObserver {
    /** What {@link #text} is in. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double NANOS = 1e-9;

    private final Supplier<@Nullable Serving> serving;
    private final LongSupplier dropped;
    private final Map<String, LongAdder> inFlight = new ConcurrentHashMap<>();
    private volatile TargetLabels labels = TargetLabels.EMPTY;
    private volatile @Nullable Instruments instruments;
    private volatile Consumer<Instruments> further = all -> {};
    private volatile Function<String, @Nullable Price> prices = target -> null;
    private final CostMetrics costs = new CostMetrics();

    /**
     * @param serving whose targets have names of their own; null while nothing serves
     * @param dropped how many lines the log of requests has left out
     */
    public Metrics(Supplier<@Nullable Serving> serving, LongSupplier dropped) {
        this.serving = serving;
        this.dropped = dropped;
    }

    /**
     * Has it report on a cache, too; before the first call.
     *
     * @param prices what a target's model costs now; null if nobody knows
     */
    public void watch(CacheReport cache, Function<String, @Nullable Price> prices) {
        this.prices = prices;
        further = further.andThen(all -> CacheMetrics.add(all, cache, prices));
    }

    /**
     * Has it report what keys have spent, too; before the first call.
     *
     * @param spent nano-dollars by the ids of keys, of not too many
     */
    public void watchSpent(Supplier<Map<String, Long>> spent) {
        further = further.andThen(all -> CostMetrics.addSpent(all, spent));
    }

    /**
     * Has it report on the database, too; before the first call.
     *
     * @param away whether it cannot be reached now
     * @param withoutRow how many calls have got no row of their own
     */
    public void watchStore(BooleanSupplier away, LongSupplier withoutRow) {
        further = further.andThen(all -> {
            all.gauge(
                    "serai_store_away",
                    "1 if the database cannot be reached now; requests and sums go on.",
                    gauge -> gauge.call(away.getAsBoolean() ? 1 : 0));
            all.counts(
                    "serai_ledger_rows_dropped_total",
                    "Calls without a row of their own in the ledger, since the database fell behind. The sums include them.",
                    count -> count.call(withoutRow.getAsLong()));
        });
    }

    /**
     * Has it report what is left of clients' limits, too; before the first call.
     *
     * @param states what is used of them, of not too many owners
     */
    public void watchLimits(Supplier<List<State>> states) {
        further = further.andThen(all -> LimitMetrics.addClients(all, states));
    }

    /** Reports on those who have the page open, too. */
    public void watchViewers(IntSupplier viewers) {
        further = further.andThen(all -> all.gauge(
                "serai_page_viewers",
                "Browsers that have the operator's page open.",
                gauge -> gauge.call(viewers.getAsInt())));
    }

    @Override
    public void begun(Call call) {
        inFlight(call).increment();
    }

    @Override
    public void ended(Call call) {
        inFlight(call).decrement();
        Instruments all = instruments;
        if (all == null) {
            // Loading the library takes tens of milliseconds, for which the event loop must not wait.
            Thread.ofVirtual().name("metrics").start(() -> count(call, instruments()));
        } else {
            count(call, all);
        }
    }

    @Override
    public void deferred(Call call) {
        inFlight(call).decrement();
        Instruments all = instruments;
        String operation = operation(call.report().request());
        if (all != null && operation != null) {
            attempts(all, call, operation, labels());
        }
    }

    private void count(Call call, Instruments all) {
        CallReport report = call.report();
        all.requests
                .labelValues(
                        report.origin().ingress(),
                        report.origin().dialect(),
                        call.task(),
                        call.cache(),
                        status(report.status()))
                .inc();
        String operation = operation(report.request());
        if (operation == null) {
            return;
        }
        TargetLabels names = labels();
        attempts(all, call, operation, names);
        answer(all, call, operation, names.of(call.trail().target()));
    }

    private void attempts(Instruments all, Call call, String operation, TargetLabels names) {
        for (Attempt attempt : call.trail().tries()) {
            Label label = names.of(attempt.target());
            String outcome = bounded(attempt.outcome());
            all.attempts.labelValues(label.provider(), label.model(), outcome).inc();
            if (attempt.asked()) {
                String error = outcome.equals("200") ? "" : outcome;
                all.clientDuration
                        .labelValues(operation, label.system(), label.model(), label.provider(), error)
                        .observe(attempt.nanos() * NANOS);
            }
        }
        costs.count(Spending.of(call, prices), names);
    }

    private static void answer(Instruments all, Call call, String operation, Label label) {
        CallReport report = call.report();
        String system = label.system();
        String model = label.model();
        String provider = label.provider();
        String error = report.status() == 200 ? "" : status(report.status());
        all.serverDuration
                .labelValues(operation, system, model, provider, error)
                .observe(report.totalNanos() * NANOS);
        all.overhead.labelValues(report.origin().ingress()).observe(report.overheadNanos() * NANOS);
        if (report.streamed()) {
            all.firstToken.labelValues(operation, system, model, provider).observe(report.firstPieceNanos() * NANOS);
        }
        if (report.firstPieceAfterNanos() > 0) {
            all.firstChunk
                    .labelValues(operation, system, model, provider)
                    .observe(report.firstPieceAfterNanos() * NANOS);
        }
        Usage usage = report.usage();
        if (usage != null) {
            all.tokens.labelValues(operation, system, model, provider, "input").observe(usage.inputTokens());
            if (report.request() instanceof ChatRequest) {
                all.tokens
                        .labelValues(operation, system, model, provider, "output")
                        .observe(usage.outputTokens());
            }
        }
    }

    /** All of them, in Prometheus' text format. */
    public byte[] text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 << 10);
        try {
            PrometheusTextFormatWriter.create()
                    .write(text, instruments().registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    private Instruments instruments() {
        Instruments known = instruments;
        if (known == null) {
            synchronized (this) {
                known = instruments;
                if (known == null) {
                    known = new Instruments();
                    Gauges.add(known, serving, inFlight);
                    costs.addTo(known);
                    further.accept(known);
                    known.count(
                            "serai_log_dropped_total",
                            "Lines that the log of requests has left out, since it could not keep up.",
                            dropped);
                    instruments = known;
                }
            }
        }
        return known;
    }

    private TargetLabels labels() {
        Serving now = serving.get();
        TargetLabels known = labels;
        if (now != null && !known.isOf(now)) {
            known = TargetLabels.of(now);
            labels = known;
        }
        return known;
    }

    private LongAdder inFlight(Call call) {
        return inFlight.computeIfAbsent(call.report().origin().ingress(), ingress -> new LongAdder());
    }

    private static @Nullable String operation(@Nullable Request request) {
        return switch (request) {
            case ChatRequest chat -> "chat";
            case EmbeddingRequest embedding -> "embeddings";
            case null -> null;
        };
    }

    private static String status(int status) {
        return Integer.toString(status);
    }

    /** Words are Serai's own and few; numbers come from vendors. */
    private static String bounded(String outcome) {
        return outcome.length() > 3 && Character.isDigit(outcome.charAt(0)) ? "other" : outcome;
    }
}
