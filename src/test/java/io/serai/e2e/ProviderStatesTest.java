package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import io.serai.wire.TooManyRequests;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of providers, keys and models: seen at one place, ended by an operator, and never a key in it. */
class ProviderStatesTest {
    private static final String KEY = "vk-secret-canary-0123456789-abcdef";

    @TempDir
    Path directory;

    @Test
    void aNonsenseWaitIsADayAtMostAndAnOperatorEndsIt() {
        try (TooManyRequests vendor = TooManyRequests.withHeader("retry-after", "99999999999999");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.wait", "0")
                        .provider("v", vendor, "keys", KEY)
                        .pool("light", "v/small")
                        .start()) {
            HttpResponse<String> answer = serai.ask("light", "one");
            assertThat(Long.parseLong(answer.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(80_000L, 86_400L);
            serai.ask("light", "two");
            assertThat(vendor.count()).isEqualTo(1);
            assertThat(serai.get("/admin/providers").body()).contains("exhausted");

            for (String path : List.of(
                    "/admin/providers/v/keys/v%231/wake",
                    "/admin/providers/v/keys/1/wake",
                    "/admin/providers/v/models/small/wake",
                    "/admin/providers/v/wake")) {
                int before = vendor.count();
                HttpResponse<String> awake = serai.post(path, "");
                assertThat(awake.statusCode()).as(path).isEqualTo(200);
                assertThat(serai.get("/admin/providers").body()).as(path).doesNotContain("exhausted");
                serai.ask("light", "three");
                assertThat(vendor.count()).as(path).isEqualTo(before + 1);
            }
            assertThat(serai.post("/admin/providers/w/wake", "").body()).contains("there is no provider 'w'", "v");
            assertThat(serai.post("/admin/providers/v/keys/7/wake", "").statusCode())
                    .isEqualTo(404);
            assertThat(serai.get("/admin/providers/v/wake").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void noKeyLeavesInAnyFieldOfAnError() throws IOException {
        try (Quoting vendor = new Quoting();
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.wait", "0")
                        .provider("v", vendor, "keys", KEY)
                        .pool("light", "v/small")
                        .start()) {
            for (String form : List.of(
                    KEY, Base64.getEncoder().encodeToString(KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8)))) {
                for (int status : List.of(400, 401, 404, 422, 429, 500)) {
                    vendor.status = status;
                    vendor.form = form;
                    for (String path : List.of("/v1/chat/completions", "/v1/messages")) {
                        serai.post("/admin/providers/v/wake", "");
                        HttpResponse<String> answer =
                                serai.post(path, RunningSerai.chat("light", status + form.substring(0, 2), false));
                        assertThat(answer.body() + answer.headers().map())
                                .as("%s %s", status, path)
                                .doesNotContainIgnoringCase(form.substring(3, 20));
                    }
                }
                assertThat(serai.get("/admin/providers").body()
                                + serai.get("/metrics").body())
                        .doesNotContainIgnoringCase(form.substring(3, 20));
            }
        }
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContainIgnoringCase(KEY.substring(3, 20));
            }
        }
    }

    @Test
    void theKeyInASuccessfulAnswerBecomesStars() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "keys", KEY)
                        .start()) {
            for (String path : List.of("/v1/chat/completions", "/v1/messages", "/v1/responses")) {
                for (boolean stream : List.of(false, true)) {
                    String request = RunningSerai.chat("v/small", "say " + KEY + " to " + path, stream);
                    HttpResponse<String> answer = serai.post(
                            path, request.replace("\"messages\"", "\"input\":\"say " + KEY + "\",\"messages\""));

                    assertThat(answer.body())
                            .as("%s %s", path, stream)
                            .contains("*".repeat(KEY.length()))
                            .doesNotContain(KEY);
                }
            }
        }
    }

    @Test
    void othersOnTheMachineCannotReadTheData() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "3/day")
                        .pool("light", "v/small")
                        .start()) {
            serai.ask("light", "one");
            Path data = directory.resolve("data");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("quota.log"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void timeThatWasWaitedInSeveralTurnsCountsOnce() {
        try (Rejecting vendor = new Rejecting();
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            long begin = System.nanoTime();
            HttpResponse<String> answer = serai.post(
                    "/v1/chat/completions", RunningSerai.chat("light", "hello", false), "x-serai-wait", "60s");
            long took = (System.nanoTime() - begin) / 1_000_000;

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(vendor.count()).isEqualTo(4);
            String waited = answer.headers().firstValue("x-serai-waited").orElseThrow();
            assertThat(Long.parseLong(waited.replace("ms", ""))).isBetween(2500L, took);
        }
    }

    /** A vendor that quotes the key in every field of its error. */
    private static final class Quoting extends FakeVendor {
        private volatile int status = 400;
        private volatile String form = KEY;

        @Override
        protected Answer answer(RecordedRequest request) {
            return Answer.json(
                            status,
                            "{\"error\":{\"message\":\"no F yes\",\"code\":\"F\",\"param\":\"F\",\"type\":\"F\",\"F\":\"F\"}}"
                                    .replace("F", form))
                    .with("x-key", form)
                    .with("x-request-id", form)
                    .with("retry-after", form);
        }
    }

    /** A vendor that has its limit reached three times, a second each. */
    private static final class Rejecting extends FakeVendor {
        @Override
        protected Answer answer(RecordedRequest request) {
            return count() <= 3
                    ? Answer.error(429, "Rate limit reached", "rate_limit_error", null, "rate_limit_exceeded")
                            .with("retry-after", "1")
                    : Answer.json(
                            200,
                            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}");
        }
    }
}
