package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.ClientWishes;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.apache.camel.util.FileUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * A test of one step of the pipeline: the shipped routes as a revision runs them, with two providers and mock endpoints in place of what lies
 * beyond the step.
 */
abstract class RouteSteps extends CamelMainTestSupport {
    private static final String TEMPLATE = "routes/parts/provider.camel.yaml";

    private Path directory = Path.of("");
    private @Nullable RunningSerai serai;

    /** Adds to what Serai is set up with. */
    RunningSerai.Setup set(RunningSerai.Setup setup) {
        return setup;
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        directory = Files.createTempDirectory("serai-routes");
        RunningSerai started = set(RunningSerai.in(directory)
                        .with("serai.http.wait", "0s")
                        .provider(
                                "one",
                                "http://127.0.0.1:9/v1",
                                "limits",
                                limits(),
                                "failureMinimum",
                                "2",
                                "failureWindow",
                                "2")
                        .provider("two", "http://127.0.0.1:9/v1")
                        .pool("light", "one/small", "two/large")
                        .file(TEMPLATE, withMock())
                        .pool("code", "two/large"))
                .start();
        serai = started;
        return started.serai().revisions().current().context();
    }

    String limits() {
        return "";
    }

    @AfterEach
    void stop() {
        if (serai != null) {
            serai.close();
        }
        FileUtil.removeDir(directory.toFile());
    }

    /** Puts mocks in the place of endpoints of a route: patterns of their URIs and names of mocks, in turn. */
    void mock(String route, String... endpoints) throws Exception {
        AdviceWith.adviceWith(context, route, advice -> replace(advice, endpoints));
        context.getRouteController().startRoute(route);
    }

    private static void replace(AdviceWithRouteBuilder advice, String... endpoints) throws Exception {
        for (int i = 0; i < endpoints.length; i += 2) {
            advice.weaveByToUri(endpoints[i]).replace().to("mock:" + endpoints[i + 1]);
        }
    }

    /** The mock in the place of a provider's vendor; all other steps of its route are there. */
    MockEndpoint vendor(String provider) {
        return getMockEndpoint("mock:" + provider);
    }

    /** The shipped template with a mock in the place of the vendor: Camel cannot advise a route that was made by a template. */
    private static String withMock() throws IOException {
        String shipped = Files.readString(Path.of(TEMPLATE));
        String text = shipped.replaceFirst(
                "uri: \"http:vendor/\\{\\{name}}\"\\s+parameters:(\\s+(httpMethod|throwExceptionOnFailure|disableStreamCache|connectTimeout|responseTimeout):"
                        + " .*)+",
                "uri: \"mock:{{name}}\"");
        assertThat(text).contains("mock:{{name}}").doesNotContain("responseTimeout");
        return text;
    }

    /** What a vendor answers with a status and a body. */
    static void answers(MockEndpoint vendor, int status, String body) {
        vendor.whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
            exchange.getMessage().setBody(body);
        });
    }

    static final String HELLO = """
        {"id":"1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}\
        """;

    /** A canonical answer. */
    static ChatResponse answer(String text) {
        Choice choice = new Choice(0, Message.of(Role.ASSISTANT, text), FinishReason.STOP, Map.of());
        return new ChatResponse("1", 1, "m", List.of(choice), null, Map.of(), null);
    }

    /** Asks a question where all requests come in. */
    Exchange ask(String model, String question) {
        ChatRequest request = new ChatRequest(
                "openai", model, List.of(Message.of(Role.USER, question)), List.of(), false, Map.of(), null);
        Call call = Call.of(new ClientWishes("", "", true, true, Duration.ZERO));
        return template.send("direct:chat", exchange -> {
            exchange.setProperty(Call.PROPERTY, call);
            exchange.getMessage().setBody(request);
        });
    }

    /** What was answered; the failure if nothing was. */
    static String told(Exchange exchange) {
        Exception failure = exchange.getException();
        return failure != null
                ? failure.getClass().getSimpleName()
                : exchange.getMessage().getBody() instanceof ChatResponse answer
                        ? answer.choices().getFirst().message().text()
                        : String.valueOf(exchange.getMessage().getBody());
    }
}
