package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients may have a share of what a vendor allows, and a team may keep one for itself. */
class SharesTest {
    private static final String ALICE = "a-client-key-of-alice";
    private static final String OPS = "a-client-key-of-operations";

    @TempDir
    Path directory;

    private RunningSerai.Setup setup(HealthyVendor vendor, String limits, String clients) throws Exception {
        return RunningSerai.in(directory)
                .file("clients.yaml", clients.replace("HASH_A", hash(ALICE)).replace("HASH_O", hash(OPS)))
                .provider(
                        "v", vendor, "keys", "vendor-key-one,vendor-key-two", "models", "small,large", "limits", limits)
                .pool("light", "v/small");
    }

    private static String hash(String key) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(hash);
    }

    private static List<Integer> ask(RunningSerai serai, String key, String model, int times) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            HttpResponse<String> answer = serai.post(
                    "/v1/chat/completions",
                    RunningSerai.chat(model, key + " asks " + model + " number " + i, false),
                    "authorization",
                    "Bearer " + key);
            statuses.add(answer.statusCode());
            if (answer.statusCode() != 200) {
                assertThat(answer.body()).contains("3/day").doesNotContain("vendor-key");
            }
        }
        return statuses;
    }

    @ParameterizedTest
    @ValueSource(strings = {"5/day", "5/day per model"})
    void aKeyGetsItsShareOfAllKeysOfTheProviderAndNoMore(String limits) throws Exception {
        String clients = """
            keys:
              alice: { hash: HASH_A, limits: 30% of v/day }
              ops: { hash: HASH_O }
            """;
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(vendor, limits, clients).start()) {
            assertThat(ask(serai, ALICE, "light", 4)).containsExactly(200, 200, 200, 402);
            assertThat(ask(serai, OPS, "light", 4)).containsOnly(200);
            boolean apart = limits.endsWith("model");
            assertThat(ask(serai, ALICE, "v/large", 1)).containsExactly(apart ? 200 : 402);
        }
    }

    @Test
    void whatATeamKeepsNobodyElseGets() throws Exception {
        String clients = """
            teams:
              ops: { keeps: 70% of v/day }
            keys:
              alice: { hash: HASH_A }
              ops: { hash: HASH_O, team: ops }
            """;
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(vendor, "5/day", clients).start()) {
            assertThat(ask(serai, ALICE, "light", 4)).containsExactly(200, 200, 200, 402);
            assertThat(ask(serai, OPS, "light", 7)).containsOnly(200);
        }
    }
}
