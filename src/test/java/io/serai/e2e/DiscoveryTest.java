package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What vendors list themselves can be asked for by its bare name, in the forms in which clients write names. */
class DiscoveryTest {
    @TempDir
    static Path directory;

    private static final HealthyVendor VENDOR = new HealthyVendor("v")
            .offering("brand-new", "snapshot-20250101", "snapshot-20260101", "llama:latest", "maker/model");
    private static final HealthyVendor SILENT = new HealthyVendor("silent").offering("secret");
    private static final HealthyVendor CLAUDE = new HealthyVendor("claude").offering("claude-listed");
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .provider("v", VENDOR)
                .provider("silent", SILENT, "discover", "false", "models", "told")
                .provider("claude", CLAUDE, "vendor", "anthropic", "keys", "sk-ant-12345678")
                .provider("openai", "", "keys", "")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        VENDOR.close();
        SILENT.close();
        CLAUDE.close();
    }

    @ParameterizedTest
    @CsvSource({
        "brand-new, v/brand-new",
        "maker/model, v/maker/model",
        "snapshot, v/snapshot-20260101",
        "snapshot-20250101, v/snapshot-20250101",
        "brand-new-20270101, v/brand-new-20270101",
        "llama, v/llama:latest",
        "brand-new[1m], v/brand-new",
        "told, silent/told",
        "silent/secret, silent/secret",
        "v/unlisted, v/unlisted"
    })
    void aNameFindsItsTarget(String name, String target) {
        HttpResponse<String> answer = serai.ask(name, "hello " + name);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-target")).hasValue(target);
    }

    @ParameterizedTest
    @CsvSource({"claude-opus-4-8", "claude-haiku-4-5-20251001", "claude-opus-9[1m]"})
    void aNameOfAVendorsFamilyGoesThere(String name) {
        HttpResponse<String> answer = serai.ask(name, "hello");

        assertThat(answer.headers().firstValue("x-serai-target")).hasValue("claude/" + name.replace("[1m]", ""));
    }

    @Test
    void aNameOfAFamilyWhoseProviderIsOffTellsHowToSwitchItOn() {
        HttpResponse<String> answer = serai.ask("gpt-4o", "hello");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("openai is off", "OPENAI_API_KEY");
    }

    @Test
    void theListsOfAllDialectsHaveThem() {
        Eventually.await(
                "the lists are there",
                Duration.ofSeconds(20),
                () -> serai.get("/v1/models").body().contains("\"v/brand-new\"")
                        && serai.get("/v1/models").body().contains("\"claude/claude-listed\""));
        assertThat(serai.get("/v1/models").body())
                .contains("\"v/brand-new\"", "\"claude/claude-listed\"", "\"silent/told\"")
                .doesNotContain("silent/secret");
        assertThat(serai.get("/v1/models", "anthropic-version", "2023-06-01").body())
                .contains("\"v/brand-new\"");
        assertThat(serai.get("/v1beta/models").body()).contains("v/brand-new");
        assertThat(serai.get("/api/tags").body()).contains("\"v/brand-new:latest\"");
        assertThat(VENDOR.requests().stream().filter(request -> request.path().endsWith("/models")))
                .as("asked once within the hour")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(SILENT.requests().stream().filter(request -> request.path().endsWith("/models")))
                .isEmpty();
    }

    @Test
    void nobodyIsAskedBeforeSomebodyNeedsToKnow(@TempDir Path other) {
        try (HealthyVendor vendor = new HealthyVendor("quiet").offering("x");
                RunningSerai own = RunningSerai.in(other)
                        .provider("q", vendor, "models", "known")
                        .pool("light", "q/known")
                        .start()) {
            own.ask("light", "one");
            own.ask("known", "two");
            own.ask("q/anything", "three");
            own.post("/v1/route/explain", RunningSerai.chat("nowhere-to-be-found", "hello", false));

            assertThat(vendor.requests())
                    .hasSize(3)
                    .allMatch(request -> request.method().equals("POST"));
        }
    }
}
