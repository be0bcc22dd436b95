package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.catalog.Catalog;
import io.serai.chat.ChatRequest;
import io.serai.chat.Failure;
import io.serai.chat.Outcome;
import io.serai.demo.simulator.TurnedClock;
import io.serai.dialect.openai.OpenAiClient;
import io.serai.provider.ProviderState.BreakerSettings;
import io.serai.provider.key.KeyJournal;
import io.serai.provider.key.KeyNames;
import io.serai.provider.key.KeyOrder;
import io.serai.provider.key.KeyState;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Ledger;
import io.serai.quota.Limit;
import io.serai.quota.Permit;
import io.serai.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whether a target can be asked now, and if not, why and until when; looking uses nothing. */
class TargetGateTest {
    private static final Target TARGET = new Target("p", "m");

    private final TurnedClock clock = new TurnedClock();
    private final ProviderStates states =
            new ProviderStates(clock, name -> Ledger.NONE, KeyJournal.none(), Lessons.none());
    private final Providers providers = new Providers(states);
    private final ProviderState state = states.of("p");
    private final CircuitBreaker breaker = state.breaker(new BreakerSettings(50, 4, 2, 60_000));

    @Test
    void aTargetAgainstWhichNothingSpeaksIsAsked() {
        Provider provider = provider("2/min", "one", "two");
        assertThat(look(provider)).isNull();
    }

    @Test
    void aProviderWithoutAKeyIsOff() {
        Gate.No no = no(provider(false, ""));
        assertThat(no.outcome()).isEqualTo(Outcome.OFF);
        assertThat(no.why()).contains("it has no key");
        assertThat(no.until()).isNull();
    }

    @Test
    void aModelThatFailedTwiceRests() {
        Provider provider = provider("", "one");
        state.models().failed("m", "500", null);
        assertThat(look(provider)).isNull();
        state.models().failed("m", "500", null);
        Gate.No no = no(provider);
        assertThat(no.outcome()).isEqualTo(Outcome.RESTING);
        assertThat(no.why()).isEqualTo("p/m rests since it answered 500");
        assertThat(no.until()).isEqualTo(in(1));
        clock.go(Duration.ofSeconds(1));
        assertThat(look(provider)).isNull();
    }

    @Test
    void aModelThatTheVendorDoesNotOfferIsUnknown() {
        Provider provider = provider("", "one");
        state.models().unknown("m", "404", in(60));
        assertThat(no(provider).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void anOpenBreakerIsReportedUntilItsHalfOpenState() {
        Provider provider = provider("", "one");
        breaker.transitionToOpenState();
        Gate.No no = no(provider);
        assertThat(no.outcome()).isEqualTo(Outcome.OPEN);
        assertThat(no.until()).isEqualTo(state.halfOpenAt());
    }

    @Test
    void oneKeyThatIsWellIsEnough() {
        Provider provider = provider("", "one", "two");
        rest("one", KeyState.Kind.COOLING, 60);
        assertThat(look(provider)).isNull();
    }

    @Test
    void ofKeysThatAllRestTheOneThatIsBackFirstIsReported() {
        Provider provider = provider("", "one", "two");
        rest("one", KeyState.Kind.COOLING, 60);
        rest("two", KeyState.Kind.COOLING, 20);
        Gate.No no = no(provider);
        assertThat(no.why()).startsWith("p#2 is cooling");
        assertThat(no.until()).isEqualTo(in(20));
        assertThat(no.failure()).isEqualTo(Failure.LIMIT);
    }

    @Test
    void aKeyThatWasRefusedComesBackAtNoTimeThatAnybodyKnows() {
        Provider provider = provider("", "one");
        rest("one", KeyState.Kind.REFUSED, 60);
        Gate.No no = no(provider);
        assertThat(no.until()).isNull();
        assertThat(no.limit()).isFalse();
    }

    @Test
    void aLimitThatIsUsedUpIsReportedAndLookingUsesNothing() {
        Provider provider = provider("2/min", "one");
        for (int i = 0; i < 10; i++) {
            assertThat(look(provider)).isNull();
        }
        take("one");
        take("one");
        Gate.No no = no(provider);
        assertThat(no.outcome()).isEqualTo(Outcome.QUOTA);
        assertThat(no.limit()).isTrue();
        assertThat(no.until()).isAfter(clock.instant()).isBeforeOrEqualTo(in(61));
    }

    @Test
    void aLimitOfTheWholeVendorCountsForEachOfItsProviders() {
        Provider provider = provider("1 parallel per vendor", "one");
        assertThat(look(provider)).isNull();
        Quota.Answer taken = states.vendor(provider.vendor().name()).take("", "m", 1);
        assertThat(taken).isInstanceOf(Permit.class);
        assertThat(no(provider).why()).startsWith(provider.vendor().name() + ": ");
    }

    private Provider provider(String limits, String... keys) {
        return provider(true, limits, keys);
    }

    private Provider provider(boolean on, String limits, String... keys) {
        Provider provider = new Provider(
                "p",
                Catalog.shipped().vendor("openai-compatible").orElseThrow(),
                "http://127.0.0.1:1/v1",
                new OpenAiClient(),
                List.of(keys),
                KeyOrder.ROUND_ROBIN,
                Limit.parse(limits),
                on,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                null,
                List.of("m"),
                state);
        providers.add(provider);
        providers.apply();
        return provider;
    }

    private Gate.@Nullable No look(Provider provider) {
        return Gate.look(providers, provider, TARGET, ChatRequest.ofPrompt("Why?"));
    }

    private Gate.No no(Provider provider) {
        Gate.No no = look(provider);
        assertThat(no).isNotNull();
        return no == null ? new Gate.No(Outcome.ANSWERED, "", null) : no;
    }

    private void rest(String key, KeyState.Kind kind, long seconds) {
        state.keys().rest(key, "", kind, "429", in(seconds));
    }

    private void take(String key) {
        assertThat(state.quota().take(KeyNames.of(key), "m", 1)).isInstanceOf(Permit.class);
    }

    private Instant in(long seconds) {
        return clock.instant().plusSeconds(seconds);
    }
}
