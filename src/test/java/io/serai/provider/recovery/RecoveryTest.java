package io.serai.provider.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.catalog.Catalog;
import io.serai.dialect.openai.OpenAiClient;
import io.serai.provider.Provider;
import io.serai.provider.ProviderState;
import io.serai.provider.ProviderState.BreakerSettings;
import io.serai.provider.ProviderStates;
import io.serai.provider.Providers;
import io.serai.provider.Target;
import io.serai.provider.health.KnownModels;
import io.serai.provider.key.KeyJournal;
import io.serai.provider.key.KeyOrder;
import io.serai.provider.key.KeyState;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was unwell is probed at growing intervals, and only while no real call tells. */
class RecoveryTest {
    private final Clock clock = new Clock();
    private final ProviderStates states =
            new ProviderStates(clock, name -> Ledger.NONE, KeyJournal.none(), Lessons.none());
    private final Providers providers = new Providers(states);
    private final ProviderState state = states.of("p");
    private final CircuitBreaker breaker = state.breaker(new BreakerSettings(50, 4, 2, 60_000));
    private final List<Target> chats = new ArrayList<>();
    private final Answers answers = new Answers();
    private final Recovery recovery =
            new Recovery(() -> providers, (target, request) -> chats.add(target), clock, answers, Runnable::run);

