package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import io.serai.wire.TooManyRequests;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of OpenAI's dialect and of Gemini's, while a vendor answers that speaks as Google does. */
class GeminiVendorTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String CANDIDATE =
            "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[%s]},\"index\":0%s}],\"usageMetadata\":{\"promptTokenCount\":3,"
                    + "\"candidatesTokenCount\":4,\"thoughtsTokenCount\":5,\"totalTokenCount\":12},\"modelVersion\":\"gemini-3.8-flash\",\"responseId\":\"r1\",\"new\":1}";
    private static final String DONE = ",\"finishReason\":\"STOP\"";
    private static final String CALL =
            "{\"functionCall\":{\"name\":\"weather\",\"args\":{\"city\":\"Rome\"}},\"thoughtSignature\":\"c2lnbmVk\"}";

    @TempDir
    static Path directory;

    private static final HealthyVendor GOOGLE = new HealthyVendor("google")
            .answering(CANDIDATE.formatted("{\"text\":\"Grüße €\"}", DONE))
            .streaming(event("{\"text\":\"Grü\"}", ""), event("{\"text\":\"ße €\"}", DONE));
    private static final HealthyVendor CALLS = new HealthyVendor("calls")
            .answering(CANDIDATE.formatted(CALL, DONE))
            .streaming(event(CALL, DONE));
    private static final HealthyVendor CUT = new HealthyVendor("cut").streaming(event("{\"text\":\"Grü\"}", ""));
    private static final HealthyVendor BLOCKED = new HealthyVendor("blocked")
            .answering(
                    "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},\"usageMetadata\":{\"promptTokenCount\":3}}");
    private static final HealthyVendor VECTORS =
            new HealthyVendor("vectors").answering("{\"embeddings\":[{\"values\":[0.5,-1]},{\"values\":[1,2]}]}");
    private static final FakeVendor LIMITED = TooManyRequests.gemini("46s");
    private static final FakeVendor WRONG_KEY = new FakeVendor() {
        @Override
        protected Answer answer(RecordedRequest request) {
            return Answer.json(
                    400,
                    "{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\",\"status\":\"INVALID_ARGUMENT\",\"details\":"
                            + "[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\"}]}}");
        }
    };
    private static RunningSerai serai;

    private static String event(String parts, String finish) {
        return "data: " + CANDIDATE.formatted(parts, finish) + "\r\n\r\n";
    }

    @BeforeAll
    static void start() {
        RunningSerai.Setup setup = RunningSerai.in(directory);
        add(setup, "google", GOOGLE);
        add(setup, "calls", CALLS);
        add(setup, "cut", CUT);
        add(setup, "blocked", BLOCKED);
        add(setup, "vectors", VECTORS);
        add(setup, "limited", LIMITED);
        add(setup, "wrong", WRONG_KEY);
        serai = setup.pool("light", "cut/gemini-3.8-flash", "wrong/gemini-3.8-flash", "google/gemini-3.8-flash")
                .pool("heavy", "limited/gemini-3.8-flash")
                .start();
    }

    private static void add(RunningSerai.Setup setup, String name, FakeVendor vendor) {
        setup.provider(
                name, vendor.root() + "/v1beta", "vendor", "gemini", "keys", "AIza-" + name, "limits", "1000/min");
    }

    @AfterAll
    static void stop() {
        serai.close();
        List.of(GOOGLE, CALLS, CUT, BLOCKED, VECTORS, LIMITED, WRONG_KEY).forEach(FakeVendor::close);
    }

    @Test
    void aModelsNameThatLeadsToAnotherPathIsRefusedInTheClientsDialect() {
        int asked = GOOGLE.count();
        HttpResponse<String> openai =
                serai.post("/v1/chat/completions", RunningSerai.chat("google/../tunedModels/x", "hello", false));
        HttpResponse<String> ollama = serai.post(
                "/api/chat", "{\"model\":\"google/..\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertThat(List.of(openai.statusCode(), ollama.statusCode())).containsOnly(400);
        assertThat(openai.body()).contains("\"param\":\"model\"", "'../tunedModels/x'");
        assertThat(ollama.body()).startsWith("{\"error\":\"The model '..' has");
        assertThat(GOOGLE.count()).isEqualTo(asked);
    }

    @Test
    void aPlainAnswer() throws Exception {
        JsonNode answer = tree(serai.ask("google/gemini-3.8-flash", "hello plain"));

        RecordedRequest asked = GOOGLE.requests().getLast();
        assertThat(asked.path()).isEqualTo("/v1beta/models/gemini-3.8-flash:generateContent");
        assertThat(asked.header("x-goog-api-key")).isEqualTo("AIza-google");
        assertThat(asked.header("authorization")).isNull();
        assertThat(asked.json().at("/contents/0/parts/0/text").asText()).isEqualTo("hello plain");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("Grüße €");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(9);
        assertThat(answer.at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void aStreamedAnswer() {
        String stream =
                serai.stream("google/gemini-3.8-flash", "hello streamed").body();

        assertThat(GOOGLE.requests().getLast().path())
                .isEqualTo("/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse");
        assertThat(stream)
                .contains("\"content\":\"Grü\"")
                .contains("\"content\":\"ße €\"")
                .contains("\"finish_reason\":\"stop\"")
                .as("a client that has not asked for it gets no usage")
                .doesNotContain("usage")
                .endsWith("data: [DONE]\n\n");
    }

    /** The signature comes back in the call, by the client or from Serai's memory; for a call of another's it is made up for. */
    @Test
    void aCallAndItsResult() throws Exception {
        JsonNode message = tree(serai.post("/v1/chat/completions", tools("[" + USER + "]")))
                .at("/choices/0/message");
        String result = "{\"role\":\"tool\",\"tool_call_id\":\""
                + message.at("/tool_calls/0/id").asText() + "\",\"content\":\"sunny\"}";

        serai.post("/v1/chat/completions", tools("[" + USER + "," + message + "," + result + "]"));
        JsonNode whole = CALLS.requests().getLast().json();
        String poor = message.toString()
                .replaceAll(",\"extra_content\":\\{.*?}}", "")
                .replaceAll(",\"reasoning_details\":\\[.*?]", "");
        serai.post("/v1/chat/completions", tools("[" + USER + "," + poor + "," + result + "]"));
        JsonNode remembered = CALLS.requests().getLast().json();
        serai.post("/v1/chat/completions", tools("[" + USER + "," + poor.replace("Rome", "Oslo") + "," + result + "]"));
        JsonNode without = CALLS.requests().getLast().json();

        assertThat(message.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{\"city\":\"Rome\"}");
        assertThat(poor).doesNotContain("extra_content");
        assertThat(whole.at("/contents/1/parts/0/thoughtSignature").asText()).isEqualTo("c2lnbmVk");
        assertThat(remembered.at("/contents/1/parts/0/thoughtSignature").asText())
                .isEqualTo("c2lnbmVk");
        assertThat(without.at("/contents/1/parts/0/thoughtSignature").asText())
                .isEqualTo("skip_thought_signature_validator");
        assertThat(whole.at("/contents/2/parts/0/functionResponse/name").asText())
                .isEqualTo("weather");
        assertThat(whole.at("/contents/2/parts/0/functionResponse/response/output")
                        .asText())
                .isEqualTo("sunny");
        assertThat(whole.at("/tools/0/functionDeclarations/0/name").asText()).isEqualTo("weather");
    }

    /** Such a client sees no thoughts, and so it cannot bring their signature along. */
    @Test
    void aClientThatHasNotAskedForThoughtsKeepsTheSignatureAllTheSame() throws Exception {
        String asked =
                "{\"model\":\"calls/gemini-3.8-flash\",\"max_tokens\":99,\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}],"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"weather, Claude?\"}";
        JsonNode answer = tree(serai.post("/v1/messages", asked + "]}"));
        assertThat(answer.path("content").findValuesAsText("type"))
                .contains("tool_use")
                .doesNotContain("thinking");

        serai.post(
                "/v1/messages",
                asked + ",{\"role\":\"assistant\",\"content\":" + answer.path("content")
                        + "},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":"
                        + answer.at("/content/0/id") + ",\"content\":\"sunny\"}]}]}");

        assertThat(CALLS.requests()
                        .getLast()
                        .json()
                        .at("/contents/1/parts/0/thoughtSignature")
                        .asText())
                .isEqualTo("c2lnbmVk");
    }

    private static final String USER = "{\"role\":\"user\",\"content\":\"weather?\"}";

    private static String tools(String messages) {
        return "{\"model\":\"calls/gemini-3.8-flash\",\"messages\":" + messages
                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}}]}";
    }

    @Test
    void anImage() {
        serai.post(
                "/v1/chat/completions",
                "{\"model\":\"google/gemini-3.8-flash\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/png;base64,iVBORw0=\"}}]}]}");

        assertThat(GOOGLE.requests()
                        .getLast()
                        .json()
                        .at("/contents/0/parts/0/inlineData/mimeType")
                        .asText())
                .isEqualTo("image/png");
    }

    /** Before anything has reached the client, another target may answer. */
    @Test
    void aCutAnswerAndAWrongKeyMoveOnToTheNextTarget() {
        HttpResponse<String> answer = serai.ask("light", "hello failover");

        assertThat(answer.body()).contains("Grüße");
        assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                .contains("cut/gemini-3.8-flash cut")
                .contains("wrong/gemini-3.8-flash 400")
                .contains("google/gemini-3.8-flash 200");
    }

    @Test
    void aStreamThatIsCutInTheMiddleIsAnError() {
        String stream = serai.stream("cut/gemini-3.8-flash", "hello cut").body();

        assertThat(stream)
                .contains("\"content\":\"Grü\"")
                .contains("stream_interrupted")
                .doesNotContain("[DONE]");
    }

    @Test
    void aLimitTellsWhenToComeBack() {
        HttpResponse<String> answer = serai.ask("heavy", "hello limit");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(30, 46);
    }

    @Test
    void aBlockedPromptIsFiltered() throws Exception {
        JsonNode answer = tree(serai.ask("blocked/gemini-3.8-flash", "hello blocked"));

        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    }

    @Test
    void vectors() throws Exception {
        JsonNode answer = tree(serai.post(
                "/v1/embeddings",
                "{\"model\":\"vectors/gemini-embedding-001\",\"input\":[\"a\",\"b\"],\"dimensions\":2}"));

        assertThat(VECTORS.requests().getLast().path())
                .isEqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents");
        assertThat(answer.at("/data/1/embedding/1").asDouble()).isEqualTo(2);
    }

    /** From Gemini to Gemini also what nobody here knows goes through. */
    @Test
    void nothingIsLostOnTheWayFromGeminiToGemini() throws Exception {
        String body =
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello lossless\"}]}],\"safetySettings\":[],\"new\":{\"x\":null}}";

        JsonNode answer = tree(serai.post("/v1beta/models/google/gemini-3.8-flash:generateContent", body));
        JsonNode asked = GOOGLE.requests().getLast().json();
        String stream = serai.post(
                        "/v1beta/models/google/gemini-3.8-flash:streamGenerateContent?alt=sse",
                        body.replace("lossless", "lossless stream"))
                .body();

        assertThat(asked).isEqualTo(MAPPER.readTree(body));
        assertThat(answer).isEqualTo(MAPPER.readTree(CANDIDATE.formatted("{\"text\":\"Grüße €\"}", DONE)));
        assertThat(stream.split("\n\n"))
                .containsExactly(
                        event("{\"text\":\"Grü\"}", "").strip(),
                        event("{\"text\":\"ße €\"}", DONE).strip());
    }

    private static JsonNode tree(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }
}
