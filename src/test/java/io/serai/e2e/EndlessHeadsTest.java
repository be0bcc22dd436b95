package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.EndlessHead;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vendors whose answers never get beyond their head. */
class EndlessHeadsTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "headers,'HTTP/1.1 200 OK\r\n"
                        + "','x-more: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"
                        + "'",
                "a header line,'HTTP/1.1 200 OK\r\n"
                        + "x-more: ','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
                "a folded header,'HTTP/1.1 200 OK\r\n"
                        + "x-more: a\r\n"
                        + "',' aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"
                        + "'",
                "a status line,'HTTP/1.1 200"
                        + " ','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
                "interim answers,'','HTTP/1.1 102 Processing\r\n\r\n'",
                "continues,'','HTTP/1.1 100 Continue\r\n\r\n'",
                "early hints,'','HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'",
            })
    void areMalformedAndAnotherAnswers(String what, String begin, String piece) {
        try (EndlessHead endless = new EndlessHead(begin, piece);
                HealthyVendor near = new HealthyVendor("near");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("endless", endless.url(), "firstByteTimeout", "20s")
                        .provider("near", near)
                        .pool("light", "endless/small", "near/small")
                        .start()) {
            HttpResponse<String> answer = serai.ask("light", "hello");

            assertThat(answer.body()).contains("near says");
            assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .startsWith("endless/small malformed");
        }
    }
}
