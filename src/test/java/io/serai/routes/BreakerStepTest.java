package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The circuit breaker of a provider's route opens, and its vendor is left alone. */
class BreakerStepTest extends RouteSteps {

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