    /** A clock that goes when it is told to. */
    private static final class Clock implements InstantSource {
        private Instant now = Instant.parse("2026-11-21T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** A vendor that answers a probe with the status that the test wants, or not at all. */
    private static final class Answers extends Probe {
        private int status = 200;
        private int asked;

        @Override
        int ask(Provider provider, String key) throws IOException {
            asked++;
            if (status == 0) {
                throw new IOException("down");
            }
            return status;
        }
    }

    @BeforeEach
    void provider() {
        Provider provider = new Provider(
                "p",
                Catalog.shipped().vendor("openai-compatible").orElseThrow(),
                "http://127.0.0.1:1/v1",
                new OpenAiClient(),
                List.of("key-one", "key-two"),
                KeyOrder.ROUND_ROBIN,
                List.of(),
                true,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                null,
                List.of("m"),
                state);
        providers.add(provider);
        providers.apply();
    }

    @Test
    void aProviderThatAnswersAgainGetsOneCall() {
        answers.status = 0;
        breaker.transitionToOpenState();
        look(Duration.ofMillis(2500));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(answers.asked).isEqualTo(1);

        answers.status = 200;
        look(Duration.ofSeconds(2));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        assertThat(state.halfOpenAt()).isBeforeOrEqualTo(clock.instant());
    }

    @Test
    void theIntervalsGrow() {
        answers.status = 0;
        breaker.transitionToOpenState();
        look(Duration.ofMinutes(10));

        // After 1, 2, 4, 8, 16 s, then every 30 s.
        assertThat(answers.asked).isBetween(20, 26);
    }

    @Test
    void whereCallsFailAllTheSameTheIntervalsGrowFurther() {
        breaker.transitionToOpenState();
        int tried = 0;
        for (int i = 0; i < 1800; i++) {
            look(Duration.ofSeconds(1));
            if (breaker.getState() == CircuitBreaker.State.HALF_OPEN && breaker.tryAcquirePermission()) {
                tried++;
                breaker.onError(0, TimeUnit.NANOSECONDS, new IOException("down"));
            }
        }
        assertThat(tried).isBetween(8, 16);
    }

    @Test
    void aRefusedKeyIsUsedAgainWhenTheVendorAcceptsIt() {
        state.keys()
                .rest(
                        "key-one",
                        "",
                        KeyState.Kind.REFUSED,
                        "401",
                        clock.instant().plusSeconds(3600));
        answers.status = 401;
        look(Duration.ofSeconds(40));
        assertThat(state.keys().of("key-one", "m").kind()).isEqualTo(KeyState.Kind.REFUSED);
        assertThat(answers.asked).as("and not the other").isEqualTo(1);

        answers.status = 200;
        look(Duration.ofSeconds(60));
        assertThat(state.keys().of("key-one", "m").kind()).isEqualTo(KeyState.Kind.OK);
    }

    @Test
    void aModelThatNobodyAsksIsAskedForOneToken() {
        for (int i = 0; i < 3; i++) {
            state.models().failed("m", "503", null);
        }
        look(Duration.ofSeconds(20));
        assertThat(chats).as("a real call may tell").isEmpty();

        look(Duration.ofSeconds(20));
        assertThat(chats).containsExactly(new Target("p", "m"));
        state.models().answered("m");
        look(Duration.ofMinutes(5));
        assertThat(chats).hasSize(1);
    }

    @Test
    void aProbeThatRealCallsContradictIsWorthNothing() {
        int refusals = 0;
        for (int i = 0; i < 24 * 120; i++) {
            look(Duration.ofSeconds(30));
            // A real call each half minute; the list of models is public, and the key dead.
            if (!state.keys().of("key-one", "m").rests(clock.instant())) {
                refusals++;
                int times = state.keys().times("key-one", "", KeyState.Kind.REFUSED);
                Duration rest = Duration.ofMinutes(10).multipliedBy(1L << Math.min(times, 5));
                state.keys()
                        .rest(
                                "key-one",
                                "",
                                KeyState.Kind.REFUSED,
                                "401",
                                clock.instant().plus(rest));
            }
        }
        assertThat(refusals).as("in a day").isLessThanOrEqualTo(9);

        state.keys().wake("key-one");
        state.keys().answered("key-one", "m", Instant.MAX);
        state.keys()
                .rest(
                        "key-one",
                        "",
                        KeyState.Kind.REFUSED,
                        "401",
                        clock.instant().plusSeconds(3600));
        look(Duration.ofSeconds(40));
        assertThat(state.keys().of("key-one", "m").kind())
                .as("after a success a probe counts again")
                .isEqualTo(KeyState.Kind.OK);
    }

    @Test
    void modelsThatClientsInventAreNotAsked() {
        for (int i = 0; i < 1000; i++) {
            for (int j = 0; j < 4; j++) {
                state.models().failed("invented-" + i, "500", null);
            }
        }
        look(Duration.ofHours(1));

        assertThat(chats).isEmpty();
        assertThat(state.models().all()).hasSizeLessThanOrEqualTo(KnownModels.MOST_OTHERS);
    }

    @Test
    void aModelThatHasAnsweredOnceIsAskedAgainAndGivenUpAtLast() {
        state.known().answered("once");
        for (int j = 0; j < 4; j++) {
            state.models().failed("once", "500", null);
        }
        look(Duration.ofHours(12));

        assertThat(chats).contains(new Target("p", "once")).hasSizeBetween(5, 12);
    }

    @Test
    void onlyAFewModelsAreAskedAtATime() {
        List<Runnable> running = new ArrayList<>();
        Recovery slow =
                new Recovery(() -> providers, (target, request) -> chats.add(target), clock, answers, running::add);
        for (int i = 0; i < 100; i++) {
            state.known().pooled("pooled-" + i);
            for (int j = 0; j < 4; j++) {
                state.models().failed("pooled-" + i, "500", null);
            }
        }
        for (int i = 0; i < 600; i++) {
            clock.now = clock.now.plusMillis(500);
            slow.look();
        }

        assertThat(running).hasSizeLessThanOrEqualTo(4);
        slow.close();
    }

    @Test
    void whatIsWellIsNotProbed() {
        look(Duration.ofMinutes(10));

        assertThat(answers.asked).isZero();
        assertThat(chats).isEmpty();
    }

    /** Lets time go by, with a look twice a second. */
    private void look(Duration time) {
        Instant end = clock.now.plus(time);
        while (clock.now.isBefore(end)) {
            clock.now = clock.now.plusMillis(500);
            recovery.look();
        }
    }
}
