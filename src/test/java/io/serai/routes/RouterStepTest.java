package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The content-based router of the shipped routes picks the pool by the task. */
class RouterStepTest extends RouteSteps {

    @Test
    void itPicksThePoolOfTheTask() throws Exception {
        mock("by-task", "direct:pool-code", "code", "direct:pool-light", "light");
        MockEndpoint code = getMockEndpoint("mock:code");
        MockEndpoint light = getMockEndpoint("mock:light");
        code.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer("from code")));
        light.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer("from light")));

        assertThat(told(ask("auto", "Write a Java function that sorts a list: ```java int[] a;```")))
                .isEqualTo("from code");
        assertThat(told(ask("auto", "Hello"))).isEqualTo("from light");
        code.expectedMessageCount(1);
        light.expectedMessageCount(1);
        MockEndpoint.assertIsSatisfied(context);
    }
}
