package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import io.serai.RunningSerai;
import io.serai.dialect.Readings;
import io.serai.wire.Answer;
import io.serai.wire.CutStream;
import io.serai.wire.ErrorInStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import io.serai.wire.Unavailable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of Ollama before vendors of OpenAI's dialect, and Ollama itself behind clients of any. */
class OllamaTest {
    private static final String GIF = "GIF89a";
    private static final String BASE64 = "R0lGODlh";
    private static final String LAST =
            "{\"model\":\"q\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":2}\n";

    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final FakeVendor DOWN = new Unavailable();
    private static final FakeVendor BREAKS = ErrorInStream.afterTokens(2);
    private static final FakeVendor CUT = CutStream.afterTokens(2);
    private static final HealthyVendor LOCAL = new HealthyVendor("local");
    private static final FakeVendor SICK =
            new Told(Answer.json(500, "{\"error\":\"model runner has unexpectedly stopped\"}"));
    private static final FakeVendor STOPS = new Told(Answer.stream(
            List.of("{\"model\":\"q\",\"message\":{\"role\":\"assistant\",\"content\":\"one\"},\"done\":false}\n")));
    private static final Told IMAGES = new Told(Answer.of(200, "image/gif", GIF));
    private static RunningSerai serai;

    /** Answers everything with the same. */
    private static final class Told extends FakeVendor {
        private final Answer answer;

        Told(Answer answer) {
            this.answer = answer;
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            return answer;
        }
    }

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.images.private", "true")
                .provider("well", WELL)
                .provider("down", DOWN)
                .provider("breaks", BREAKS)
                .provider("cut", CUT)
                .provider("local", LOCAL.root(), "vendor", "ollama-native")
                .provider("sick", SICK.root(), "vendor", "ollama-native")
                .provider("stops", STOPS.root() + "/v1", "vendor", "ollama-native")
                .pool("light", "well/small")
                .pool("code", "well/small", "local/q")
                .pool("heavy", "sick/q", "local/q")
                .pool("embedding", "well/embed")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        List.of(WELL, DOWN, BREAKS, CUT, LOCAL, SICK, STOPS, IMAGES).forEach(FakeVendor::close);
    }

    @Test
    void aChatIsAStreamOfLines() {
        HttpResponse<String> answer = serai.post("/api/chat", """
                {"model":"light:latest","messages":[{"role":"user","content":"hello lines"}]}""");
        List<JsonNode> lines = lines(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-ndjson");
        assertThat(text(lines, "/message/content")).isEqualTo("well says: hello lines");
        assertThat(lines.getLast().path("done").asBoolean()).isTrue();
        assertThat(lines.getLast().path("done_reason").asText()).isEqualTo("stop");
        assertThat(lines.getLast().path("eval_count").asInt()).isPositive();
        assertThat(lines.getLast().path("total_duration").asLong()).isPositive();
        assertThat(lines.subList(0, lines.size() - 1))
                .hasSizeGreaterThan(2)
                .noneMatch(line -> line.path("done").asBoolean(true));
    }

    /** From the cache it is a stream as well. */
    @Test
    void aPromptIsAnsweredAgain() {
        String asked = "{\"model\":\"light\",\"prompt\":\"hello twice\",\"options\":{\"temperature\":0}}";
        for (int i = 0; i < 2; i++) {
            List<JsonNode> lines = lines(serai.post("/api/generate", asked));
            assertThat(text(lines, "/response")).isEqualTo("well says: hello twice");
            assertThat(lines.getLast().path("done").asBoolean()).isTrue();
            assertThat(lines.getLast().path("eval_count").asInt()).isPositive();
        }
        JsonNode whole = Readings.tree(
                serai.post("/api/generate", "{\"model\":\"light\",\"prompt\":\"hello whole\",\"stream\":false}")
                        .body());
        assertThat(whole.path("response").asText()).isEqualTo("well says: hello whole");
    }

    @Test
    void aModelIsLoadedWithoutAskingAnybody() {
        int asked = WELL.count();

        assertThat(lines(serai.post("/api/generate", "{\"model\":\"light\"}"))
                        .getLast()
                        .path("done_reason")
                        .asText())
                .isEqualTo("load");
        assertThat(Readings.tree(serai.post("/api/chat", "{\"model\":\"light\",\"messages\":[],\"stream\":false}")
                                .body())
                        .path("done_reason")
                        .asText())
                .isEqualTo("load");
        assertThat(lines(serai.post("/api/generate", "{\"model\":\"light\",\"keep_alive\":0}"))
                        .getLast()
                        .path("done_reason")
                        .asText())
                .isEqualTo("unload");
        assertThat(WELL.count()).isEqualTo(asked);
    }

    @Test
    void clientsFindOutThatItIsThere() {
        assertThat(serai.get("/").body()).isEqualTo("Ollama is running");
        for (String path : List.of("/", "/api/tags", "/api/version")) {
            assertThat(head(path)).as(path).isEqualTo(200);
        }
    }

    private static int head(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(serai.request(path).HEAD().build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void questionsAboutModels() {
        assertThat(serai.get("/api/tags").body()).contains("\"light:latest\"", "\"well/small:latest\"");
        assertThat(serai.get("/api/version").body()).contains("\"version\"");
        assertThat(serai.get("/api/ps").body()).isEqualTo("{\"models\":[]}");
        assertThat(serai.post("/api/show", "{\"model\":\"light:latest\"}").body())
                .contains("\"capabilities\"");
        assertThat(serai.post("/api/show", "{\"model\":\"none\"}").statusCode()).isEqualTo(404);
    }

    @Test
    void vectorsInBothForms() {
        JsonNode several = Readings.tree(serai.post("/api/embed", "{\"model\":\"embedding\",\"input\":[\"a\",\"b\"]}")
                .body());
        JsonNode one = Readings.tree(serai.post("/api/embeddings", "{\"model\":\"embedding\",\"prompt\":\"a\"}")
                .body());

        assertThat(several.path("embeddings")).hasSize(2);
        assertThat(one.path("embedding")).isEqualTo(several.at("/embeddings/0"));
    }

    @Test
    void noTextHasNoVectorsAndAsksNobody() {
        int asked = WELL.count();
        HttpResponse<String> answer = serai.post("/api/embed", "{\"model\":\"embedding\",\"input\":[]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Readings.tree(answer.body()).path("embeddings")).isEqualTo(Readings.tree("[]"));
        assertThat(WELL.count()).isEqualTo(asked);
    }

    @Test
    void errorsAreATextWithAStatus() {
        HttpResponse<String> wrong = serai.post("/api/chat", "{\"messages\":[{\"role\":\"x\"}]}");
        HttpResponse<String> unknown =
                serai.post("/api/chat", "{\"model\":\"no\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        HttpResponse<String> down =
                serai.post("/api/generate", "{\"model\":\"down/small\",\"prompt\":\"x\",\"stream\":false}");

        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(Readings.tree(wrong.body()).path("error").asText()).contains("'messages[0].role'");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(down.statusCode()).isIn(502, 503);
        assertThat(Readings.tree(down.body()).path("error").isTextual()).isTrue();
        assertThat(Readings.tree(serai.get("/api/pull").body()).path("error").isTextual())
                .isTrue();
    }

    @Test
    void aStreamThatBreaksEndsWithAnError() {
        for (String model : List.of("breaks/small", "cut/small")) {
            List<JsonNode> lines = lines(serai.post(
                    "/api/chat",
                    "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a b c\"}]}"));
            assertThat(lines.getLast().path("error").asText()).contains("not complete");
            assertThat(lines).noneMatch(line -> line.path("done").asBoolean());
        }
    }

    @Test
    void aFrameworksChat() {
        ChatResponse answer = model("light").chat(UserMessage.from("hello plain"));

        assertThat(answer.aiMessage().text()).isEqualTo("well says: hello plain");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.tokenUsage().outputTokenCount()).isPositive();
    }

    @Test
    void aFrameworksStream() throws Exception {
        List<String> tokens = new ArrayList<>();
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        OllamaStreamingChatModel.builder()
                .baseUrl(serai.uri("").toString())
                .modelName("light")
                .build()
                .chat("hello streamed", new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String token) {
                        tokens.add(token);
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        whole.complete(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        whole.completeExceptionally(error);
                    }
                });

        assertThat(whole.get(20, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("well says: hello streamed");
        assertThat(tokens).hasSizeGreaterThan(2);
    }

    @Test
    void aFrameworksToolsInTwoTurns() {
        ToolSpecification tool = ToolSpecification.builder()
                .name("weather")
                .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
                .build();
        UserMessage question = UserMessage.from("call tools please");
        AiMessage called = model("light")
                .chat(ChatRequest.builder()
                        .messages(question)
                        .toolSpecifications(tool)
                        .build())
                .aiMessage();
        ToolExecutionRequest call = called.toolExecutionRequests().getFirst();
        ChatResponse answer = model("light")
                .chat(question, called, ToolExecutionResultMessage.from(call, "sunny"), UserMessage.from("and now?"));

        JsonNode sent = WELL.requests().getLast().json();
        assertThat(call.name()).isEqualTo("weather");
        assertThat(Readings.tree(call.arguments()).path("about").asText()).isEqualTo("call tools please");
        assertThat(answer.aiMessage().text()).isEqualTo("well says: and now?");
        assertThat(sent.at("/messages/2/role").asText()).isEqualTo("tool");
        assertThat(sent.at("/messages/2/tool_call_id").asText())
                .isNotEmpty()
                .isEqualTo(sent.at("/messages/1/tool_calls/0/id").asText());
    }

    @Test
    void aFrameworksImageVectorsAndErrors() {
        model("light").chat(UserMessage.from(TextContent.from("see"), ImageContent.from(BASE64, "image/gif")));
        JsonNode sent = WELL.requests().getLast().json();
        Embedding vector = OllamaEmbeddingModel.builder()
                .baseUrl(serai.uri("").toString())
                .modelName("embedding")
                .build()
                .embed("a")
                .content();

        assertThat(sent.at("/messages/0/content").toString()).contains("data:image/gif;base64," + BASE64);
        assertThat(vector.vector()).containsExactly(HealthyVendor.vector("a"));
        assertThatThrownBy(() -> model("no-such-model").chat("x")).hasMessageContaining("no-such-model");
    }

    @Test
    void ollamaBehindAnOpenAiClient() {
        LOCAL.answering(LAST.replace("\"content\":\"\"", "\"content\":\"Hi\",\"thinking\":\"hm\"")
                        .strip())
                .streaming(
                        "{\"model\":\"q\",\"message\":{\"role\":\"assistant\",\"content\":\"日\"},\"done\":false}\n",
                        LAST);

        JsonNode whole = Readings.tree(serai.ask("heavy", "to ollama, whole").body());
        String stream = serai.stream("heavy", "to ollama, streamed").body();

        assertThat(whole.at("/choices/0/message/content").asText()).isEqualTo("Hi");
        assertThat(whole.at("/choices/0/message/reasoning_content").asText()).isEqualTo("hm");
        assertThat(whole.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(stream).contains("日", "\"finish_reason\":\"stop\"", "[DONE]");
        assertThat(LOCAL.requests().getLast().path()).isEqualTo("/api/chat");
        assertThat(SICK.count()).isPositive();
    }

    @Test
    void ollamaBehindAClientOfOllamaLosesNothing() {
        String line =
                "{\"model\":\"q\",\"message\":{\"role\":\"assistant\",\"content\":\"x\",\"new\":1.50},\"done\":false,\"odd\":[]}\n";
        LOCAL.answering(LAST.strip()).streaming(line, LAST);

        HttpResponse<String> answer = serai.post("/api/chat", """
                {"model":"local/q","messages":[{"role":"user","content":"same"}],"options":{"num_ctx":99},"future":true}""");

        assertThat(answer.body()).isEqualTo(line + LAST);
        assertThat(LOCAL.requests().getLast().json().at("/options/num_ctx").asInt())
                .isEqualTo(99);
        assertThat(LOCAL.requests().getLast().json().path("future").asBoolean()).isTrue();
        assertThat(LOCAL.requests().getLast().json().path("model").asText()).isEqualTo("q");
    }

    /** Editors complete code so. */
    @Test
    void whatOnlyOllamaCanDoWithAPromptIsAskedOfOllama() {
        LOCAL.answering("{\"model\":\"q\",\"response\":\"x\",\"done\":true,\"done_reason\":\"stop\",\"context\":[1]}");
        String asked = """
                {"model":"%s","prompt":"def f(","suffix":"return 1","raw":true,"context":[1],"stream":false}""";

        assertThat(serai.post("/api/generate", asked.formatted("code"))
                        .headers()
                        .firstValue("x-serai-attempts"))
                .hasValueSatisfying(trail -> assertThat(trail).matches("well/small unable \\d+ms, local/q 200 \\d+ms"));
        assertThat(LOCAL.requests().getLast().json().path("suffix").asText()).isEqualTo("return 1");
        assertThat(LOCAL.requests().getLast().json().path("raw").asBoolean()).isTrue();
        HttpResponse<String> refused = serai.post("/api/generate", asked.formatted("well/small"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("suffix");
    }

    @Test
    void aCutStreamOfOllamaIsAnError() {
        assertThat(serai.stream("stops/q", "cut").body())
                .contains("stream_interrupted")
                .doesNotContain("[DONE]");
        assertThat(serai.ask("sick/q", "x").statusCode()).isIn(500, 502, 503);
    }

    @Test
    void anImageIsFetchedOnceForAllTargetsOfACall() {
        LOCAL.answering(
                LAST.replace("\"content\":\"\"", "\"content\":\"a cat\"").strip());
        int before = IMAGES.count();

        HttpResponse<String> answer = serai.post("/v1/chat/completions", """
                {"model":"heavy","messages":[{"role":"user","content":[{"type":"text","text":"what?"},
                {"type":"image_url","image_url":{"url":"%s/cat.gif"}}]}]}""".formatted(IMAGES.root()));

        assertThat(answer.body()).contains("a cat");
        assertThat(LOCAL.requests().getLast().json().at("/messages/0/images/0").asText())
                .isEqualTo(BASE64);
        assertThat(IMAGES.count()).isEqualTo(before + 1);
    }

    @Test
    void anImageThatCannotBeHadIsABadRequest() {
        HttpResponse<String> answer = serai.post("/v1/chat/completions", """
                {"model":"local/q","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"%s"}}]}]}""".formatted(DOWN.root() + "/x.png"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Readings.tree(answer.body()).at("/error/param").asText()).isEqualTo("messages[0].content[0]");
    }

    private static OllamaChatModel model(String name) {
        return OllamaChatModel.builder()
                .baseUrl(serai.uri("").toString())
                .modelName(name)
                .timeout(Duration.ofSeconds(20))
                .maxRetries(0)
                .build();
    }

    private static List<JsonNode> lines(HttpResponse<String> answer) {
        return answer.body().lines().map(line -> Readings.tree(line)).toList();
    }

    private static String text(List<JsonNode> lines, String pointer) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.at(pointer).asText()));
        return text.toString();
    }
}
