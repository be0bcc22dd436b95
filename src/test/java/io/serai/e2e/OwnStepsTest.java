package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.InternalError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
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
    void theTargetThatIsNamedIsTheOneWhoseAnswerWasTaken() {
        String several = """
                                - %s:
                                    parallelProcessing: true
                                    %s
                        """;
        try (HealthyVendor quick = new HealthyVendor("quick");
                HealthyVendor slow = new HealthyVendor("slow").thinking(Duration.ofMillis(150));
                RunningSerai serai = with(
                        several.formatted("recipientList", "constant: \"llm:b/small,llm:a/small\""), quick, slow)) {
            for (boolean stream : new boolean[] {false, true}) {
                HttpResponse<String> answer = ask(serai, "one two " + stream, stream);
                String expected = said(answer).startsWith("quick") ? "a/small" : "b/small";
                // Who comes last in the list is taken, though the other answers later.
                assertThat(expected).isEqualTo("a/small");
                if (!stream) {
                    assertThat(header(answer, "x-serai-target")).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void whatIsPaidForIsNotPaidAgainIfAnotherOfThemFails() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                InternalError broken = new InternalError();
                RunningSerai serai = with("""
                                - multicast:
                                    parallelProcessing: true
                                    stopOnException: true
                                    steps:
                                      - to: llm:a/small
                                      - to: llm:b/small
                        """, vendor, broken)) {
            for (int i = 1; i <= 6; i++) {
                HttpResponse<String> answer = ask(serai, "one two " + i, false);
                assertThat(vendor.count()).as(answer.body()).isLessThanOrEqualTo(i);
            }
        }
    }

    @Test
    void aStopEndsThePoolAndNotTheAnswer() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = with("""
                                - choice:
                                    when:
                                      - simple: "${body.messages[0].text} contains 'early'"
                                        steps:
                                          - stop: {}
                                - to: llm:a/small
                                - stop: {}
                        """, vendor, vendor)) {
            for (boolean stream : new boolean[] {false, true}) {
                assertThat(said(ask(serai, "hello " + stream, stream))).isEqualTo("v says: hello " + stream);

                HttpResponse<String> none = ask(serai, "early " + stream, stream);
                assertThat(none.statusCode()).isEqualTo(500);
                assertThat(none.body()).contains("\"no_answer\"", "Let each way through a pool end at a target.");
            }
        }
    }

    @Test
    void aDeadLetterIsNoAnswer() {
        try (InternalError broken = new InternalError();
                RunningSerai serai = RunningSerai.in(directory)
                        .file("routes/mine.camel.yaml", """
                                - route:
                                    id: pool-mine
                                    errorHandler:
                                      deadLetterChannel: { deadLetterUri: "log:dead" }
                                    from:
                                      uri: direct:pool-mine
                                      steps:
                                        - to: llm:a/small
                                """)
                        .provider("a", broken)
                        .start()) {
            HttpResponse<String> answer = ask(serai, "hello", false);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("\"no_answer\"");
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

    @Test
    void whatWasAskedAndAnsweredIsWrittenToAFile() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = with("""
                                - wireTap: { uri: "file:{{serai.dir}}/audit?fileName=asked.json" }
                                - to: llm:a/small
                                - wireTap: { uri: "file:{{serai.dir}}/audit?fileName=answered.json" }
                        """, vendor, vendor)) {
            assertThat(said(ask(serai, "hello", true))).isEqualTo("v says: hello");

            Eventually.await(
                    "both files",
                    Duration.ofSeconds(10),
                    () -> read("asked.json").endsWith("}")
                            && read("answered.json").endsWith("}"));
            assertThat(read("asked.json")).contains("\"content\":\"hello\"");
            assertThat(read("answered.json")).contains("\"content\":\"v says: hello\"");
        }
    }

    @Test
    void stepsSeeTheClientsHeadersAndOthersDoNot() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                HealthyVendor gold = new HealthyVendor("gold");
                RunningSerai serai = with("""
                                - choice:
                                    when:
                                      - simple: "${header.authorization} == null && ${header.x-team} == 'gold' && ${variable.client} != ''"
                                        steps:
                                          - to: llm:b/small
                                    otherwise:
                                      steps:
                                        - to: llm:a/small
                        """, vendor, gold)) {
            HttpResponse<String> answer = serai.post(
                    "/v1/chat/completions",
                    RunningSerai.chat("mine", "hello", false),
                    "x-team",
                    "gold",
                    "authorization",
                    "Bearer x");
            assertThat(said(answer)).isEqualTo("gold says: hello");
            assertThat(answer.headers().map()).doesNotContainKeys("x-team", "authorization", "user-agent");
            assertThat(gold.requests().getLast().headers()).doesNotContainKey("x-team");
        }
    }

    @Test
    void aCircleOfRoutesEndsARequestAndNothingElse() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = with("""
                                - loadBalance:
                                    failoverLoadBalancer:
                                      exception: [ io.serai.provider.TargetFailedException ]
                                    steps:
                                      - to: direct:chat
                                      - to: llm:a/small
                        """, vendor, vendor)) {
            HttpResponse<String> answer = ask(serai, "hello", false);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
            assertThat(answer.body()).contains("circle_of_routes").contains("chat -> by-task -> pool-mine -> chat");
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void stepsThatRefuseTellTheClientSo() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = with("""
                                - choice:
                                    when:
                                      - simple: "${body.parameters[user]} == 'throw'"
                                        steps:
                                          - throwException: { exceptionType: io.serai.chat.RejectedException, message: "No pasta" }
                                - validate: { simple: "${body.parameters[user]} != 'bad'" }
                                - throttle: { constant: "1", timePeriodMillis: "60000", rejectExecution: true }
                                - to: llm:a/small
                        """, vendor, vendor)) {
            assertThat(from(serai, "throw")).startsWith("400 ").contains("No pasta");
            assertThat(from(serai, "bad")).startsWith("400 ").contains("validate");
            assertThat(from(serai, "one")).startsWith("200 ");
            assertThat(from(serai, "two")).startsWith("429 ").contains("throttle");
        }
    }

    @Test
    void aPathOfOnesOwnTellsItsErrorsLikeTheOthers() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .file("routes/ask.camel.yaml", """
                                - route:
                                    id: ask
                                    routeConfigurationId: http-errors
                                    from:
                                      uri: platform-http:/ask
                                      steps:
                                        - to: direct:chat
                                        - setBody: { simple: "${body.text}" }
                                """)
                        .provider("a", vendor)
                        .pool("light", "a/small")
                        .start()) {
            assertThat(serai.post("/ask", "hello").body()).isEqualTo("v says: hello");

            HttpResponse<String> wrong = serai.post("/ask", RunningSerai.chat("nonsense", "hello", false));
            assertThat(wrong.statusCode()).isEqualTo(404);
            assertThat(wrong.body()).contains("model_not_found");
        }
    }

    @Test
    void theExamplesInTheDocumentsLoad() throws IOException {
        StringBuilder routes = new StringBuilder();
        List<String> examples = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/routes.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        for (int i = 0; i < examples.size(); i++) {
            String pool = "- route:\n    id: own-%d\n    from:\n      uri: direct:own-%d\n      steps:\n";
            routes.append(
                    examples.get(i).startsWith("- route:")
                            ? examples.get(i)
                            : pool.formatted(i, i) + examples.get(i).indent(8));
        }
        try (RunningSerai serai = RunningSerai.in(directory)
                .asShipped()
                .file("routes/mine.camel.yaml", routes.toString())
                .start()) {
            assertThat(new ObjectMapper()
                            .readTree(serai.post("/admin/routes/reload", "").body())
                            .has("findings"))
                    .isFalse();
            assertThat(serai.post("/ask", "hello").body()).contains("hello");
        }
    }

    private String read(String file) {
        Path path = directory.resolve("audit").resolve(file);
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String from(RunningSerai serai, String user) {
        String body = RunningSerai.chat("mine", "hello", false).replaceFirst("\\{", "{\"user\":\"" + user + "\",");
        HttpResponse<String> answer = serai.post("/v1/chat/completions", body);
        return answer.statusCode() + " " + answer.body();
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
        return Pattern.compile("\"content\":\"([^\"]*)\"")
                .matcher(answer.body())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.joining());
    }
}
