package io.serai.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.serai.provider.health.CallDetails;
import io.serai.provider.health.KnownModels;
import io.serai.provider.health.ModelHealth;
import io.serai.provider.health.Speed;
import io.serai.provider.health.SteadyClock;
import io.serai.provider.health.Thoughts;
import io.serai.provider.key.KeyJournal;
import io.serai.provider.key.KeyRing;
import io.serai.provider.key.SignedKeys;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Demand;
import io.serai.quota.Ledger;
import io.serai.quota.Limit;
import io.serai.quota.Plausible;
import io.serai.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The state of a provider from its answers so far, which outlives every edit of the routes. */
public final class ProviderState {
    private static final double USUAL_OUTPUT = 500;
    private static final double SMOOTHING = 0.2;
    private static final Duration LONGEST_OPEN = Duration.ofMinutes(5);

    /** The failures in a row that open a breaker whatever its settings, if no call succeeds meanwhile. */
    private static final int IN_A_ROW = 3;

    private static final Duration SELDOM = Duration.ofSeconds(30);

    private final KnownModels known = new KnownModels();
    private final Demand demand;
    private final KeyRing keys;
    private final ModelHealth models;
    private final Quota quota;
    private final SignedKeys signed;
    private final Speed speed;
    private final Thoughts thoughts = new Thoughts();
    private final CallDetails details = new CallDetails();
    private final Runnable freed;
    private final Lessons lessons;
    private final String name;
    private final InstantSource clock;
    private final Map<String, Double> outputs = new ConcurrentHashMap<>();
    private volatile List<String> paid = List.of();
    private volatile boolean keysLost;
    private volatile @Nullable CircuitBreaker breaker;
    private volatile Duration longestWindow = Duration.ZERO;
    private volatile Instant halfOpenAt = Instant.MIN;
    private volatile Instant openSince = Instant.MIN;
    private volatile Duration longestOpen = LONGEST_OPEN;
    private final Map<BreakerSettings, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    /** @param freed told when one of its targets may have become free */
    ProviderState(
            String name, InstantSource clock, Ledger ledger, KeyJournal journal, Lessons lessons, Runnable freed) {
        this.name = name;
        this.lessons = lessons;
        this.clock = clock;
        this.demand = new Demand(clock);
        this.freed = freed;
        this.keys = new KeyRing(name, clock, journal, freed, known::counts);
        this.models = new ModelHealth(clock, freed, known::counts);
        this.quota = new Quota(clock, ledger, freed);
        this.quota.names(known::name);
        this.speed = new Speed(clock, known::counts);
        this.signed = new SignedKeys(clock);
    }

    public Instant now() {
        return clock.instant();
    }

    /** What vendors have refused. */
    public Lessons lessons() {
        return lessons;
    }

    /** Whether its keys should come from a file, which has none that can be used. */
    boolean keysLost() {
        return keysLost;
    }

    void keysLost(boolean lost) {
        keysLost = lost;
    }

    /** Of which models something is kept. */
    public KnownModels known() {
        return known;
    }

    public KeyRing keys() {
        return keys;
    }

    public ModelHealth models() {
        return models;
    }

    /** What its models thought before they called tools. */
    Thoughts thoughts() {
        return thoughts;
    }

    /** What it wrote beside calls for itself. */
    CallDetails details() {
        return details;
    }

    public Speed speed() {
        return speed;
    }

    /** The breaker that was used last; null before there was one. */
    @Nullable
    public CircuitBreaker breaker() {
        return breaker;
    }

    /** Lets the next call through the breaker if it is open, and says whether it was. */
    public boolean halfOpen() {
        CircuitBreaker last = breaker;
        if (last == null || last.getState() != CircuitBreaker.State.OPEN) {
            return false;
        }
        halfOpenAt = clock.instant();
        last.transitionToHalfOpenState();
        freed.run();
        return true;
    }

    /** Forgets what speaks against the provider as a whole, against its keys and its models. */
    public void wake() {
        CircuitBreaker last = breaker;
        if (last != null) {
            last.transitionToClosedState();
        }
        halfOpenAt = Instant.MIN;
        keys.keys().forEach(keys::wake);
        models.all().keySet().forEach(models::answered);
        freed.run();
    }

    /** How the breaker is that was used last. */
    public CircuitBreaker.State breakerState() {
        CircuitBreaker last = breaker;
        return last == null ? CircuitBreaker.State.CLOSED : last.getState();
    }

    SignedKeys signed() {
        return signed;
    }

    public Quota quota() {
        return quota;
    }

