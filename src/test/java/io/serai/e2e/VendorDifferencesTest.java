package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.RunningSerai;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vendors of one dialect that differ get what they take, and nobody is asked for what the catalogue knows that it cannot do. */
class VendorDifferencesTest {
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

    @TempDir
    static Path directory;

    private static final HealthyVendor VENDOR = new HealthyVendor("vendor");
    private static final HealthyVendor DATED = new HealthyVendor("dated").answering("""
            {"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop",\
            "message":{"role":"assistant","content":"hi"}}]}""");
    private static final HealthyVendor OTHER = new HealthyVendor("other");
    private static final HealthyVendor SIGNING = new HealthyVendor("signing").answering("""
            {"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls",\
            "message":{"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.encrypted","data":"c2lnbmVk",\
            "id":"tool_f_1"}],"tool_calls":[{"id":"tool_f_1","type":"function","function":{"name":"f","arguments":\
            "{\\"city\\": \\"Rome\\"}"}}]}}]}""");
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .provider("groq", VENDOR, "keys", "k")
                .provider("mistral", VENDOR, "keys", "k")
                .provider("openai", VENDOR, "keys", "k")
                .provider("azure", VENDOR, "keys", "azure-key")
                .provider(
                        "dated",
                        DATED.root() + "/openai/deployments/{model}?api-version=2024-10-21",
                        "vendor",
                        "azure",
                        "keys",
                        "azure-key")
                .provider("zhipu-jwt", VENDOR, "keys", "my-id.my-secret")
                .provider("openrouter", SIGNING, "keys", "k")
                .provider("llm7", VENDOR)
                .provider("cloudflare", VENDOR, "keys", "k")
                .provider("ollama", VENDOR)
                .provider("other", OTHER)
                .pool("light", "llm7/gpt-oss:20b", "other/any")
                .pool("heavy", "llm7/gpt-oss:20b")
                .pool("code", "cloudflare/@cf/meta/llama-3.3-70b-instruct-fp8-fast", "other/any")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        List.of(VENDOR, DATED, OTHER, SIGNING).forEach(FakeVendor::close);
    }

    /** @see <a href="https://console.groq.com/docs/openai">What Groq answers 400 to</a> */
    @Test
    void whatAVendorRefusesIsLeftOutAndTold() {
        HttpResponse<String> answer =
                ask("groq/m", "\"logit_bias\":{\"1\":2},\"logprobs\":false,\"reasoning_effort\":\"minimal\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-dropped")).hasValue("logit_bias");
        assertThat(answer.headers().firstValue("x-serai-adjusted")).hasValue("reasoning_effort minimal -> low");
        assertThat(received().has("logit_bias")).isFalse();
        assertThat(received().path("reasoning_effort").asText()).isEqualTo("low");
    }

    @Test
    void mistralsNamesAndIds() {
        String call =
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call_0123456789\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}";
        HttpResponse<String> answer = serai.post(
                "/v1/chat/completions",
                "{\"model\":\"mistral/m\",\"seed\":1,\"max_completion_tokens\":9,\"temperature\":2,\"messages\":["
                        + "{\"role\":\"developer\",\"content\":\"d\"},{\"role\":\"user\",\"content\":\"u\"}," + call
                        + ",{\"role\":\"tool\",\"tool_call_id\":\"call_0123456789\",\"content\":\"r\"}]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(received().path("random_seed").asInt()).isEqualTo(1);
        assertThat(received().path("max_tokens").asInt()).isEqualTo(9);
        assertThat(received().path("temperature").asDouble()).isEqualTo(1.5);
        assertThat(received().at("/messages/0/role").asText()).isEqualTo("system");
        String id = received().at("/messages/2/tool_calls/0/id").asText();
        assertThat(id).matches("[A-Za-z0-9]{9}");
        assertThat(received().at("/messages/3/tool_call_id").asText()).isEqualTo(id);
    }

    /** Models' own templates know no developer: some servers refuse it, others leave out what it says. */
    @ParameterizedTest
    @ValueSource(strings = {"other/any", "ollama/any"})
    void whereOpenModelsAreServedTheSystemSpeaksForTheDeveloper(String target) {
        assertThat(serai.post("/v1/chat/completions", """
                                {"model":"%s","max_completion_tokens":9,"messages":[{"role":"developer","content":"d"},\
                                {"role":"user","content":"u"}]}""".formatted(target)).statusCode())
                .isEqualTo(200);

        JsonNode received = (target.startsWith("other") ? OTHER : VENDOR)
                .requests()
                .getLast()
                .json();
        assertThat(received.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(received.path("max_tokens").asInt()).isEqualTo(target.startsWith("other") ? 0 : 9);
    }

    /** @see <a href="https://docs.mistral.ai/api/endpoint/embeddings">What Mistral calls the length of a vector</a> */
    @Test
    void requestsForVectorsHaveTheVendorsNames() {
        HttpResponse<String> answer = serai.post(
                "/v1/embeddings", "{\"model\":\"mistral/m\",\"input\":\"x\",\"dimensions\":8,\"user\":\"u\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-dropped")).hasValue("user");
        assertThat(received().path("output_dimension").asInt()).isEqualTo(8);
        assertThat(received().has("dimensions")).isFalse();
        assertThat(received().has("user")).isFalse();
    }

    /** @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks">What it wants back</a> */
    @Test
    void whatAVendorSignsBesideCallsReturnsFromClientsThatCannotCarryIt() {
        String asked =
                "{\"model\":\"openrouter/m\",\"max_tokens\":9,\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],\"messages\":["
                        + "{\"role\":\"user\",\"content\":\"the weather, signed\"}%s]}";
        HttpResponse<String> first = serai.post("/v1/messages", asked.formatted(""));
        HttpResponse<String> second = serai.post(
                "/v1/messages",
                asked.formatted(
                        ",{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"tool_f_1\",\"name\":\"f\","
                                + "\"input\":{\"city\":\"Rome\"}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                                + "\"tool_use_id\":\"tool_f_1\",\"content\":\"rain\"}]}"));

        assertThat(first.body()).contains("tool_f_1");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(SIGNING.requests()
                        .getLast()
                        .json()
                        .at("/messages/1/reasoning_details/0/data")
                        .asText())
                .isEqualTo("c2lnbmVk");
    }

    @Test
    void modelsThatCallToolsOnlyUnthinkingDoNotThink() {
        HttpResponse<String> answer = ask("openai/gpt-6-luna", "\"max_tokens\":5" + TOOLS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(received().path("reasoning_effort").asText()).isEqualTo("none");
        assertThat(received().path("max_completion_tokens").asInt()).isEqualTo(5);
        assertThat(received().has("max_tokens")).isFalse();
    }

    /** @see <a href="https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle">Azure's addresses</a> */
    @Test
    void azureWithAndWithoutAVersion() {
        assertThat(ask("azure/my-gpt", "\"n\":1").statusCode()).isEqualTo(200);
        assertThat(last().path()).isEqualTo("/v1/chat/completions");
        assertThat(last().header("api-key")).isEqualTo("azure-key");
        assertThat(last().header("authorization")).isNull();
        assertThat(received().path("model").asText()).isEqualTo("my-gpt");

        assertThat(ask("dated/my-gpt", "\"n\":1").statusCode()).isEqualTo(200);
        assertThat(DATED.requests().getLast().path())
                .isEqualTo("/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21");
        assertThat(DATED.requests().getLast().header("api-key")).isEqualTo("azure-key");
    }

    /** @see <a href="https://docs.bigmodel.cn/cn/guide/develop/http/introduction">Zhipu's tokens</a> */
    @Test
    void aSignedTokenInPlaceOfTheKey() {
        assertThat(ask("zhipu-jwt/glm", "\"n\":1").statusCode()).isEqualTo(200);
        String token = last().bearer();
        assertThat(ask("zhipu-jwt/glm", "\"n\":1,\"seed\":2").statusCode()).isEqualTo(200);

        String[] parts = token.split("\\.");
        assertThat(parts).hasSize(3);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8))
                .isEqualTo("{\"alg\":\"HS256\",\"sign_type\":\"SIGN\"}");
        assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                .startsWith("{\"api_key\":\"my-id\",\"exp\":");
        assertThat(last().bearer()).isEqualTo(token);
        assertThat(last().headers().toString()).doesNotContain("my-secret");
    }

    @Test
    void aModelThatCannotIsPassedOver() {
        int asked = VENDOR.count();

        HttpResponse<String> tools = ask("light", "\"n\":1" + TOOLS);
        HttpResponse<String> image = serai.post("/v1/chat/completions", image("light"));

        for (HttpResponse<String> answer : List.of(tools, image)) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-serai-target")).hasValue("other/any");
            assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .matches("llm7/gpt-oss:20b unable \\d+ms, other/any 200 .*");
        }
        assertThat(VENDOR.count()).isEqualTo(asked);
    }

    @Test
    void whereNobodyCanTheClientIsToldInItsDialect() {
        HttpResponse<String> chat = ask("heavy", "\"n\":1" + TOOLS);
        HttpResponse<String> responses = serai.post(
                "/v1/responses",
                "{\"model\":\"heavy\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{}}]}");

        for (HttpResponse<String> answer : List.of(chat, responses)) {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("\"type\":\"invalid_request_error\"")
                    .contains("llm7/gpt-oss:20b cannot do this: it calls no tools");
        }
    }

    @Test
    void aRequestThatIsTooLongForAModelIsPassedOver() {
        StringBuilder text = new StringBuilder();
        while (text.length() < 24_000 * 6 * 5 / 4) {
            text.append("word").append(text.length()).append(' ');
        }

        HttpResponse<String> answer =
                serai.post("/v1/chat/completions", RunningSerai.chat("code", text.toString(), false));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-target")).hasValue("other/any");
        assertThat(serai.ask("code", "short").headers().firstValue("x-serai-target"))
                .hasValue("cloudflare/@cf/meta/llama-3.3-70b-instruct-fp8-fast");
    }

    private static HttpResponse<String> ask(String model, String more) {
        return serai.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + more + "}");
    }

    private static String image(String model) {
        return "{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA==\"}}]}]}";
    }

    private static RecordedRequest last() {
        return VENDOR.requests().getLast();
    }

    private static JsonNode received() {
        return last().json();
    }
}
