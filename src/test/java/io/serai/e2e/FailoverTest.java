package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.CutStream;
import io.serai.wire.EmptyAnswer;
import io.serai.wire.ErrorInStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.Hangs;
import io.serai.wire.HealthyVendor;
import io.serai.wire.HtmlErrorPage;
import io.serai.wire.InternalError;
import io.serai.wire.RefusesConnections;
import io.serai.wire.ResetsConnections;
import io.serai.wire.TooManyRequests;
import io.serai.wire.Unavailable;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A vendor that misbehaves stands before a healthy one: every caller gets its answer, and the trail tells why. */
class FailoverTest {
    @TempDir
    Path directory;

    static Stream<Arguments> misbehaviour() {
        return Stream.of(
                Arguments.of("429", TooManyRequests.retryAfter(Duration.ofSeconds(20)), "429"),
                Arguments.of("503", new Unavailable(), "503"),
                Arguments.of("500", new InternalError(), "500"),
                Arguments.of("web page", new HtmlErrorPage(), "502"),
                Arguments.of("web page with 200", HtmlErrorPage.withStatus200(), "malformed"),
                Arguments.of("no body", EmptyAnswer.withoutBody(), "empty"),
                Arguments.of("no choices", EmptyAnswer.withoutChoices(), "empty"),
                Arguments.of("no text", EmptyAnswer.withoutContent(), "empty"),
                Arguments.of("cut at once", CutStream.afterHeaders(), "cut"),
                Arguments.of("cut after the role", CutStream.afterTokens(0), "cut"),
                Arguments.of("error event at once", ErrorInStream.atOnce(), ""),
                Arguments.of("reset", new ResetsConnections(), "reset"),
                Arguments.of("refused", new RefusesConnections(), "connect"),
                Arguments.of("hang", new Hangs(), "timeout"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misbehaviour")
    void theNextTargetAnswersPlainAndStreamed(String name, FakeVendor ill, String outcome) {
        try (ill;
                HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("ill", ill, "firstByteTimeout", "300ms")
                        .provider("well", well)
                        .pool("light", "ill/small", "well/small")
                        .start()) {
            HttpResponse<String> streamed = serai.stream("light", "hello streamed");
            HttpResponse<String> plain = serai.ask("light", "hello plain");

            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(plain.body()).contains("well says: hello plain");
            assertThat(plain.headers().firstValue("x-serai-target")).hasValue("well/small");
            assertThat(streamed.statusCode()).isEqualTo(200);
            assertThat(streamed.body()).contains("data: [DONE]").doesNotContain("error");
            String trail = streamed.headers().firstValue("x-serai-attempts").orElseThrow();
            assertThat(trail).startsWith("ill/small " + outcome).contains(", well/small 200 ");
        }
    }
}
