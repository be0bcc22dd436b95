package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.Call;
import io.serai.chat.ClientWishes;
import io.serai.chat.Outcome;
import io.serai.chat.RejectedException;
import io.serai.demo.simulator.TurnedClock;
import io.serai.provider.OutageException;
import io.serai.provider.UnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a degraded pool leaves its first step alone, and when it tries it again. */
class LeftAlonePoolTest {
    private final TurnedClock clock = new TurnedClock();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Degradation pool = new Degradation();
    private final List<String> asked = new ArrayList<>();
    private String firstDoes = "answer";
    private @Nullable Exception before;

    @BeforeEach
    void twoSteps() {
        context.getRegistry().bind("clock", InstantSource.class, clock);
        pool.setCamelContext(context);
        pool.setCalls(4);
        pool.setMinimum(2);
        pool.setSuccessRate(50);
        pool.setRest("30s");
        step("first");
        step("second");
    }

    private void step(String name) {
        pool.addProcessor(AsyncProcessorConverterHelper.convert(exchange -> {
            asked.add(name);
            before = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            String does = name.equals("first") ? firstDoes : "answer";
            switch (does) {
                case "fail" -> throw new OutageException(Outcome.RESET, "it closed the connection", true, null, null);
                case "refuse" -> throw new RejectedException(400, "unsupported", "no such thing", null);
                default -> exchange.getMessage().setBody(name);
            }
        }));
    }

    @Test
    void aCallThatFailsGoesOnToTheNextStep() {
        firstDoes = "fail";

        Exchange exchange = ask();

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("second");
        assertThat(asked).containsExactly("first", "second");
    }

    @Test
    void whatTheCallerDidWrongGoesBackToHim() {
        firstDoes = "refuse";

        assertThat(ask().getException()).isInstanceOf(RejectedException.class);
        assertThat(ask().getException()).isInstanceOf(RejectedException.class);
        firstDoes = "answer";
        ask();
        assertThat(asked).containsExactly("first", "first", "first");
    }

    @Test
    void afterTooManyFailuresItIsLeftAloneAndTriedOnceAfterItsRest() {
        firstDoes = "fail";
        ask();
        ask();
        asked.clear();

        ask();
        assertThat(asked).containsExactly("second");
        clock.go(Duration.ofSeconds(30));
        asked.clear();
        ask();
        ask();
        assertThat(asked).as("one that fails again rests again").containsExactly("first", "second", "second");

        clock.go(Duration.ofSeconds(30));
        firstDoes = "answer";
        asked.clear();
        ask();
        ask();
        assertThat(asked).as("one that answers is asked again").containsExactly("first", "first");
    }

    @Test
    void fewFailuresAmongManyCallsAreBorne() {
        for (int i = 0; i < 12; i++) {
            firstDoes = i % 2 == 0 ? "answer" : "fail";
            ask();
        }
        asked.clear();
        ask();

        assertThat(asked.getFirst()).isEqualTo("first");
    }

    @Test
    void aStepThatIsLeftAloneSaysUntilWhen() {
        firstDoes = "fail";
        ask();
        ask();

        ask();

        assertThat(before)
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        why -> assertThat(why.retryAt())
                                .isEqualTo(clock.instant().plusSeconds(30)));
    }

    private Exchange ask() {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(Call.PROPERTY, Call.of(ClientWishes.NONE));
        exchange.getMessage().setBody("question");
        pool.process(exchange, done -> {});
        return exchange;
    }
}
