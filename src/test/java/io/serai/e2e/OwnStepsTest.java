package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.InternalError;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel's steps in pools of the user's own do what they do elsewhere, for whole answers and for streams. */
class OwnStepsTest {
    @TempDir
    Path directory;

    @Test
    void aCopyOfARequestIsAskedWithoutAWordToTheClient() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                HealthyVendor shadow = new HealthyVendor("shadow");
                RunningSerai serai = with("""
                                - wireTap: { uri: "llm:b/small" }
                                - delay: { constant: "200" }
                                - to: llm:a/small
                        """, vendor, shadow)) {
            for (boolean stream : new boolean[] {false, true}) {
                HttpResponse<String> answer = ask(serai, "one two " + stream, stream);
                assertThat(said(answer)).isEqualTo("v says: one two " + stream);
                assertThat(header(answer, "x-serai-target")).isEqualTo("a/small");
                assertThat(header(answer, "x-serai-attempts")).matches("a/small 200 \\d+ms");
            }
            shadow.awaitRequests(2);
        }
    }

    @Test
    void ofSeveralWhoAreAskedAtOnceOneAnswers() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                HealthyVendor other = new HealthyVendor("w");
                RunningSerai serai = with("""
                                - multicast:
                                    parallelProcessing: true
                                    steps:
                                      - to: llm:a/small
                                      - to: llm:b/small
                        """, vendor, other)) {
            for (boolean stream : new boolean[] {false, true}) {
                HttpResponse<String> answer = ask(serai, "one two " + stream, stream);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(said(answer)).isIn("v says: one two " + stream, "w says: one two " + stream);
                assertThat(header(answer, "x-serai-attempts"))
                        .contains("a/small 200 ")
                        .contains("b/small 200 ");
            }
        }
    }

    @Test
    void aStepAfterAFailureHasTheRequestAgain() {
        try (InternalError broken = new InternalError();
                HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = with("""
                                - doTry:
                                    steps:
                                      - to: llm:a/small
                                    doCatch:
                                      - exception: [ io.serai.provider.TargetFailedException ]
                                        steps:
                                          - to: llm:b/small
                        """, broken, vendor)) {
            assertThat(said(ask(serai, "hello", false))).isEqualTo("v says: hello");
        }
    }

    private RunningSerai with(String steps, FakeVendor a, FakeVendor b) {
        return RunningSerai.in(directory)
                .file("routes/mine.camel.yaml", """
                        - route:
                            id: pool-mine
                            from:
                              uri: direct:pool-mine
                              steps:
                        """ + steps)
                .provider("a", a)
                .provider("b", b)
                .start();
    }

    private static HttpResponse<String> ask(RunningSerai serai, String question, boolean stream) {
        return stream ? serai.stream("mine", question) : serai.ask("mine", question);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** What an answer says, whole or in pieces. */
    private static String said(HttpResponse<String> answer) {
        return java.util.regex.Pattern.compile("\"content\":\"([^\"]*)\"")
                .matcher(answer.body())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.joining());
    }
}
