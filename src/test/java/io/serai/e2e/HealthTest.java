package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.ops.Version;
import io.serai.wire.DeadKey;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.TooManyRequests;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether it lives, and whether it can do its work. */
class HealthTest {
    @TempDir
    Path directory;

    @Test
    void whileATargetCanBeAskedItIsReady() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("well", well, "models", "small")
                        .pool("light", "well/small")
                        .start()) {
            HttpResponse<String> alive = serai.get("/health");
            assertThat(alive.statusCode()).isEqualTo(200);
            assertThat(alive.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(alive.body()).isEqualTo("{\"status\":\"ok\",\"version\":\"" + Version.number() + "\"}");
            HttpResponse<String> ready = serai.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body())
                    .isEqualTo("{\"status\":\"ready\",\"version\":\"" + Version.number()
                            + "\",\"revision\":1,\"targetsOn\":1,\"targetsReady\":1}");
            assertThat(serai.get("/metrics").body())
                    .contains("serai_build_info{", "version=\"" + Version.number() + "\"");
        }
    }

    @Test
    void whenNoTargetCanBeAskedItSaysWhyAndLivesOn() {
        try (FakeVendor ill = new DeadKey("ill");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("ill", ill, "models", "small", "keys", "vk-wrong")
                        .pool("light", "ill/small")
                        .start()) {
            assertThat(serai.ask("light", "hello").statusCode()).isBetween(400, 599);
            HttpResponse<String> ready = serai.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body())
                    .startsWith("{\"status\":\"not ready\",\"why\":\"no target can be asked now")
                    .contains("\"targetsOn\":1,\"targetsReady\":0");
            assertThat(serai.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aLimitThatAVendorSaysIsReachedIsNoTrouble() {
        try (FakeVendor busy = TooManyRequests.retryAfter(Duration.ofSeconds(60));
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("busy", busy, "models", "small")
                        .pool("light", "busy/small")
                        .start()) {
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(429);

            assertThat(serai.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Tag("slow")
    @Test
    void whenNoThreadIsFreeForRequestsItSaysSo() {
        AtomicBoolean over = new AtomicBoolean();
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                Thread.ofVirtual().start(() -> {
                    while (!over.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            HttpResponse<String> stuck = serai.get("/health");
            over.set(true);

            assertThat(stuck.statusCode()).isEqualTo(503);
            assertThat(stuck.body()).contains("\"status\":\"stuck\"");
            assertThat(serai.get("/health").statusCode()).isEqualTo(200);
        } finally {
            over.set(true);
        }
    }

    @Test
    void aServerThatListsNoModelsCountsAndHasItsName() {
        try (HealthyVendor own = new HealthyVendor("own");
                RunningSerai serai =
                        RunningSerai.in(directory).provider("own", own).start()) {
            HttpResponse<String> ready = serai.get("/health/ready");
            assertThat(ready.body()).contains("\"status\":\"ready\"").contains("\"targetsOn\":1");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(serai.ask("own/anything", "hello").statusCode()).isEqualTo(200);
            assertThat(serai.ask("nonsense", "hello").body()).contains("own");
            assertThat(serai.get("/metrics").body()).contains("serai_provider=\"own\"");
        }
    }

    @Test
    void aLimitThatIsUsedUpIsNoReasonToBeTakenOutOfService() {
        try (HealthyVendor small = new HealthyVendor("small");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("small", small, "models", "m", "limits", "1/day")
                        .pool("light", "small/m")
                        .start()) {
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
            assertThat(serai.ask("light", "again").statusCode()).isEqualTo(429);
            assertThat(serai.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutAnyKeyTheDemoIsReady() {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            assertThat(serai.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void healthNeedsNoKeyAndTakesHeadButNothingElse() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient();
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.keys", "letmein")
                        .start()) {
            for (String path : new String[] {"/health", "/health/ready"}) {
                HttpResponse<String> get = serai.get(path);
                assertThat(get.statusCode()).isEqualTo(200);
                HttpResponse<String> head =
                        client.send(serai.request(path).HEAD().build(), BodyHandlers.ofString());
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.body()).isEmpty();
                assertThat(head.headers().firstValueAsLong("content-length"))
                        .hasValue(get.body().length());
                HttpResponse<String> post = client.send(
                        serai.request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
                assertThat(post.statusCode()).isIn(401, 404);
            }
            assertThat(serai.get("/healthy").statusCode()).isEqualTo(401);
        }
    }
}
