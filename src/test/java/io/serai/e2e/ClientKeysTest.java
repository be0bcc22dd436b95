package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RawClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Client keys: made, changed, rotated and taken back over HTTP; what each of them may ask; and that no secret is anywhere. */
class ClientKeysTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN = "the-admin-key-of-this-test";

    private static final List<String> ROUTER_NUMBERS = List.of(
            "usage",
            "usage_daily",
            "usage_weekly",
            "usage_monthly",
            "byok_usage",
            "byok_usage_daily",
            "byok_usage_weekly",
            "byok_usage_monthly");

    @TempDir
    Path directory;

    private static RunningSerai.Setup setup(Path directory, HealthyVendor vendor) {
        return RunningSerai.in(directory)
                .with("serai.admin.keys", ADMIN)
                .provider("v", vendor, "models", "small,large")
                .pool("light", "v/small")
                .pool("heavy", "v/large");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static HttpResponse<String> admin(
            RunningSerai serai, String method, String path, String body, String... more) throws Exception {
        HttpRequest.Builder request = serai.request(path)
                .method(method, BodyPublishers.ofString(body))
                .header("authorization", "Bearer " + ADMIN);
        if (more.length > 0) {
            request.headers(more);
        }
        return java.net.http.HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static String create(RunningSerai serai, String body) throws Exception {
        HttpResponse<String> answer = admin(serai, "POST", "/admin/keys", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).get("key").asText();
    }

    private static HttpResponse<String> ask(RunningSerai serai, String key, String model) {
        return serai.post(
                "/v1/chat/completions", RunningSerai.chat(model, "hello", false), "authorization", "Bearer " + key);
    }

    @Test
    void aKeyIsMadeShownOnceAndLetsIn() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            assertThat(serai.ask("light", "without any key yet").statusCode()).isEqualTo(200);
            String key = create(serai, "{\"name\":\"shop\",\"team\":\"web\",\"tags\":[\"a\"]}");

            assertThat(key).matches("sk-serai-[a-z0-9]{8}-[0-9a-f]{48}");
            assertThat(ask(serai, key, "light").statusCode()).isEqualTo(200);
            assertThat(serai.ask("light", "anonymous").statusCode()).isEqualTo(401);
            assertThat(ask(serai, key + "0", "light").statusCode()).isEqualTo(401);
            HttpResponse<String> list = admin(serai, "GET", "/admin/keys", "");
            assertThat(json(list).at("/keys/0/name").asText()).isEqualTo("shop");
            assertThat(list.body()).doesNotContain(key, "sha256");
            assertThat(serai.get("/admin/keys", "authorization", "Bearer " + key)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    /** Proxies send requests of many clients on one connection. */
    @Test
    void eachRequestOnAConnectionIsOfTheKeyThatItShows() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            String one = create(serai, "{\"id\":\"one\"}");
            String two = create(serai, "{\"id\":\"two\"}");
            try (RawClient connection = RawClient.to(serai.serai().port())) {
                for (String key : List.of(one, two, "sk-serai-none-0000", one, "", two, ADMIN, one)) {
                    String shown = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
                    String answer = connection
                            .send("GET /v1/key HTTP/1.1\r\nHost: localhost\r\n" + shown + "\r\n")
                            .answer();
                    String of = key.equals(one) ? "\"id\":\"one\"" : key.equals(two) ? "\"id\":\"two\"" : "";
                    assertThat(answer).contains(of);
                    assertThat(answer.contains(" 401 "))
                            .as(answer)
                            .isEqualTo(key.isEmpty() || key.startsWith("sk-serai-none"));
                }
            }
        }
    }

    @Test
    void unknownExpiredAndSwitchedOffKeysAreRefusedAlike() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            String off = create(serai, "{\"id\":\"off\"}");
            String expired = create(serai, "{\"id\":\"expired\"}");
            admin(serai, "PATCH", "/admin/keys/expired", "{\"expires\":\"2020-01-01T00:00:00Z\"}");
            String gone = create(serai, "{\"id\":\"gone\"}");
            admin(serai, "POST", "/admin/keys/off/off", "");
            admin(serai, "DELETE", "/admin/keys/gone", "");

            List<String> bodies = Stream.of(off, expired, gone, "sk-serai-none-0000", "what is this")
                    .map(key -> ask(serai, key, "light"))
                    .peek(answer -> assertThat(answer.statusCode()).isEqualTo(401))
                    .map(HttpResponse::body)
                    .distinct()
                    .toList();
            assertThat(bodies).hasSize(1);

            admin(serai, "POST", "/admin/keys/off/on", "");
            assertThat(ask(serai, off, "light").statusCode()).isEqualTo(200);
            assertThat(json(admin(serai, "GET", "/admin/keys/gone", "")).get("deleted"))
                    .isNotNull();
            assertThat(admin(serai, "POST", "/admin/keys", "{\"id\":\"gone\"}").statusCode())
                    .isEqualTo(409);
        }
    }

    @Test
    void aRotatedKeyKeepsItsIdAndTheOldSecretForAWhile() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            String old = create(serai, "{\"id\":\"k\",\"limits\":\"3/day\"}");
            assertThat(ask(serai, old, "v/small").statusCode()).isEqualTo(200);
            String next = json(admin(serai, "POST", "/admin/keys/k/rotate", "{\"grace\":\"24h\"}"))
                    .get("key")
                    .asText();

            assertThat(ask(serai, old, "v/large").statusCode()).isEqualTo(200);
            assertThat(ask(serai, next, "heavy").statusCode()).isEqualTo(200);
            assertThat(ask(serai, next, "auto").statusCode())
                    .as("the limit is the id's")
                    .isEqualTo(402);
            admin(serai, "POST", "/admin/keys/k/rotate", "");
            assertThat(ask(serai, old, "light").statusCode()).isEqualTo(401);
            assertThat(ask(serai, next, "light").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void wishesAreCheckedAndMayBeRepeated() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            HttpResponse<String> wrong = admin(
                    serai, "POST", "/admin/keys", "{\"limit\":\"3/day\",\"models\":\"gpt\",\"expires\":\"soon\"}");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body())
                    .contains(
                            "`limit` is no field, did you mean `limits`?",
                            "`models` must be a list",
                            "`expires` must be");
            assertThat(admin(serai, "POST", "/admin/keys", "{").statusCode()).isEqualTo(400);
            assertThat(admin(serai, "GET", "/admin/keys/nobody", "").statusCode())
                    .isEqualTo(404);

            for (String past : List.of("2020-01-01T00:00:00Z", "2020-01-01", "0d")) {
                HttpResponse<String> dead = admin(serai, "POST", "/admin/keys", "{\"expires\":\"" + past + "\"}");
                assertThat(dead.statusCode()).as(past).isEqualTo(400);
                assertThat(dead.body()).contains("`expires` is in the past");
            }
            HttpResponse<String> once =
                    admin(serai, "POST", "/admin/keys", "{\"name\":\"a\"}", "idempotency-key", "wish-1");
            HttpResponse<String> twice =
                    admin(serai, "POST", "/admin/keys", "{\"name\":\"a\"}", "idempotency-key", "wish-1");
            assertThat(json(twice).get("key")).isEqualTo(json(once).get("key"));
            assertThat(admin(serai, "POST", "/admin/keys", "{\"name\":\"b\"}", "idempotency-key", "wish-1")
                            .statusCode())
                    .isEqualTo(422);
            create(serai, "{\"id\":\"given\",\"name\":\"x\"}");
            HttpResponse<String> again = admin(serai, "POST", "/admin/keys", "{\"id\":\"given\",\"name\":\"x\"}");
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(json(again).get("key").isNull()).isTrue();
            assertThat(admin(serai, "POST", "/admin/keys", "{\"id\":\"given\",\"name\":\"y\"}")
                            .statusCode())
                    .isEqualTo(409);
            assertThat(admin(serai, "POST", "/admin/keys", "{\"id\":\"http-0a1b2c3d\"}")
                            .body())
                    .contains("`id` must not begin with http-");
            create(serai, "{\"id\":\"ends\",\"expires\":\"2999-01-31\"}");
            assertThat(admin(serai, "POST", "/admin/keys", "{\"id\":\"ends\",\"expires\":\"2999-01-31\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(admin(serai, "POST", "/admin/keys", "{\"id\":\"ends\",\"expires\":\"2999-02-01\"}")
                            .statusCode())
                    .isEqualTo(409);
            String turned = "/admin/keys/ends/rotate";
            HttpResponse<String> first = admin(serai, "POST", turned, "{\"grace\":\"1h\"}", "idempotency-key", "turn");
            assertThat(json(admin(serai, "POST", turned, "{\"grace\":\"1h\"}", "idempotency-key", "turn"))
                            .get("key"))
                    .isEqualTo(json(first).get("key"));
            assertThat(admin(serai, "POST", turned, "{\"grace\":\"2h\"}", "idempotency-key", "turn")
                            .statusCode())
                    .isEqualTo(422);
            admin(serai, "PATCH", "/admin/keys/given", "{\"limits\":\"3/day\"}");
            HttpResponse<String> removed = admin(serai, "PATCH", "/admin/keys/given", "{\"limits\":null}");
            assertThat(json(removed).get("limits")).isEmpty();
        }
    }

    @Test
    void wordsThatNobodyReadsAreRefusedByName() throws Exception {
        String table = """
            GET    /admin/keys?owner=ann            {}                 'owner'
            GET    /admin/keys?used=yes             {}                 must
            GET    /admin/keys?used=true&used=false {}                 twice
            GET    /admin/keys                      {"team":"web"}     `team`
            GET    /admin/keys/k?deleted=true       {}                 'deleted'
            POST   /admin/keys?name=a               {}                 'name'
            POST   /admin/keys/k/off                {"reason":"none"}  `reason`
            DELETE /admin/keys/k?force=true         {}                 'force'
            DELETE /admin/keys/k                    {"force":true}     `force`
            GET    /key/list?organization_id=o      {}                 'organization_id'
            GET    /api/v1/keys?offset=x            {}                 'offset'
            POST   /api/v1/keys                     {"name":"a","disabled":"yes"} `on`
            POST   /key/generate                    {"blocked":"yes"}  `on`
            GET    /api/v1/keys?workspace=w         {}                 'workspace'
            GET    /admin/cache?task=light          -                  'task'
            GET    /admin/cache                     {"task":"light"}   body
            DELETE /admin/cache                     {"task":"light"}   body
            GET    /admin/prompts?lst=3             -                  'lst'
            DELETE /admin/prompts?key=k&before=x    -                  'before'
            DELETE /admin/prompts?key=k             {"before":"x"}     'before'
            POST   /admin/providers/v/rest          {"fro":"5m"}       'fro'
            POST   /admin/providers/v/wake          {"for":"5m"}       'for'
            POST   /admin/providers/v/probe?key=1   -                  'key'
            POST   /admin/routes/reload             {"file":"x"}       'file'
            POST   /admin/routes/rollback?to=3      -                  'to'
            POST   /admin/jobs/none/pause           {"until":"x"}      'until'
            POST   /admin/jobs/none/cancel?force=1  -                  'force'
            POST   /admin/session                   {"key":"x","for":"1h"} 'for'
            """;
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            create(serai, "{\"id\":\"k\"}");
            for (String row : table.lines().toList()) {
                String[] cell = row.split(" +");
                HttpResponse<String> answer = admin(serai, cell[0], cell[1], cell[2].equals("-") ? "" : cell[2]);
                assertThat(answer.statusCode()).as(row + answer.body()).isEqualTo(400);
                assertThat(answer.body()).as(row).contains(cell[3]);
            }
            assertThat(json(admin(serai, "GET", "/admin/keys/k", "")).get("on").asBoolean())
                    .isTrue();
            assertThat(admin(serai, "GET", "/admin/keys?used=true&deleted=true", "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(admin(serai, "GET", "/metrics", "").body()).contains("serai_page_viewers 0");
        }
    }

    @Test
    void aKeyAsksAndSeesOnlyWhatItMay() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            String models = create(serai, "{\"models\":[\"sma*\"]}");
            String pools = create(serai, "{\"pools\":[\"light\"]}");
            String none = create(serai, "{\"models\":[]}");

            assertThat(ask(serai, models, "v/small").statusCode()).isEqualTo(200);
            assertThat(ask(serai, models, "light").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = ask(serai, models, "v/large");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("model_not_allowed", "may not ask v/large");
            assertThat(ask(serai, models, "heavy").statusCode()).isEqualTo(403);
            assertThat(ask(serai, pools, "light").statusCode()).isEqualTo(200);
            assertThat(ask(serai, pools, "heavy").statusCode()).isEqualTo(403);
            assertThat(ask(serai, pools, "v/small").statusCode()).isEqualTo(403);
            assertThat(ask(serai, none, "light").statusCode()).isEqualTo(403);
            String seen =
                    serai.get("/v1/models", "authorization", "Bearer " + models).body();
            assertThat(seen).contains("\"v/small\"").doesNotContain("\"v/large\"");
            assertThat(serai.get("/v1/models", "authorization", "Bearer " + pools)
                            .body())
                    .contains("\"light\"")
                    .doesNotContain("\"v/small\"", "\"heavy\"");
            assertThat(serai.get("/v1beta/models", "x-goog-api-key", models).body())
                    .contains("v/small")
                    .doesNotContain("v/large");
            int before = vendor.count();
            assertThat(serai.get("/admin/providers", "authorization", "Bearer " + ADMIN)
                            .body())
                    .doesNotContain("\"state\":\"cooling\"", "\"open\"");
            assertThat(vendor.count()).isEqualTo(before);
        }
    }

    @Test
    void theFileDeclaresKeysAndLimitsOnSave() throws Exception {
        String secret = "a-key-that-only-its-hash-shows";
        String hash = hash(secret);
        Files.writeString(
                directory.resolve("clients.yaml"),
                "teams:\n  web: { limits: 2/day }\nkeys:\n  shop:\n    hash: " + hash + "\n    team: web\n");
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai =
                        setup(directory, vendor).with("serai.watch", "20ms").start()) {
            assertThat(serai.ask("light", "anonymous").statusCode()).isEqualTo(401);
            assertThat(ask(serai, secret, "v/small").statusCode()).isEqualTo(200);
            assertThat(ask(serai, secret, "v/large").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = ask(serai, secret, "heavy");
            assertThat(refused.statusCode()).isEqualTo(402);
            assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
            assertThat(refused.body()).contains("2/day of team 'web'", "2 of 2 requests");
            assertThat(admin(serai, "PATCH", "/admin/keys/shop", "{\"name\":\"x\"}")
                            .statusCode())
                    .isEqualTo(409);

            Files.writeString(
                    directory.resolve("clients.yaml"), "keys:\n  shop:\n    hash: " + hash + "\n    limit: 3/day\n");
            HttpResponse<String> reload = admin(serai, "POST", "/admin/routes/reload", "");
            assertThat(reload.statusCode()).isEqualTo(422);
            assertThat(reload.body()).contains("clients.yaml:4", "`limit` is no field, did you mean `limits`?");
            Files.writeString(directory.resolve("clients.yaml"), "keys:\n  shop:\n    hash: " + hash + "\n");
            assertThat(admin(serai, "POST", "/admin/routes/reload", "").statusCode())
                    .isEqualTo(200);
            assertThat(ask(serai, secret, "heavy").statusCode()).isEqualTo(200);

            Files.delete(directory.resolve("clients.yaml"));
            assertThat(admin(serai, "POST", "/admin/routes/reload", "").statusCode())
                    .isEqualTo(200);
            assertThat(serai.ask("light", "anonymous").statusCode())
                    .as("fails closed")
                    .isEqualTo(401);
        }
    }

    @Test
    void toolsOfOtherGatewaysFindTheirShapes() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            HttpResponse<String> made = admin(
                    serai,
                    "POST",
                    "/key/generate",
                    "{\"key_alias\":\"a\",\"models\":[],\"max_budget\":5,\"budget_duration\":\"30d\",\"rpm_limit\":9}");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
            String key = json(made).get("key").asText();
            String id = json(made).get("token").asText();
            String bearer = "Bearer " + key;
            assertThat(admin(serai, "POST", "/key/generate", "{\"guardrails\":[\"x\"]}")
                            .body())
                    .contains("cannot honour `guardrails`");
            assertThat(serai.post("/key/generate", "{}", "authorization", bearer)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(serai.get("/key/list", "authorization", bearer).statusCode())
                    .isEqualTo(403);

            JsonNode info =
                    json(serai.get("/key/info", "authorization", bearer)).get("info");
            assertThat(info.get("max_budget").asInt()).isEqualTo(5);
            assertThat(info.get("budget_duration").asText()).isEqualTo("30d");
            assertThat(info.get("rpm_limit").asInt()).isEqualTo(9);
            JsonNode router =
                    json(serai.get("/api/v1/key", "authorization", bearer)).get("data");
            assertThat(router.get("limit_remaining").asInt()).isEqualTo(5);
            // OpenRouter's own SDK refuses answers without these.
            for (String number : ROUTER_NUMBERS) {
                assertThat(router.path(number).isNumber()).as(number).isTrue();
            }
            assertThat(router.at("/rate_limit/requests").asInt()).isEqualTo(-1);
            assertThat(router.at("/rate_limit/interval").isTextual()).isTrue();
            assertThat(router.at("/rate_limit/note").isTextual()).isTrue();
            assertThat(router.has("creator_user_id")).isTrue();
            assertThat(json(serai.get("/api/v1/credits", "authorization", bearer))
                            .at("/data/total_credits")
                            .asInt())
                    .isEqualTo(5);
            assertThat(json(serai.get("/api/usage/token", "authorization", bearer))
                            .at("/data/total_available")
                            .asLong())
                    .isEqualTo(2_500_000);
            assertThat(json(serai.get("/v1/dashboard/billing/subscription", "authorization", bearer))
                            .get("hard_limit_usd")
                            .asInt())
                    .isEqualTo(5);
            assertThat(json(serai.get("/v1/dashboard/billing/usage", "authorization", bearer))
                            .get("total_usage")
                            .asInt())
                    .isZero();
            assertThat(json(serai.get("/user/info", "authorization", bearer)).get("keys"))
                    .hasSize(1);
            assertThat(serai.get("/key/info?key=other", "authorization", bearer).statusCode())
                    .isEqualTo(403);
            assertThat(serai.get("/v1/key").statusCode()).isEqualTo(401);
            assertThat(json(serai.get("/key/info?key=" + id, "authorization", "Bearer " + ADMIN))
                            .at("/info/max_budget")
                            .asInt())
                    .isEqualTo(5);
            String narrow = create(serai, "{\"id\":\"narrow\",\"models\":[\"small\"]}");
            for (String path : new String[] {"/model/info", "/v1/model/info"}) {
                assertThat(json(serai.get(path, "authorization", "Bearer " + narrow))
                                .findValuesAsText("model_name"))
                        .contains("light", "v/small")
                        .doesNotContain("v/large");
            }
            JsonNode entry = JSON.missingNode();
            for (JsonNode one :
                    json(serai.get("/model/info", "authorization", bearer)).get("data")) {
                entry = one.get("model_name").asText().equals("v/small") ? one : entry;
            }
            assertThat(entry.at("/model_info/mode").asText()).isEqualTo("chat");
            assertThat(entry.at("/litellm_params/model").asText()).isEqualTo("v/small");
            assertThat(entry.get("model_info").has("input_cost_per_token")).isTrue();
            assertThat(entry.at("/model_info/tasks").isArray()).isTrue();
            assertThat(serai.get("/model/info").statusCode()).isEqualTo(401);
            admin(serai, "POST", "/key/block", "{\"key\":\"" + id + "\"}");
            assertThat(ask(serai, key, "light").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void limitsOfEachModelShowWhatIsUsed() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            String key = create(serai, "{\"id\":\"a\",\"limits\":\"9/day, 3/day per model, 5/day for sma*\"}");
            assertThat(ask(serai, key, "light").statusCode()).isEqualTo(200);
            assertThat(ask(serai, key, "heavy").statusCode()).isEqualTo(200);
            for (JsonNode limits : List.of(
                    json(serai.get("/v1/key", "authorization", "Bearer " + key)).get("limits"),
                    json(admin(serai, "GET", "/admin/keys?used=true", "")).at("/keys/0/used"))) {
                assertThat(limits.at("/0/used").asInt()).isEqualTo(2);
                assertThat(limits.at("/1/used").asInt()).isEqualTo(1);
                assertThat(limits.at("/1/models").findValuesAsText("model")).containsExactly("v/large", "v/small");
                assertThat(limits.at("/2/used").asInt()).isEqualTo(1);
                assertThat(limits.at("/2").has("models")).isFalse();
            }
        }
    }

    @Test
    void aFieldThatIsThereTwiceIsRefused() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            create(serai, "{\"id\":\"a\",\"limits\":\"5/day\"}");
            HttpResponse<String> twice =
                    admin(serai, "PATCH", "/admin/keys/a", "{\"limits\":\"6/day\",\"limits\":null}");

            assertThat(twice.statusCode()).isEqualTo(400);
            assertThat(twice.body()).contains("limits");
            assertThat(admin(serai, "GET", "/admin/keys/a", "").body()).contains("5/day");
        }
    }

    @Test
    void keysAreMadeInTheShapeOfOpenRouterToo() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            String keys = "/api/v1/keys";
            HttpResponse<String> made =
                    admin(serai, "POST", keys, "{\"name\":\"shop\",\"limit\":5,\"limit_reset\":\"monthly\"}");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            for (String number : ROUTER_NUMBERS) {
                assertThat(json(made).at("/data/" + number).isNumber())
                        .as(number)
                        .isTrue();
            }
            assertThat(json(made).at("/data/workspace_id").isTextual()).isTrue();
            assertThat(json(made).at("/data/creator_user_id").isNull()).isTrue();
            String hash = json(made).at("/data/hash").asText();
            String key = json(made).get("key").asText();
            assertThat(ask(serai, key, "light").statusCode()).isEqualTo(200);
            HttpResponse<String> changed = admin(serai, "PATCH", keys + '/' + hash, "{\"limit\":7}");
            assertThat(json(changed).at("/data/limit").asInt())
                    .as(changed.body())
                    .isEqualTo(7);
            assertThat(json(changed).at("/data/limit_reset").asText()).isEqualTo("monthly");
            assertThat(admin(serai, "POST", keys, "{\"name\":\"a\",\"workspace_id\":\"w\"}")
                            .body())
                    .contains("cannot honour `workspace_id`");
            for (String method : new String[] {"GET", "POST", "PATCH", "DELETE"}) {
                assertThat(java.net.http.HttpClient.newHttpClient()
                                .send(
                                        serai.request(method.equals("GET") ? keys : keys + '/' + hash)
                                                .method(method, BodyPublishers.ofString("{}"))
                                                .header("authorization", "Bearer " + key)
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                        .as(method)
                        .isEqualTo(403);
            }
            admin(serai, "PATCH", keys + '/' + hash, "{\"disabled\":true}");
            assertThat(ask(serai, key, "light").statusCode()).isEqualTo(401);
            assertThat(json(admin(serai, "GET", keys, "")).get("data")).isEmpty();
            assertThat(json(admin(serai, "GET", keys + "?include_disabled=true", ""))
                            .get("data"))
                    .hasSize(1);
            assertThat(json(admin(serai, "DELETE", keys + '/' + hash, ""))
                            .get("deleted")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void theSystemPromptOfAKeyAndATemplateHoldInEveryDialect() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor)
                        .file("prompts/pirate.md", "Say arr.")
                        .file("prompts/greet.md", "Greet {{name}}.")
                        .start()) {
            String pirate = create(
                    serai, "{\"id\":\"pirate\",\"systemPrompt\":{\"mode\":\"append\",\"file\":\"prompts/pirate.md\"}}");
            String plain = create(serai, "{\"id\":\"plain\",\"systemPrompt\":\"Be brief.\"}");
            String none = create(serai, "{\"id\":\"none\"}");
            String anthropic = "{\"model\":\"light\",\"max_tokens\":9,\"system\":\"I am a parrot.\",\"messages\":"
                    + "[{\"role\":\"user\",\"content\":\"hello\"}]}";
            assertThat(serai.post("/v1/messages", anthropic, "x-api-key", pirate)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(last(vendor)).contains("I am a parrot.\\n\\nSay arr.");
            assertThat(ask(serai, plain, "light").statusCode()).isEqualTo(200);
            assertThat(last(vendor)).contains("Be brief.").doesNotContain("arr");
            // The same question with another key has another answer: none of the cache's, and no text of another key's.
            assertThat(ask(serai, none, "light").statusCode()).isEqualTo(200);
            assertThat(last(vendor)).doesNotContain("arr", "brief");

            HttpResponse<String> filled = serai.post(
                    "/v1/messages",
                    anthropic,
                    "x-api-key",
                    none,
                    "x-serai-prompt",
                    "greet",
                    "x-serai-prompt-variables",
                    "{\"name\":\"Ann\"}");
            assertThat(filled.statusCode()).as(filled.body()).isEqualTo(200);
            assertThat(last(vendor)).contains("Greet Ann.", "I am a parrot.");

            JsonNode told = json(serai.post(
                    "/v1/route/explain",
                    RunningSerai.chat("light", "hello", false),
                    "authorization",
                    "Bearer " + pirate,
                    "x-serai-prompt",
                    "greet",
                    "x-serai-prompt-variables",
                    "{\"name\":\"Ann\"}"));
            assertThat(told.get("template").asText()).isEqualTo("greet");
            assertThat(told.at("/systemPrompts/0/of").asText()).isEqualTo("client key pirate");
            assertThat(told.at("/systemPrompts/0/text").asText()).isEqualTo("Say arr.");
            assertThat(serai.get("/v1/key", "authorization", "Bearer " + plain).body())
                    .doesNotContain("brief");
            for (String wrong : new String[] {"{\"mode\":\"shout\",\"text\":\"a\"}", "{}", "{\"txt\":\"a\"}", "\"\""}) {
                HttpResponse<String> refused =
                        admin(serai, "PATCH", "/admin/keys/plain", "{\"systemPrompt\":" + wrong + '}');
                assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
                assertThat(refused.body()).contains("`systemPrompt`");
            }
        }
    }

    private static String last(HealthyVendor vendor) {
        return vendor.requests().stream()
                .filter(it -> it.method().equals("POST"))
                .reduce((one, two) -> two)
                .orElseThrow()
                .text();
    }

    @Test
    void aPublicAddressIsSatisfiedWithClientKeysAndNeverOpen() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            RunningSerai.Setup open = setup(directory, vendor)
                    .with("serai.admin.keys", ADMIN + "-which-is-long")
                    .with("serai.http.host", "0.0.0.0");
            assertThatThrownBy(open::start).hasMessageContaining("make client keys");
            String key = "a-client-key-of-this-test";
            String file = "keys: { shop: { hash: \"" + hash(key) + "\" } }\n";
            try (RunningSerai serai = open.file("clients.yaml", file).start()) {
                assertThat(ask(serai, key, "light").statusCode()).isEqualTo(200);
                assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(401);
                String made = serai.post(
                                "/admin/keys",
                                "{\"id\":\"made\"}",
                                "authorization",
                                "Bearer " + ADMIN + "-which-is-long")
                        .body();
                assertThat(made).contains("sk-serai-made-");
            }
            java.nio.file.Files.delete(directory.resolve("clients.yaml"));
            try (RunningSerai serai = RunningSerai.startedIn(directory)) {
                HttpRequest delete = serai.request("/admin/keys/made")
                        .DELETE()
                        .header("authorization", "Bearer " + ADMIN + "-which-is-long")
                        .build();
                java.net.http.HttpClient.newHttpClient().send(delete, BodyHandlers.ofString());
                assertThat(serai.ask("light", "without any key left").statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void theExplanationNamesTheLimitThatWouldRefuse() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(directory, vendor).start()) {
            String key = create(serai, "{\"id\":\"k\",\"limits\":\"1/day@UTC\"}");
            String question = RunningSerai.chat("v/small", "hello", false);
            assertThat(serai.post("/v1/route/explain", question, "authorization", "Bearer " + key)
                            .body())
                    .doesNotContain("refusal");
            assertThat(ask(serai, key, "v/small").statusCode()).isEqualTo(200);
            assertThat(json(serai.post("/v1/route/explain", question, "authorization", "Bearer " + key))
                            .at("/refusal/message")
                            .asText())
                    .contains("1/day@UTC of key 'k' is reached");
        }
    }

    private static String hash(String key) throws Exception {
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(key.getBytes("UTF-8"));
        return "sha256:" + java.util.HexFormat.of().formatHex(digest);
    }

    @Test
    void keysOutliveARestartAndNoFileHoldsASecret() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            String key;
            try (RunningSerai serai = setup(directory, vendor).start()) {
                key = create(serai, "{\"id\":\"k\",\"limits\":\"2/day\"}");
                assertThat(ask(serai, key, "v/small").statusCode()).isEqualTo(200);
            }
            try (RunningSerai serai = setup(directory, vendor).start()) {
                assertThat(ask(serai, key, "v/large").statusCode()).isEqualTo(200);
                assertThat(ask(serai, key, "heavy").statusCode()).isEqualTo(402);
                assertThat(json(admin(serai, "GET", "/admin/keys/k", ""))
                                .get("lastUsed")
                                .asText())
                        .startsWith("20");
            }
            String secret = key.substring(key.lastIndexOf('-') + 1);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), "ISO-8859-1"))
                            .as(file.toString())
                            .doesNotContain(secret);
                }
            }
        }
    }
}
