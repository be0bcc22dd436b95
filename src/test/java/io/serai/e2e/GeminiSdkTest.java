package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import io.serai.RunningSerai;
import io.serai.wire.ErrorInStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.TooManyRequests;
import io.serai.wire.Unavailable;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's own Java library talks to Serai as it does to Google, while vendors that speak OpenAI's dialect answer. */
class GeminiSdkTest {
    private static final String KEY = "client-0123456789abcdef";

    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final FakeVendor LIMITED = TooManyRequests.retryAfter(Duration.ofSeconds(30));
    private static final FakeVendor DOWN = new Unavailable();
    private static final FakeVendor BREAKS = ErrorInStream.afterTokens(2);
    private static RunningSerai serai;
    private static Client client;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.http.keys", KEY)
                .provider("well", WELL)
                .provider("limited", LIMITED)
                .provider("down", DOWN)
                .provider("breaks", BREAKS)
                .pool("light", "well/small")
                .pool("heavy", "limited/small")
                .pool("embedding", "well/embed")
                .start();
        client = client(KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        serai.close();
        List.of(WELL, LIMITED, DOWN, BREAKS).forEach(FakeVendor::close);
    }

    @Test
    void aPlainAnswer() {
        GenerateContentResponse answer = client.models.generateContent(
                "well/small",
                "hello plain",
                GenerateContentConfig.builder()
                        .systemInstruction(Content.fromParts(Part.fromText("Be brief.")))
                        .temperature(0.5f)
                        .maxOutputTokens(100)
                        .stopSequences("END")
                        .build());

        assertThat(answer.text()).isEqualTo("well says: hello plain");
        assertThat(answer.finishReason().toString()).isEqualTo("STOP");
        assertThat(answer.usageMetadata().orElseThrow().totalTokenCount().orElseThrow())
                .isPositive();
        assertThat(received().at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(received().path("max_tokens").asInt()).isEqualTo(100);
        assertThat(received().at("/stop/0").asText()).isEqualTo("END");
        assertThat(received().path("model").asText()).isEqualTo("small");
    }

    @Test
    void aStreamedAnswerWithItsUsage() {
        List<GenerateContentResponse> events = stream("well/small", "hello streamed", null);

        assertThat(text(events)).isEqualTo("well says: hello streamed");
        assertThat(events).hasSizeGreaterThan(3);
        assertThat(events)
                .extracting(event -> event.responseId().orElseThrow())
                .containsOnly(events.getFirst().responseId().orElseThrow());
        assertThat(events.getLast().finishReason().toString()).isEqualTo("STOP");
        assertThat(events.getLast()
                        .usageMetadata()
                        .orElseThrow()
                        .candidatesTokenCount()
                        .orElseThrow())
                .isPositive();
        assertThat(received().at("/stream_options/include_usage").asBoolean()).isTrue();
    }

    @Test
    void parallelCallsAndTheirResults() {
        GenerateContentResponse asked = client.models.generateContent("well/small", "call tools please", withTools());
        List<FunctionCall> calls = asked.functionCalls();

        GenerateContentResponse answer = client.models.generateContent("well/small", turns(asked, true), withTools());

        assertThat(calls).extracting(call -> call.name().orElseThrow()).containsExactly("weather", "time");
        assertThat(calls.get(1).args().orElseThrow()).containsEntry("about", "call tools please");
        assertThat(answer.text()).isEqualTo("well says: and now?");
        assertThat(received().at("/messages/1/tool_calls/1/id").asText())
                .isEqualTo(calls.get(1).id().orElseThrow());
        assertThat(received().at("/messages/2/tool_call_id").asText())
                .isEqualTo(calls.get(0).id().orElseThrow());
        assertThat(received().at("/messages/3/tool_call_id").asText())
                .isEqualTo(calls.get(1).id().orElseThrow());
        assertThat(received().at("/messages/3/content").asText()).isEqualTo("sunny");
        assertThat(received()
                        .at("/tools/0/function/parameters/properties/city/type")
                        .asText())
                .isEqualTo("string");
    }

    /** Many applications answer by name alone. */
    @Test
    void resultsWithoutIdsFindTheirCalls() {
        GenerateContentResponse asked = client.models.generateContent("well/small", "call tools again", withTools());

        client.models.generateContent("well/small", turns(asked, false), withTools());

        assertThat(received().at("/messages/3/tool_call_id").asText())
                .isEqualTo(received().at("/messages/1/tool_calls/1/id").asText());
    }

    private static List<Content> turns(GenerateContentResponse asked, boolean ids) {
        List<Part> results = new ArrayList<>();
        for (FunctionCall call : asked.functionCalls()) {
            FunctionResponse.Builder response =
                    FunctionResponse.builder().name(call.name().orElseThrow()).response(Map.of("output", "sunny"));
            if (ids) {
                response.id(call.id().orElseThrow());
            }
            results.add(Part.builder().functionResponse(response.build()).build());
        }
        results.add(Part.fromText("and now?"));
        return List.of(
                Content.fromParts(Part.fromText("hello")),
                asked.candidates().orElseThrow().getFirst().content().orElseThrow(),
                Content.builder().role("user").parts(results).build());
    }

    @Test
    void callsInAStreamComeWhole() {
        List<FunctionCall> calls = stream("well/small", "call tools streamed", withTools()).stream()
                .filter(event -> event.functionCalls() != null)
                .flatMap(event -> event.functionCalls().stream())
                .toList();

        assertThat(calls).extracting(call -> call.name().orElseThrow()).containsExactly("weather", "time");
        assertThat(calls.get(1).args().orElseThrow()).containsEntry("about", "call tools streamed");
    }

    @Test
    void anImage() {
        client.models.generateContent(
                "well/small",
                Content.fromParts(Part.fromText("what is it?"), Part.fromBytes(new byte[] {1, 2, 3, -1}, "image/png")),
                null);

        assertThat(received().at("/messages/0/content/1/image_url/url").asText())
                .isEqualTo("data:image/png;base64,AQID/w==");
    }

    @Test
    void vectors() {
        var answer = client.models.embedContent("embedding", List.of("one", "two"), null);

        assertThat(answer.embeddings().orElseThrow()).hasSize(2);
        assertThat(answer.embeddings().orElseThrow().get(1).values().orElseThrow())
                .containsExactly(boxed(HealthyVendor.vector("two")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1beta", "/v1"})
    void vectorsOfOneContent(String version) {
        HttpResponse<String> answer = serai.post(
                version + "/models/embedding:embedContent",
                "{\"content\":{\"parts\":[{\"text\":\"one\"}]}}",
                "x-goog-api-key",
                KEY);

        assertThat(answer.body()).startsWith("{\"embedding\":{\"values\":[");
    }

    @Test
    void tokensAndModels() {
        assertThat(client.models
                        .countTokens("well/small", "how long is this?", null)
                        .totalTokens()
                        .orElseThrow())
                .isPositive();
        List<String> names = new ArrayList<>();
        client.models.list(null).forEach(model -> names.add(model.name().orElseThrow()));
        assertThat(names).contains("models/auto", "models/light", "models/well/small");
        assertThat(client.models.get("well/small", null).name()).hasValue("models/well/small");
    }

    @Test
    void errorsAreGooglesOwn() {
        assertThat(ask(ClientException.class, "no-such-model")).satisfies(error -> {
            assertThat(error.code()).isEqualTo(404);
            assertThat(error.status()).isEqualTo("NOT_FOUND");
        });
        assertThat(ask(ClientException.class, "heavy").status()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(ask(ServerException.class, "down/small").status()).isEqualTo("UNAVAILABLE");
        try (Client stranger = client("somebody-else")) {
            ApiException error = catchThrowableOfType(
                    ApiException.class, () -> stranger.models.generateContent("well/small", "x", null));
            assertThat(error.status()).isEqualTo("UNAUTHENTICATED");
        }
    }

    private static <T extends ApiException> T ask(Class<T> kind, String model) {
        return catchThrowableOfType(kind, () -> client.models.generateContent(model, "x", null));
    }

    @Test
    void aLimitTellsWhenToComeBack() {
        HttpResponse<String> answer = post("heavy:generateContent", "x");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("google.rpc.RetryInfo").containsPattern("\"retryDelay\":\"(2\\d|30)s\"");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }

    /** No answer that ends in the middle may look like a complete one. */
    @Test
    void aStreamThatBreaksIsAnException() {
        ApiException error =
                catchThrowableOfType(ApiException.class, () -> stream("breaks/small", "one two three", null));

        assertThat(error).hasMessageContaining("not complete");
    }

    /** See ai.google.dev/api/generate-content: without alt=sse. */
    @Test
    void withoutEventsAStreamIsAList() throws Exception {
        HttpResponse<String> answer = post("well/small:streamGenerateContent", "hello list");
        JsonNode list = new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body());

        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        assertThat(list.isArray()).isTrue();
        StringBuilder text = new StringBuilder();
        list.forEach(event ->
                text.append(event.at("/candidates/0/content/parts/0/text").asText()));
        assertThat(text).hasToString("well says: hello list");
        assertThat(list.path(list.size() - 1).at("/candidates/0/finishReason").asText())
                .isEqualTo("STOP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1beta/models/well/small:generateContent",
                "/v1beta/models/well%2Fsmall:generateContent",
                "/v1beta/models/models/well/small:generateContent",
                "/v1beta/tunedModels/well/small:generateContent",
                "/v1beta/models/well/small%3AgenerateContent",
                "/v1alpha/models/well/small:generateContent",
                "/v1/models/well/small:generateContent"
            })
    void allWaysToNameAModel(String path) {
        HttpResponse<String> answer = serai.post(path + "?key=" + KEY, content("hello path"));

        assertThat(answer.body()).contains("well says: hello path");
    }

    @Test
    void theAlphaListsTheSameModels() {
        assertThat(serai.get("/v1alpha/models?key=" + KEY).body())
                .contains("\"models/well/small\"")
                .isEqualTo(serai.get("/v1beta/models?key=" + KEY).body());
    }

    @Test
    void anUnknownMethodIsNotFoundInGooglesForm() {
        HttpResponse<String> answer = post("well/small:predict", "x");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"status\":\"NOT_FOUND\"").contains("generateContent");
    }

    private static HttpResponse<String> post(String method, String text) {
        return serai.post("/v1beta/models/" + method, content(text), "x-goog-api-key", KEY);
    }

    private static String content(String text) {
        return "{\"contents\":[{\"parts\":[{\"text\":\"" + text + "\"}]}]}";
    }

    private static Client client(String key) {
        return Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(serai.uri("").toString())
                        .timeout(20_000)
                        .retryOptions(HttpRetryOptions.builder().attempts(1))
                        .build())
                .build();
    }

    private static GenerateContentConfig withTools() {
        List<FunctionDeclaration> functions = new ArrayList<>();
        for (String name : List.of("weather", "time")) {
            functions.add(FunctionDeclaration.builder()
                    .name(name)
                    .parameters(
                            Schema.fromJson("{\"type\":\"OBJECT\",\"properties\":{\"city\":{\"type\":\"STRING\"}}}"))
                    .build());
        }
        return GenerateContentConfig.builder()
                .tools(Tool.builder().functionDeclarations(functions).build())
                .build();
    }

    private static List<GenerateContentResponse> stream(
            String model, String text, @Nullable GenerateContentConfig config) {
        List<GenerateContentResponse> events = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream(model, text, config)) {
            stream.forEach(events::add);
        }
        return events;
    }

    private static String text(List<GenerateContentResponse> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.text() == null ? "" : event.text()));
        return text.toString();
    }

    private static JsonNode received() {
        return WELL.requests().getLast().json();
    }

    private static Float[] boxed(float[] vector) {
        Float[] boxed = new Float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            boxed[i] = vector[i];
        }
        return boxed;
    }
}