    /** How much people ask of it. */
    public Demand demand() {
        return demand;
    }

    /** A wait that the vendor asks for, or the longest that its limits make plausible. */
    public Duration plausible(Duration told) {
        return Plausible.wait(told, longestWindow);
    }

    /** Takes the limits of its keys. */
    public void limits(List<Limit> limits) {
        longestWindow =
                limits.stream().map(Limit::period).max(Duration::compareTo).orElse(Duration.ZERO);
        keys.longest(Plausible.longest(longestWindow));
        quota.limits(limits.stream().filter(limit -> !limit.wholeVendor()).toList());
    }

    /** Its models that cost something, or may. */
    List<String> paid() {
        return paid;
    }

    void paid(List<String> models) {
        paid = List.copyOf(models);
    }

    /** How many tokens a model's answers have on the average. */
    double usualOutput(String model) {
        return outputs.getOrDefault(model, USUAL_OUTPUT);
    }

    void answeredWith(String model, long tokens) {
        if (known.counts(model)) {
            outputs.merge(model, (double) tokens, (old, newest) -> old + (newest - old) * SMOOTHING);
        }
    }

    /** The breaker with these settings; a changed setting begins a new one. */
    public CircuitBreaker breaker(BreakerSettings settings) {
        CircuitBreaker wished = breakers.computeIfAbsent(settings, wanted -> {
            CircuitBreaker made = CircuitBreaker.of(name, wanted.config(new SteadyClock(clock)));
            new Failures(made, wanted, clock).listen();
            return made;
        });
        breaker = wished;
        return wished;
    }

    /** When a breaker opened last. */
    Instant openSince() {
        return openSince;
    }

    /** When a breaker that is open will let a call through. */
    public Instant halfOpenAt() {
        Instant latest = clock.instant().plus(longestOpen);
        return halfOpenAt.isAfter(latest) ? latest : halfOpenAt;
    }

    /** The failures of a breaker's calls in a row, while it was closed and since it has opened. */
    private final class Failures {
        private final CircuitBreaker of;
        private final BreakerSettings settings;
        private final InstantSource clock;
        private int inARow;
        private int openings;
        private Instant since = Instant.MAX;

        Failures(CircuitBreaker of, BreakerSettings settings, InstantSource clock) {
            this.of = of;
            this.settings = settings;
            this.clock = clock;
        }

        void listen() {
            of.getEventPublisher()
                    .onSuccess(event -> succeeded())
                    .onError(event -> failed())
                    .onStateTransition(
                            change -> became(change.getStateTransition().getToState()));
        }

        private synchronized void succeeded() {
            inARow = 0;
        }

        /** A provider that is seldom asked need not fail as often as one that is asked all the time. */
        private void failed() {
            if (longEnough() && of.getState() == CircuitBreaker.State.CLOSED) {
                of.transitionToOpenState();
            }
        }

        private synchronized boolean longEnough() {
            Instant now = clock.instant();
            if (inARow++ == 0) {
                since = now;
            }
            return inARow >= IN_A_ROW && !now.isBefore(since.plus(SELDOM));
        }

        private synchronized void became(CircuitBreaker.State state) {
            if (state == CircuitBreaker.State.OPEN) {
                openings++;
                openSince = clock.instant();
                Duration open = Duration.ofMillis(settings.open().apply(openings));
                longestOpen = open;
                halfOpenAt = openSince.plus(open);
            } else if (state == CircuitBreaker.State.CLOSED) {
                openings = 0;
                inARow = 0;
            }
        }
    }

    /**
     * The numbers of a breaker.
     *
     * @param failureRate the share of failed calls, in percent, at which it opens
     * @param window over how many calls the share is taken
     * @param minimumCalls how many calls there must have been
     * @param openMillis how long it stays open; each time in a row twice as long, up to five minutes
     */
    public record BreakerSettings(float failureRate, int window, int minimumCalls, long openMillis) {
        CircuitBreakerConfig config(InstantSource clock) {
            return CircuitBreakerConfig.custom()
                    .clock(clock.withZone(ZoneOffset.UTC))
                    .failureRateThreshold(failureRate)
                    .slidingWindowSize(window)
                    .minimumNumberOfCalls(minimumCalls)
                    .waitIntervalFunctionInOpenState(open())
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .recordException(Breakers::counts)
                    .build();
        }

        /** How long it stays open in milliseconds, by how often in a row it has opened. */
        IntervalFunction open() {
            return IntervalFunction.ofExponentialBackoff(openMillis, 2, Math.max(openMillis, LONGEST_OPEN.toMillis()));
        }
    }
}
