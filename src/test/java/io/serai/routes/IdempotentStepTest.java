package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The idempotent consumer answers a request that it has seen. */
class IdempotentStepTest extends RouteSteps {

    @Test
    void theSameRequestIsAskedOnce() throws Exception {
        mock("by-task", "direct:pool-light", "light");
        MockEndpoint light = getMockEndpoint("mock:light");
        light.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer("once")));

        assertThat(told(ask("light", "the same"))).isEqualTo("once");
        assertThat(told(ask("light", "the same"))).isEqualTo("once");
        assertThat(told(ask("light", "another"))).isEqualTo("once");
        light.expectedMessageCount(2);
        MockEndpoint.assertIsSatisfied(context);
    }
}
