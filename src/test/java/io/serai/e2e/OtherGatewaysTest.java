package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools that know LiteLLM or OpenRouter read users, teams and keys as they expect, and change of a key only what they name. */
class OtherGatewaysTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] ADMIN = {"authorization", "Bearer the-admin-key-of-this-test"};
    private static final String CATALOG = """
        priced: { url: "https://priced.example", dialect: openai, models: [ { id: small, price: { in: 10, out: 20 } } ] }
        """;

    @TempDir
    Path directory;

    private RunningSerai start(HealthyVendor vendor, String clients) {
        return RunningSerai.in(directory)
                .with("serai.admin.keys", "the-admin-key-of-this-test")
                .file("catalog.yaml", CATALOG)
                .file("clients.yaml", clients)
                .provider("v", vendor, "vendor", "priced", "keys", "a-vendor-key")
                .pool("light", "v/small")
                .start();
    }

    private static String create(RunningSerai serai, String body) {
        HttpResponse<String> made = serai.post("/admin/keys", body, ADMIN);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).get("key").asText();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static JsonNode get(RunningSerai serai, String path, String key) {
        HttpResponse<String> answer = serai.get(path, "authorization", "Bearer " + key);
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return json(answer);
    }

    @Test
    void aUserIsTheSumOfItsKeysAndATeamOfItsOwn() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai =
                        start(vendor, "users:\n  bob: { limits: $9/day }\nteams:\n  web: { limits: $7/month@UTC }\n")) {
            String one = create(serai, "{\"id\":\"a1\",\"owner\":\"ann\",\"team\":\"web\",\"limits\":\"$2/day\"}");
            String two = create(serai, "{\"id\":\"a2\",\"owner\":\"ann\",\"limits\":\"$3/day\"}");
            String bob = create(serai, "{\"id\":\"b1\",\"owner\":\"bob\",\"limits\":\"$1/day\"}");
            assertThat(serai.askAs(one, "first").statusCode()).isEqualTo(200);
            assertThat(serai.askAs(two, "second").statusCode()).isEqualTo(200);
            double ofOne = get(serai, "/key/info", one).at("/info/spend").asDouble();
            double ofTwo = get(serai, "/key/info", two).at("/info/spend").asDouble();

            JsonNode ann = get(serai, "/user/info?user_id=ann", two);
            assertThat(ann.at("/user_info/user_id").asText()).isEqualTo("ann");
            assertThat(ann.at("/user_info/max_budget").asDouble()).isEqualTo(5);
            assertThat(ann.at("/user_info/budget_duration").asText()).isEqualTo("1d");
            assertThat(ann.at("/user_info/spend").asDouble())
                    .isPositive()
                    .isCloseTo(ofOne + ofTwo, org.assertj.core.api.Assertions.within(1e-12));
            assertThat(ann.get("keys").findValuesAsText("token")).containsExactlyInAnyOrder("a1", "a2");
            assertThat(ann.at("/teams/0/team_id").asText()).isEqualTo("web");
            assertThat(ann.at("/teams/0/max_budget").asDouble()).isEqualTo(7);
            assertThat(ann.toString()).doesNotContain(one, two, "sha256");

            assertThat(get(serai, "/user/info", bob).at("/user_info/max_budget").asDouble())
                    .as("the user's own limit")
                    .isEqualTo(9);
            assertThat(serai.get("/user/info?user_id=ann", "authorization", "Bearer " + bob)
                            .statusCode())
                    .isEqualTo(403);
            JsonNode team = get(serai, "/team/info?team_id=web", one);
            assertThat(team.at("/team_info/spend").asDouble())
                    .isCloseTo(ofOne, org.assertj.core.api.Assertions.within(1e-12));
            assertThat(team.at("/team_info/max_budget").asDouble()).isEqualTo(7);
        }
    }

    @Test
    void anOperatorAsksAboutAnybodyAndHearsOfWhomThereIsNone() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor, "everybody: { limits: 5/min }\n")) {
            create(serai, "{\"id\":\"a1\",\"owner\":\"ann\",\"team\":\"web\",\"limits\":\"9/min\"}");
            for (String path : new String[] {"/key/info?key=a1", "/user/info?user_id=ann", "/team/info?team_id=web"}) {
                assertThat(serai.get(path, ADMIN).body()).as(path).contains("\"a1\"");
            }
            for (String path : new String[] {"/key/info?key=x", "/user/info?user_id=x", "/team/info?team_id=x"}) {
                assertThat(serai.get(path, ADMIN).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(json(serai.get("/key/info?key=a1", ADMIN))
                            .at("/info/rpm_limit")
                            .asInt())
                    .as("what the key itself has")
                    .isEqualTo(9);
            assertThat(serai.get("/key/info?key=", ADMIN).statusCode()).isEqualTo(200);
        }
    }

    /** As CodexBar does (github.com/steipete/CodexBar, LiteLLMUsageFetcher): of a key without user and team it would show nothing. */
    @Test
    void aKeyThatNobodyOwnsIsItsOwnUser() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor, "everybody: { limits: 500/min }\n")) {
            String key = create(serai, "{\"id\":\"plain\",\"limits\":\"$4/week@UTC\"}");
            assertThat(serai.askAs(key, "hello").statusCode()).isEqualTo(200);
            String user = get(serai, "/key/info", key).at("/info/user_id").asText();
            JsonNode info = get(serai, "/user/info?user_id=" + user, key);
            assertThat(info.at("/user_info/user_id").asText()).isEqualTo(user);
            assertThat(info.at("/user_info/max_budget").asDouble()).isEqualTo(4);
            assertThat(info.at("/user_info/spend").asDouble()).isPositive();
            assertThat(info.at("/user_info/budget_reset_at").asText()).contains("T");
        }
    }

    @Test
    void toolsOfLiteLlmMayShowTheKeyInItsHeader() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor, "everybody: { limits: 500/min }\n")) {
            String key = create(serai, "{\"id\":\"shown\"}");
            for (String shown : new String[] {key, "Bearer " + key}) {
                assertThat(json(serai.get("/key/info?key=" + key, "x-litellm-api-key", shown))
                                .get("key")
                                .asText())
                        .isEqualTo("shown");
            }
            assertThat(serai.get("/key/info", "x-litellm-api-key", key + "0").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void keysAreListedInPagesAndByWholeNames() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor, "everybody: { limits: 500/min }\n")) {
            create(serai, "{\"id\":\"a\",\"owner\":\"ann\",\"team\":\"web\",\"models\":[]}");
            create(serai, "{\"id\":\"b\",\"owner\":\"anna\",\"name\":\"shop\"}");
            create(serai, "{\"id\":\"c\",\"owner\":\"bob\"}");
            JsonNode page = json(serai.get("/key/list?page=2&size=2", ADMIN));
            assertThat(page.get("keys")).hasSize(1);
            assertThat(page.get("total_count").asInt()).isEqualTo(3);
            assertThat(page.get("total_pages").asInt()).isEqualTo(2);
            assertThat(page.get("current_page").asInt()).isEqualTo(2);
            JsonNode whole = json(serai.get("/key/list?user_id=ann&return_full_object=true", ADMIN));
            assertThat(whole.get("keys")).hasSize(1);
            assertThat(whole.at("/keys/0/team_id").asText()).isEqualTo("web");
            assertThat(whole.at("/keys/0/models/0").asText()).as("none").isEqualTo("no-default-models");
            assertThat(serai.get("/key/list?sort_by=spend", ADMIN).statusCode()).isEqualTo(400);
            assertThat(json(serai.post("/key/delete", "{\"key_aliases\":[\"shop\"]}", ADMIN))
                            .at("/deleted_keys/0")
                            .asText())
                    .isEqualTo("b");
        }
    }
}
