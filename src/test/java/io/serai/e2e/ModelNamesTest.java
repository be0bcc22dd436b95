package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client writes behind a provider's name is a model's name, letter by letter, and nothing else. */
class ModelNamesTest {
    @TempDir
    static Path directory;

    private static final HealthyVendor VENDOR = new HealthyVendor("v");
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory).provider("v", VENDOR).start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        VENDOR.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{env:PATH}}",
                "{{serai.http.port}}",
                "{{no.such.setting}}",
                "${body}",
                "RAW(x)",
                "a,b",
                "x,v/y",
                "a?weight=2",
                "a&b=c",
                "a#b",
                "a b",
                "%41",
                "%zz",
                "a+b",
                "../a",
                "/a"
            })
    void isAskedAsItIsWritten(String model) {
        HttpResponse<String> answer = serai.ask("v/" + model, "hello");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(VENDOR.requests().getLast().json().path("model").asText()).isEqualTo(model);
        assertThat(answer.headers().firstValue("x-serai-target")).hasValue("v/" + model);
    }
}
