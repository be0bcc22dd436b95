package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.DeadKey;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import io.serai.wire.TooManyRequests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key rings: in which order keys are used, how they are, and what of it a restart and an edit keep. */
class KeysTest {
    @TempDir
    Path directory;

    @Test
    void fillFirstUsesTheSecondKeyWhenTheFirstHasNothingLeft() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "keys", "key-a,key-b", "limits", "3/day", "keyOrder", "fill-first")
                        .pool("light", "v/small")
                        .start()) {
            ask(serai, 5);

            assertThat(keys(vendor)).containsExactly("key-a", "key-a", "key-a", "key-b", "key-b");
        }
    }

    @Test
    void mostLeftUsesTheKeyThatWasUsedLeast() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "keys", "key-a,key-b", "limits", "10/day", "keyOrder", "most-left")
                        .pool("light", "v/small")
                        .start()) {
            ask(serai, 8);

            assertThat(keys(vendor)).filteredOn("key-a"::equals).hasSize(4);
        }
    }

    @Test
    void aRefusedKeyStaysRefusedOverARestartAndANewOneIsTried() throws Exception {
        Path keys = directory.resolve("keys.txt");
        Files.writeString(keys, "dead-key-12345\n");
        try (DeadKey vendor = new DeadKey("v", "good-key-12345")) {
            RunningSerai.Setup setup = RunningSerai.in(directory)
                    .with("serai.watch", "20ms")
                    .provider("v", vendor, "keys", "file:" + keys)
                    .pool("light", "v/small");
            try (RunningSerai serai = setup.start()) {
                assertThat(serai.ask("light", "one").statusCode()).isEqualTo(403);
                assertThat(serai.get("/admin/providers").body())
                        .contains("\"key\":\"v#1\",\"state\":\"refused\",\"why\":\"401")
                        .doesNotContain("dead-key");
            }
            int before = vendor.count();
            try (RunningSerai serai = setup.start()) {
                assertThat(serai.ask("light", "two").body()).contains("the keys of v were refused");
                assertThat(vendor.requests().stream()
                                .skip(before)
                                .filter(request -> request.path().endsWith("/chat/completions")))
                        .isEmpty();

                Files.writeString(keys, "good-key-12345\n");
                Eventually.await(
                        "the new key is used",
                        Duration.ofSeconds(20),
                        () -> serai.ask("light", "three").statusCode() == 200);
            }
        }
    }

    @Test
    void aKeyThatCoolsIsToldWithItsTime() {
        try (TooManyRequests vendor = TooManyRequests.retryAfter(Duration.ofSeconds(40));
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "keys", "some-key-12345", "models", "small")
                        .pool("light", "v/small")
                        .start()) {
            assertThat(serai.ask("light", "one").statusCode()).isEqualTo(429);

            assertThat(serai.get("/admin/providers").body())
                    .contains("\"models\":{\"small\":{\"state\":\"cooling\"")
                    .contains("\"until\":\"20");
        }
    }

    @Test
    void aVendorsLimitHoldsForAllItsProviders() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                HealthyVendor spare = new HealthyVendor("spare");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("one", vendor, "vendor", "groq", "keys", "k1", "limits", "3/day per vendor")
                        .provider("two", vendor, "vendor", "groq", "keys", "k2", "limits", "100/day")
                        .provider("spare", spare)
                        .pool("light", "one/small", "two/small", "spare/small")
                        .start()) {
            ask(serai, 6);

            assertThat(vendor.count()).isEqualTo(3);
            assertThat(spare.count()).isEqualTo(3);
        }
    }

    private static void ask(RunningSerai serai, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(serai.ask("light", "question " + i).statusCode()).isEqualTo(200);
        }
    }

    private static List<String> keys(HealthyVendor vendor) {
        return vendor.requests().stream().map(RecordedRequest::bearer).toList();
    }
}
