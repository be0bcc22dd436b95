package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would become of a request is told without asking a vendor or using a quota. */
class ExplainTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void eachCandidateIsToldWithWhatSpeaksAgainstIt() throws Exception {
        try (HealthyVendor used = new HealthyVendor("used");
                HealthyVendor free = new HealthyVendor("free");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("used", used, "limits", "1/day", "keys", "secret-key-12345")
                        .provider("free", free, "limits", "10/day")
                        .provider("off", free, "vendor", "groq", "keys", "")
                        .pool("code", "used/small", "off/small", "free/small", "demo/echo")
                        .start()) {
            assertThat(serai.ask("code", "one").statusCode()).isEqualTo(200);
            JsonNode told = explain(serai, "Write a Java function that sorts a list of integers");

            assertThat(told.get("task").asText()).isEqualTo("code");
            assertThat(told.get("pool").asText()).isEqualTo("pool-code");
            assertThat(told.get("strategy").asText()).isEqualTo("priority");
            assertThat(told.get("first").asText()).isEqualTo("free/small");
            JsonNode candidates = told.get("candidates");
            assertThat(candidates).hasSize(4);
            assertThat(candidates.get(0).get("passedOver").asText()).contains("used#1: the limit of 1 requests in 24h");
            assertThat(candidates.get(0).has("until")).isTrue();
            assertThat(candidates.get(1).get("passedOver").asText()).contains("off is off: it has no key");
            assertThat(candidates.get(2).get("canAnswer").asBoolean()).isTrue();
            assertThat(candidates.get(2).get("quotaLeft").asDouble()).isEqualTo(1.0);
            assertThat(candidates.get(3).get("canAnswer").asBoolean()).isFalse();
            assertThat(used.count() + free.count()).as("nobody was asked").isEqualTo(1);
            assertThat(told.toString()).doesNotContain("secret-key");
        }
    }

    @Test
    void aNamedTargetAndAMistakeAreToldToo() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            HttpResponse<String> named = serai.post("/v1/route/explain", RunningSerai.chat("v/large", "hello", true));
            HttpResponse<String> unknown = serai.post("/v1/route/explain", RunningSerai.chat("nope", "hello", false));
            HttpResponse<String> broken = serai.post("/v1/route/explain", "{");

            assertThat(JSON.readTree(named.body())
                            .get("candidates")
                            .get(0)
                            .get("target")
                            .asText())
                    .isEqualTo("v/large");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(broken.statusCode()).isEqualTo(400);
            assertThat(vendor.count()).isZero();
        }
    }

    private static JsonNode explain(RunningSerai serai, String question) throws Exception {
        HttpResponse<String> answer = serai.post("/v1/route/explain", RunningSerai.chat("auto", question, false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void whatAClientMayNotAskAndWhichOfItsLimitsWouldRefuseIsTold() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.admin.keys", "of-an-admin")
                        .file("clients.yaml", "users:\n  blocked: { limits: 0/day@UTC }\n")
                        .provider("v", vendor)
                        .pool("light", "v/small", "v/large")
                        .start()) {
            String shut = key(serai, "{\"id\":\"shut\",\"limits\":\"0/day for sma*\"}");
            String narrow = key(serai, "{\"id\":\"narrow\",\"models\":[\"other\"]}");

            JsonNode told = explain(serai, shut, "light", "");
            assertThat(told.has("refusal")).isFalse();
            assertThat(told.get("first").asText()).isEqualTo("v/large");
            assertThat(told.at("/candidates/0/canAnswer").asBoolean()).isFalse();
            assertThat(told.at("/candidates/0/passedOver").asText()).contains("0/day for sma* of key 'shut'");
            JsonNode named = explain(serai, shut, "v/small", "");
            assertThat(named.at("/refusal/status").asInt()).isEqualTo(402);
            assertThat(named.at("/refusal/message").asText()).contains("0/day for sma*");
            JsonNode refused = explain(serai, narrow, "light", "");
            assertThat(refused.at("/refusal/status").asInt()).isEqualTo(403);
            assertThat(refused.at("/refusal/message").asText()).contains("may not ask v/small", "may not ask v/large");
            for (String field : new String[] {"user", "safety_identifier"}) {
                assertThat(explain(serai, shut, "v/large", ",\"" + field + "\":\"blocked\"")
                                .at("/refusal/message")
                                .asText())
                        .as(field)
                        .contains("user 'blocked'");
            }
            assertThat(vendor.count()).isZero();
        }
    }

    private static String key(RunningSerai serai, String body) throws Exception {
        return JSON.readTree(serai.post("/admin/keys", body, "authorization", "Bearer of-an-admin")
                        .body())
                .get("key")
                .asText();
    }

    private static JsonNode explain(RunningSerai serai, String key, String model, String more) throws Exception {
        String body = RunningSerai.chat(model, "hello", false).replaceFirst("}$", more + "}");
        return JSON.readTree(serai.post("/v1/route/explain", body, "authorization", "Bearer " + key)
                .body());
    }
}
