package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The load balancer of a pool fails over to its next target. */
class BalancerStepTest extends RouteSteps {

    @Test
    void itFailsOverToTheNextTargetAndNoFurther() throws Exception {
        MockEndpoint one = vendor("one");
        MockEndpoint two = vendor("two");
        answers(one, 500, "{}");
        answers(two, 200, HELLO);

        assertThat(told(ask("light", "hi"))).isEqualTo("Hello");
        one.expectedMessageCount(1);
        two.expectedMessageCount(1);
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void theCallersOwnMistakeGoesBackToTheCaller() throws Exception {
        MockEndpoint one = vendor("one");
        MockEndpoint two = vendor("two");
        answers(one, 400, "{\"error\":{\"message\":\"messages must not be empty\"}}");
        two.expectedMessageCount(0);

        assertThat(told(ask("light", "hi"))).isEqualTo("RejectedException");
        MockEndpoint.assertIsSatisfied(context);
    }
}
