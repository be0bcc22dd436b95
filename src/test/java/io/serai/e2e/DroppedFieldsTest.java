package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a vendor of another dialect cannot be told is named in the answer's headers, or refused where it would be another request. */
class DroppedFieldsTest {
    private static final HealthyVendor WELL = new HealthyVendor("well");

    @TempDir
    static Path directory;

    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .provider("well", WELL)
                .pool("light", "well/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        WELL.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/messages | {"model":"well/small","max_tokens":9,"inference_geo":"eu","messages":[{"role":"user","content":"hi"}]} | inference_geo
            /v1beta/models/well/small:generateContent | {"contents":[{"parts":[{"text":"hi"}]}],"safetySettings":[{"category":"X"}]} | safetySettings
            /v1beta/models/well/small:generateContent | {"contents":[{"parts":[{"text":"hi"}]}],"generation_config":{"media_resolution":"X"}} | generationConfig.media_resolution
            /api/chat | {"model":"well/small","stream":false,"messages":[{"role":"user","content":"hi"}],"options":{"num_ctx":9,"mirostat":1}} | options.num_ctx, options.mirostat
            /v1/responses | {"model":"well/small","input":"hi","truncation":"auto"} | truncation
            """)
    void isNamed(String path, String body, String dropped) {
        HttpResponse<String> answer = serai.post(path, body, "cache-control", "no-store");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-dropped")).hasValue(dropped);
        assertThat(WELL.requests().getLast().text()).doesNotContain(dropped);
    }

    @Test
    void nothingIsNamedWhereNothingIsDropped() {
        String body =
                "{\"model\":\"well/small\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

        assertThat(serai.post("/v1/messages", body).headers().map()).doesNotContainKey("x-serai-dropped");
    }

    @Test
    void whatOnlyOneVendorKeepsIsRefused() {
        String body = "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],\"cachedContent\":\"cachedContents/1\"}";
        int before = WELL.count();

        HttpResponse<String> answer = serai.post("/v1beta/models/well/small:generateContent", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("INVALID_ARGUMENT").contains("cachedContent: only gemini knows this");
        assertThat(WELL.count()).isEqualTo(before);
    }
}
