package io.serai.provider.recovery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.provider.Provider;
import io.serai.provider.ProviderState;
import io.serai.provider.Providers;
import io.serai.provider.Target;
import io.serai.provider.health.ModelHealth;
import io.serai.provider.key.KeyNames;
import io.serai.provider.key.KeyState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, at growing intervals, if failed things work again: a refused key and a provider with an open breaker by a question that uses
 * no quota, a failed model that nobody has asked since by a chat of one token. Results of real calls take precedence
 * and make probes needless.
 */
public final class Recovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long LOOK_MILLIS = 500;
    private static final int ILL = 3;
    private static final int AT_ONCE = 4;

    /** Chats cost something: after this many failures, in two and a half hours, only real calls try it. */
    private static final int CHATS = 10;

    /** Where probes run while others ask: each on a thread of its own. */
    public static final Executor THREADS =
            task -> Thread.ofVirtual().name("probe").start(task);

    private final Supplier<@Nullable Providers> providers;
    private final BiConsumer<Target, ChatRequest> chat;
    private final InstantSource clock;
    private final Probe probe;
    private final Executor executor;
    private final Map<String, Interval> intervals = new ConcurrentHashMap<>();
    private final Semaphore chatting = new Semaphore(AT_ONCE);
    private @Nullable ScheduledExecutorService timer;

    /**
     * @param providers those that serve now; null while none do
     * @param chat asks a target, by the way that requests take
     * @param executor where the probes run
     */
    public Recovery(
            Supplier<@Nullable Providers> providers,
            BiConsumer<Target, ChatRequest> chat,
            InstantSource clock,
            Executor executor) {
        this(providers, chat, clock, new Probe(), executor);
    }

    Recovery(
            Supplier<@Nullable Providers> providers,
            BiConsumer<Target, ChatRequest> chat,
            InstantSource clock,
            Probe probe,
            Executor executor) {
        this.providers = providers;
        this.chat = chat;
        this.clock = clock;
        this.probe = probe;
        this.executor = executor;
    }

    /** Begins to look. */
    public synchronized void begin() {
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("recovery").factory());
        var unused = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Starts the probes whose time has come. */
    public void look() {
        Providers all = providers.get();
        if (all == null) {
            return;
        }
        Set<String> unwell = new HashSet<>();
        for (Provider provider : all.all()) {
            if (provider.on()) {
                lookAt(provider, unwell);
            }
        }
        intervals.keySet().retainAll(unwell);
    }

    private void lookAt(Provider provider, Set<String> unwell) {
        ProviderState state = provider.state();
        if (probe.can(provider)) {
            CircuitBreaker breaker = state.breaker();
            if (breaker != null && breaker.getState() == CircuitBreaker.State.OPEN) {
                due(provider.name(), Interval.PROVIDER, unwell, () -> wakes(provider));
            } else if (breaker != null && breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
                unwell.add(provider.name());
            }
            for (String key : state.keys().keys()) {
                KeyState whole = state.keys().of(key, "");
                boolean refused = whole.kind() == KeyState.Kind.REFUSED && whole.rests(clock.instant());
                if (refused && state.keys().isProbedInVain(key)) {
                    unwell.add(provider.name() + ' ' + KeyNames.of(key));
                } else if (refused) {
                    due(provider.name() + ' ' + KeyNames.of(key), Interval.KEY, unwell, () -> accepts(provider, key));
                }
            }
        }
        Map<String, ModelHealth.Illness> ill = state.models().all();
        ill.forEach((model, illness) -> {
            boolean resting = clock.instant().isBefore(illness.until());
            if (!state.known().isThere(model)) {
                // A client may have invented it.
                return;
            }
            if (illness.failures() >= ILL && !resting && state.breakerState() == CircuitBreaker.State.CLOSED) {
                String name = provider.name() + '/' + model;
                due(name, Interval.MODEL, unwell, () -> answers(new Target(provider.name(), model), illness));
            } else if (illness.failures() >= ILL) {
                unwell.add(provider.name() + '/' + model);
            }
        });
    }

    private void due(String subject, Interval first, Set<String> unwell, Runnable probing) {
        unwell.add(subject);
        Instant now = clock.instant();
        Interval interval = intervals.computeIfAbsent(subject, name -> first.from(now));
        boolean begins = !now.isBefore(interval.next()) && !interval.isOver();
        if (!begins) {
            return;
        }
        if (!first.equals(Interval.MODEL)) {
            intervals.put(subject, interval.longer(now));
            executor.execute(probing);
        } else if (chatting.tryAcquire()) {
            intervals.put(subject, interval.longer(now));
            executor.execute(() -> {
                try {
                    probing.run();
                } finally {
                    chatting.release();
                }
            });
        }
    }

    /** A provider that answers at all lets the next real call through its breaker. */
    private void wakes(Provider provider) {
        String key = provider.state().keys().keys().getFirst();
        Integer status = status(provider, key);
        if (status != null && status < 500 && provider.state().halfOpen()) {
            LOG.info("{} answers again, one call may try it", provider.name());
            // Where that call fails, the answer to a probe says little.
            intervals.computeIfPresent(provider.name(), (name, interval) -> interval.inVain(clock.instant()));
        }
    }

    private void accepts(Provider provider, String key) {
        Integer status = status(provider, key);
        if (status != null && status >= 200 && status < 300) {
            LOG.info("{} is accepted again", provider.state().keys().alias(key));
            provider.state().keys().accepted(key);
        }
    }

    private @Nullable Integer status(Provider provider, String key) {
        try {
            return probe.ask(provider, key);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void answers(Target target, ModelHealth.Illness illness) {
        LOG.debug("{} failed with {}, is it well again?", target, illness.why());
        chat.accept(
                target,
                new ChatRequest(
                        "openai",
                        target.model(),
                        List.of(Message.of(Role.USER, "Hi")),
                        List.of(),
                        false,
                        Map.of("max_tokens", 1)));
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
        probe.close();
    }

    /** When to probe next: each time twice as long after the last, up to the most, and so often at most. */
    private record Interval(Duration now, Duration most, Instant next, int left) {
        static final Interval PROVIDER = of(Duration.ofSeconds(1), Duration.ofSeconds(30), Integer.MAX_VALUE);
        static final Interval KEY = of(Duration.ofSeconds(30), Duration.ofHours(1), Integer.MAX_VALUE);
        static final Interval MODEL = of(Duration.ofSeconds(30), Duration.ofMinutes(30), CHATS);

        private static final Duration MOST_IN_VAIN = Duration.ofMinutes(5);

        private static Interval of(Duration first, Duration most, int tries) {
            return new Interval(first, most, Instant.MIN, tries);
        }

        /** Whether it was tried often enough: only a real call can show more. */
        boolean isOver() {
            return left <= 0;
        }

        Interval from(Instant moment) {
            return new Interval(now, most, moment.plus(now), left);
        }

        Interval longer(Instant moment) {
            Duration longer = least(now.multipliedBy(2), most);
            return new Interval(longer, most, moment.plus(longer), left - 1);
        }

        /** Longer, and from now on the most is more. */
        Interval inVain(Instant moment) {
            Duration longer = least(now.multipliedBy(2), MOST_IN_VAIN);
            return new Interval(longer, most.compareTo(longer) > 0 ? most : longer, moment.plus(longer), left);
        }

        private static Duration least(Duration one, Duration other) {
            return one.compareTo(other) > 0 ? other : one;
        }
    }
}
