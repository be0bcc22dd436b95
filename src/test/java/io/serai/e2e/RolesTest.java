package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask models, and who may operate Serai. */
class RolesTest {
    private static final String CLIENT = "client-key-one";
    private static final String ADMIN = "admin-key-one";

    @TempDir
    Path directory;

    private RunningSerai withBoth() {
        return RunningSerai.in(directory)
                .with("serai.http.keys", CLIENT + ", client-key-two")
                .with("serai.admin.keys", ADMIN)
                .start();
    }

    private static int status(RunningSerai serai, String method, String path, String... headers) {
        return (method.equals("GET") ? serai.get(path, headers) : serai.post(path, "", headers)).statusCode();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /admin/providers",
        "GET,  /admin/routes",
        "GET,  /admin/anything",
        "GET,  /metrics",
        "POST, /admin/routes/reload",
        "POST, /admin/routes/rollback",
        "POST, //admin/routes/reload",
        "POST, /v1/../admin/routes/reload",
        "POST, /%61dmin/routes/reload",
    })
    void operationWantsAnAdminKeyAsSoonAsThereAreKeys(String method, String path) throws Exception {
        try (RunningSerai serai = withBoth()) {
            assertThat(status(serai, method, path)).isEqualTo(401);
            assertThat(status(serai, method, path, "authorization", "Bearer wrong"))
                    .isEqualTo(401);
            assertThat(status(serai, method, path, "x-api-key", CLIENT)).isEqualTo(403);
            assertThat(status(serai, method, path, "authorization", "Bearer " + ADMIN))
                    .isNotIn(401, 403);
        }
    }

    @Test
    void clientKeysAloneCloseOperationToo() throws Exception {
        try (RunningSerai serai =
                RunningSerai.in(directory).with("serai.http.keys", CLIENT).start()) {
            assertThat(status(serai, "GET", "/admin/providers", "authorization", "Bearer " + CLIENT))
                    .isEqualTo(403);
            assertThat(status(serai, "GET", "/metrics")).isEqualTo(401);
            assertThat(status(serai, "GET", "/health")).isEqualTo(200);
        }
    }

    @Test
    void adminKeysAloneLeaveModelsOpen() throws Exception {
        try (RunningSerai serai =
                RunningSerai.in(directory).with("serai.admin.keys", ADMIN).start()) {
            assertThat(serai.ask("demo/echo", "hello").statusCode()).isEqualTo(200);
            assertThat(status(serai, "GET", "/metrics")).isEqualTo(401);
            assertThat(status(serai, "GET", "/metrics", "authorization", "Bearer " + ADMIN))
                    .isEqualTo(200);
        }
    }

    @Test
    void anAdminMayAskModels() throws Exception {
        try (RunningSerai serai = withBoth()) {
            HttpResponse<String> answer = serai.post(
                    "/v1/chat/completions", RunningSerai.chat("demo/echo", "hello", false), "x-api-key", ADMIN);
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "origin,          http://localhost:5173",
        "origin,          http://127.0.0.1:9",
        "origin,          chrome-extension://abc",
        "origin,          app://obsidian.md",
        "sec-fetch-site,  cross-site",
        "sec-fetch-site,  same-site",
        "x-forwarded-for, 192.0.2.1",
        "forwarded,       for=192.0.2.1",
    })
    void withoutKeysOperationAnswersNoOtherOriginAndNobodyBehindAProxy(String header, String value) throws Exception {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            for (String path : List.of("/admin/providers", "/metrics")) {
                assertThat(status(serai, "GET", path)).isEqualTo(200);
                assertThat(status(serai, "GET", path, header, value)).isEqualTo(403);
            }
            assertThat(status(serai, "POST", "/admin/routes/reload", header, value))
                    .isEqualTo(403);
        }
    }

    @Test
    void withoutKeysItsOwnPageMayOperate() throws Exception {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            String own = serai.uri("").toString();
            assertThat(status(serai, "GET", "/admin/providers", "origin", own)).isEqualTo(200);
            assertThat(status(serai, "GET", "/admin/providers", "sec-fetch-site", "same-origin"))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "x-api-key", "x-goog-api-key", "api-key", "x-litellm-api-key"})
    void aClientIsTheKeyThatLetItInWhateverElseItShows(String header) throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.keys", CLIENT + ", client-key-two")
                        .provider("v", vendor)
                        .start()) {
            String body = RunningSerai.chat("v/small", "hello", false);
            // Answers are kept apart by client.
            serai.post("/v1/chat/completions", body, header, CLIENT);
            HttpResponse<String> same = serai.post(
                    "/v1/chat/completions", body, "authorization", "Bearer of-somebody-else", "x-api-key", CLIENT);
            HttpResponse<String> other =
                    serai.post("/v1/chat/completions", body, "authorization", "Bearer client-key-two");
            assertThat(same.headers().firstValue("x-serai-cache")).hasValue("hit");
            assertThat(other.headers().firstValue("x-serai-cache")).hasValue("miss");
        }
    }

    @Test
    void aRightKeyIsNotSlowedDownByWrongOnes() throws Exception {
        try (RunningSerai serai = withBoth()) {
            for (int i = 0; i < 4; i++) {
                assertThat(status(serai, "GET", "/v1/models", "x-api-key", "guess-" + i))
                        .isEqualTo(401);
            }
            assertThat(status(serai, "GET", "/v1/models", "x-api-key", CLIENT)).isEqualTo(200);
        }
    }
}
