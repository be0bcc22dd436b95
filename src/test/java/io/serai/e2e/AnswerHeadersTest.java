package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.RawClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client writes into a header or a query comes back as no header, whichever route answers. */
class AnswerHeadersTest {
    private static final String OWN = """
            - route:
                id: greeting
                from:
                  uri: platform-http:/greet
                  steps:
                    - setBody: { simple: "Hello ${header.name}" }
                    - setHeader: { name: x-mine, simple: "${header.name}" }
            - route:
                id: greeting-by-path
                from:
                  uri: platform-http:/greet/{who}
                  steps:
                    - to: direct:greeted
            - route:
                id: greeted
                from:
                  uri: direct:greeted
                  steps:
                    - setBody: { simple: "Hello ${header.who}" }
            """;

    @TempDir
    static Path directory;

    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory).file("routes/own.camel.yaml", OWN).start();
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/greet",
                "/greet/Ann",
                "/greet/%00",
                "/greet/a%0d%0ab",
                "/v1/models",
                "/v1/models/demo/echo",
                "/api/version",
                "/api/tags",
                "/v1beta/models",
                "/v1/files/%00",
                "/v1/batches/a%0d%0aset-cookie:%20a=b",
                "/v1/responses/%0a",
                "/nothing"
            })
    void nothingOfTheClientsComesBack(String path) {
        String query =
                "?name=Ann&set-cookie=sent%3Dquery&x%20y=1&purpose=%00&z=a%0d%0aset-cookie:%20c=d&location=http%3A%2F%2Fx";
        String answer = ask(path + query, "Cookie: sent=cookie\r\nX-Foo: bar\r\nAuthorization: Basic sent\r\n");
        assertThat(answer).containsPattern("^HTTP/1.[01] (200|400|404) ");
        assertThat(head(answer))
                .doesNotContainIgnoringCase("set-cookie")
                .doesNotContainIgnoringCase("\ncookie:")
                .doesNotContainIgnoringCase("x-foo")
                .doesNotContainIgnoringCase("location")
                .doesNotContain("sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/greet?name=Ann", "/greet?x=%00&name=Ann"})
    void aRouteReadsThemAndAnswersWithWhatItLikes(String path) {
        assertThat(ask(path, ""))
                .startsWith("HTTP/1.0 200 ")
                .contains("\r\nx-mine: Ann\r\n")
                .endsWith("Hello Ann");
    }

    private static String ask(String path, String headers) {
        try (RawClient client = RawClient.to(serai.serai().port())) {
            return client.send("GET " + path + " HTTP/1.0\r\nhost: localhost\r\n" + headers + "\r\n")
                    .rest();
        }
    }

    private static String head(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n"));
    }
}
