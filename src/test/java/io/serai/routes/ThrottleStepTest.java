package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The throttle of a provider's route rejects, and the balancer moves on. */
class ThrottleStepTest extends RouteSteps {

    @Override
    String limits() {
        return "2/min";
    }

    @Test
    void itRejectsAndTheNextTargetIsAsked() throws Exception {
        MockEndpoint one = vendor("one");
        MockEndpoint two = vendor("two");
        answers(one, 200, HELLO.replace("Hello", "one"));
        answers(two, 200, HELLO.replace("Hello", "two"));

        assertThat(told(ask("light", "1"))).isEqualTo("one");
        assertThat(told(ask("light", "2"))).isEqualTo("one");
        assertThat(told(ask("light", "3"))).isEqualTo("two");
        one.expectedMessageCount(2);
        two.expectedMessageCount(1);
        MockEndpoint.assertIsSatisfied(context);
    }
}
