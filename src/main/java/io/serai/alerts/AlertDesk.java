package io.serai.alerts;

import io.serai.chat.CallObserver;
import io.serai.provider.view.ProviderView;
import io.serai.quota.Allowances.State;
import io.serai.quota.Limit.Unit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks every ten seconds whether there is something that operators want to know, and has it sent by threads of its own. However long that
 * takes, no request waits: what is too much is left out and counted.
 */
public final class AlertDesk implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration LONG_WINDOW = Duration.ofHours(1);
    private static final int SENDERS = 4;
    private static final int MOST_WAITING = 256;

    private final InstantSource clock;
    private final Supplier<@Nullable Thresholds> thresholds;
    private final Supplier<List<ProviderView>> providers;
    private final Supplier<List<State>> budgets;
    private final CallTally tally;
    private final Crossings crossings = new Crossings();
    private final Consumer<Alert> sender;
    private final Consumer<String> trouble;
    private final LongAdder dropped = new LongAdder();
    private final ThreadPoolExecutor sending = new ThreadPoolExecutor(
            SENDERS,
            SENDERS,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("alert").factory(),
            (alert, full) -> dropped.increment());
    private @Nullable ScheduledExecutorService timer;

    /**
     * @param thresholds those of the revision that serves; null if it wants no alerts
     * @param providers how providers are
     * @param budgets what is used of the limits of clients
     * @param sender sends an alert, however long that takes
     * @param trouble hears of what went wrong
     */
    public AlertDesk(
            InstantSource clock,
            Supplier<@Nullable Thresholds> thresholds,
            Supplier<List<ProviderView>> providers,
            Supplier<List<State>> budgets,
            Consumer<Alert> sender,
            Consumer<String> trouble) {
        this.clock = clock;
        this.thresholds = thresholds;
        this.providers = providers;
        this.budgets = budgets;
        this.tally = new CallTally(clock);
        this.sender = sender;
        this.trouble = trouble;
        sending.allowCoreThreadTimeOut(true);
    }

    /** The observer of calls. */
    public CallObserver observer() {
        return tally;
    }

    /** How many alerts were left out. */
    public long dropped() {
        return dropped.sum();
    }

    /** Looks by itself from now on. */
    public synchronized void begin() {
        tally.count(thresholds.get() != null);
        if (timer == null) {
            ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("alerts").factory());
            timer = looking;
            var unused = looking.scheduleWithFixedDelay(
                    this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Looks once, and has sent what is new. */
    public synchronized void look() {
        try {
            Thresholds rules = thresholds.get();
            tally.count(rules != null);
            if (rules != null) {
                crossings
                        .look(conditions(rules), rules.coolDown(), clock.instant())
                        .forEach(alert -> sending.execute(() -> send(alert)));
            }
        } catch (RuntimeException e) {
            trouble.accept("Alerts could not be looked for: " + e);
        }
    }

    private void send(Alert alert) {
        try {
            sender.accept(alert);
        } catch (RuntimeException e) {
            trouble.accept("An alert could not be sent (" + alert.text() + "): " + e);
        }
    }

    private List<Condition> conditions(Thresholds rules) {
        List<Condition> found = new ArrayList<>();
        calls(rules, found);
        providers.get().forEach(provider -> provider(rules, provider, found));
        if (rules.budget() > 0) {
            budgets.get().forEach(state -> budget(rules.budget(), state, found));
        }
        return found;
    }

    private void calls(Thresholds rules, List<Condition> found) {
        tally.counts(rules.window()).forEach((provider, counts) -> {
            if (counts.calls() < rules.calls()) {
                return;
            }
            String whose = provider.isEmpty() ? "all requests" : "the calls of " + provider;
            long minutes = rules.window().toMinutes();
            if (counts.percent() < rules.successRate()) {
                found.add(new Condition(
                        "success-rate",
                        provider.isEmpty() ? "requests" : provider,
                        String.format(
                                Locale.ROOT,
                                "Only %.0f %% of %s went well in the last %d min (%d of %d).",
                                counts.percent(),
                                whose,
                                minutes,
                                counts.well(),
                                counts.calls()),
                        counts.percent(),
                        rules.successRate()));
            }
            double millis = counts.meanMillis();
            if (!provider.isEmpty()
                    && rules.latency().isPositive()
                    && millis >= rules.latency().toMillis()) {
                found.add(new Condition(
                        "latency",
                        provider,
                        String.format(
                                Locale.ROOT,
                                "%s takes %.1f s to begin an answer, in the mean of the last %d min.",
                                provider,
                                millis / 1000,
                                minutes),
                        millis,
                        rules.latency().toMillis()));
            }
        });
    }

    private static void provider(Thresholds rules, ProviderView provider, List<Condition> found) {
        if (!provider.on()) {
            return;
        }
        if (rules.providerDown() && provider.breaker().equals("open")) {
            found.add(new Condition(
                    "provider-down",
                    provider.name(),
                    provider.name() + " is down: its breaker is open, since too many calls failed.",
                    0,
                    0));
        }
        for (ProviderView.KeyView key : provider.keys()) {
            if (rules.keyRefused() && key.state().equals("refused")) {
                found.add(new Condition(
                        "key-refused",
                        key.alias(),
                        "The vendor of " + provider.name() + " refuses the key " + key.alias() + ": " + key.why(),
                        0,
                        0));
            }
        }
    }

    private static void budget(int percent, State state, List<Condition> found) {
        boolean lasting = state.limit().unit() == Unit.MONEY
                || state.limit().unit() != Unit.PARALLEL
                        && state.limit().period().compareTo(LONG_WINDOW) >= 0;
        if (!lasting || state.limit().amount() <= 0) {
            return;
        }
        double used = 100.0 * state.used() / state.limit().amount();
        if (used >= percent) {
            found.add(new Condition(
                    "budget",
                    state.owner() + ' ' + state.limit(),
                    String.format(
                            Locale.ROOT, "%.0f %% of the limit %s of %s is used.", used, state.limit(), state.owner()),
                    used,
                    percent));
        }
    }

    @Override
    public void close() {
        ScheduledExecutorService looking;
        synchronized (this) {
            looking = timer;
        }
        if (looking != null) {
            looking.shutdownNow();
        }
        sending.shutdownNow();
    }
}
