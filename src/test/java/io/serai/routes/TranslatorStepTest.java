package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The translators of a provider's route turn a request into the vendor's payload, and its answer back. */
class TranslatorStepTest extends RouteSteps {

    @Test
    void theVendorGetsItsPayloadAndTheCallerACanonicalAnswer() throws Exception {
        MockEndpoint one = vendor("one");
        answers(one, 200, HELLO);

        assertThat(told(ask("light", "What is it?"))).isEqualTo("Hello");
        one.expectedMessageCount(1);
        MockEndpoint.assertIsSatisfied(context);
        String sent =
                new String(one.getReceivedExchanges().getFirst().getIn().getBody(byte[].class), StandardCharsets.UTF_8);
        assertThat(sent).contains("\"model\":\"small\"").contains("What is it?");
        assertThat(one.getReceivedExchanges().getFirst().getIn().getHeader("CamelHttpUri"))
                .isEqualTo("http://127.0.0.1:9/v1/chat/completions");
    }
}
