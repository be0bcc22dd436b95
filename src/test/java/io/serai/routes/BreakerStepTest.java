package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.RunningSerai;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The circuit breaker of a provider's route opens, and its vendor is left alone. */
class BreakerStepTest extends RouteSteps {

    @Override
    RunningSerai.Setup set(RunningSerai.Setup setup) {
        return setup.provider("quick", "http://127.0.0.1:9/v1", "openFor", "2s")
                .provider("older", "http://127.0.0.1:9/v1", "openMillis", "700");
    }

    @Test
    void theEntrySaysHowLongItStaysOpen() {
        assertThat(Stream.of("one", "quick", "older").map(this::openMillis)).containsExactly(15_000L, 2_000L, 700L);
    }

    private long openMillis(String provider) {
        return context.getRegistry()
                .lookupByNameAndType("breaker-" + provider, CircuitBreaker.class)
                .getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState()
                .apply(1);
    }

    @Test
    void itOpensAfterFailuresOfTheVendor() throws Exception {
        MockEndpoint one = vendor("one");
        MockEndpoint two = vendor("two");
        one.whenAnyExchangeReceived(exchange -> {
            throw new ConnectException("refused");
        });
        answers(two, 200, HELLO);

        for (int i = 0; i < 6; i++) {
            assertThat(told(ask("light", "question " + i))).isEqualTo("Hello");
        }
        one.expectedMessageCount(2);
        two.expectedMessageCount(6);
        MockEndpoint.assertIsSatisfied(context);
    }
}
