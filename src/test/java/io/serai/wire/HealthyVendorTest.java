package io.serai.wire;

import static io.serai.wire.Caller.chunks;
import static io.serai.wire.Caller.contents;
import static io.serai.wire.Caller.events;
import static io.serai.wire.Caller.json;
import static io.serai.wire.Caller.saying;
import static io.serai.wire.Caller.streamed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthyVendorTest {
    private static final String TOOLS = """
            {"model":"small","tools":[{"type":"function","function":{"name":"weather"}},\
            {"type":"function","function":{"name":"time"}}],\
            "messages":[{"role":"user","content":"please call tools 🌍 now"}]}""";

    private final HealthyVendor vendor = new HealthyVendor("alpha");
    private final Caller caller = new Caller();

    @AfterEach
    void close() {
        caller.close();
        vendor.close();
    }

    @Test
    void repeatsTheUserWithItsOwnName() throws IOException {
        var response = caller.chat(vendor, saying("hello there"));
        JsonNode answer = json(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.path("model").asText()).isEqualTo("small");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("alpha says: hello there");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.path("usage"))
                .isEqualTo(json("{\"prompt_tokens\":2,\"completion_tokens\":4,\"total_tokens\":6}"));
    }

    @Test
    void hearsTheLastUserInPartsToo() throws IOException {
        String body = """
                {"model":"m","messages":[{"role":"system","content":"be kind"},{"role":"user","content":"one"},\
                {"role":"user","content":[{"type":"text","text":"two "},{"type":"text","text":"three"}]},\
                {"role":"assistant","content":"four"}]}""";
        JsonNode answer = json(caller.chat(vendor, body).body());
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("alpha says: two three");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(6);
    }

    @Test
    void streamsAWordAtATime() throws IOException {
        var response = caller.chat(vendor, streamed(saying("hello  there")));
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(contents(response.body())).containsExactly("alpha", " says:", " hello", "  there");
        assertThat(events(response.body())).last().isEqualTo("[DONE]");
        List<JsonNode> chunks = chunks(response.body());
        assertThat(chunks).hasSize(6).noneMatch(chunk -> chunk.has("usage"));
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void streamsUsageIfAsked() throws IOException {
        String body = saying("hi").replaceFirst("\\{", "{\"stream\":true,\"stream_options\":{\"include_usage\":true},");
        List<JsonNode> chunks = chunks(caller.chat(vendor, body).body());
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(4);
        assertThat(chunks.getFirst().get("usage").isNull()).isTrue();
    }

    @Test
    void callsTwoToolsIfAsked() throws IOException {
        JsonNode choice = json(caller.chat(vendor, TOOLS).body()).at("/choices/0");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.at("/message/tool_calls").findValuesAsText("name")).containsExactly("weather", "time");
        assertThat(choice.at("/message/tool_calls").findValuesAsText("id"))
                .containsExactly("call_alpha_0", "call_alpha_1");
        assertThat(json(choice.at("/message/tool_calls/1/function/arguments").asText()))
                .isEqualTo(json("{\"number\":1,\"about\":\"please call tools 🌍 now\"}"));
    }

    @Test
    void streamsTwoCallsInterleaved() throws IOException {
        List<JsonNode> chunks = chunks(caller.chat(vendor, streamed(TOOLS)).body());
        List<JsonNode> calls = chunks.stream()
                .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(calls).extracting(call -> call.path("index").asInt()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
        assertThat(calls).extracting(call -> call.path("id").asText()).startsWith("call_alpha_0", "call_alpha_1", "");
        var arguments = new StringBuilder();
        calls.stream()
                .filter(call -> call.path("index").asInt() == 1)
                .forEach(call -> arguments.append(call.at("/function/arguments").asText()));
        assertThat(json(arguments.toString()).path("about").asText()).isEqualTo("please call tools 🌍 now");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    }

    @Test
    void givesAsManyChoicesAsAsked() throws IOException {
        String body = saying("hi").replaceFirst("\\{", "{\"n\":3,");
        JsonNode answer = json(caller.chat(vendor, body).body());
        assertThat(answer.path("choices").findValuesAsText("index")).containsExactly("0", "1", "2");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(9);
        assertThat(chunks(caller.chat(vendor, streamed(body)).body()))
                .filteredOn(chunk -> chunk.at("/choices/0/finish_reason").isTextual())
                .hasSize(3);
    }

    @Test
    void embedsTheSameTextTheSameWay() throws IOException {
        JsonNode floats = embed("{\"model\":\"e\",\"input\":[\"one\",\"two\",\"one\"]}");
        assertThat(floats.at("/data/0/embedding")).hasSize(8).isEqualTo(floats.at("/data/2/embedding"));
        assertThat(floats.at("/data/1/index").asInt()).isOne();
        assertThat((float) floats.at("/data/1/embedding/0").asDouble()).isEqualTo(HealthyVendor.vector("two")[0]);
        assertThat(floats.at("/usage/total_tokens").asInt()).isEqualTo(3);

        JsonNode base64 = embed("{\"model\":\"e\",\"input\":\"two\",\"encoding_format\":\"base64\"}");
        byte[] bytes = Base64.getDecoder().decode(base64.at("/data/0/embedding").asText());
        assertThat(bytes).hasSize(32);
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat())
                .isEqualTo(HealthyVendor.vector("two")[0]);
    }

    @Test
    void embedsTokensToo() throws IOException {
        assertThat(embed("{\"model\":\"e\",\"input\":[1,2,3]}").path("data")).hasSize(1);
        assertThat(embed("{\"model\":\"e\",\"input\":[[1,2],[3]]}").path("data"))
                .hasSize(2);
    }

    private JsonNode embed(String body) throws IOException {
        return json(caller.send(Caller.post(vendor, "/embeddings", body), BodyHandlers.ofString())
                .body());
    }

    @Test
    void listsItsModels() throws IOException {
        vendor.offering("one", "two");
        assertThat(json(caller.get(vendor, "/models").body()).path("data").findValuesAsText("id"))
                .containsExactly("one", "two");
        assertThat(caller.get(vendor, "/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void answersCannedBytesAtAnyPath() throws IOException {
        vendor.answering("{ \"canned\" :  \"ü\" }");
        var response = caller.send(Caller.post(vendor, "/messages", "{\"stream\":true}"), BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("{ \"canned\" :  \"ü\" }");
    }

    @Test
    void streamsCannedBytes() throws IOException {
        vendor.streaming(": hello\r\n\r\n", "event: x\ndata: ü\n\n").telling("Content-Type", "application/x-ndjson");
        var response = caller.chat(vendor, saying("hi"));
        assertThat(response.body()).isEqualTo(": hello\r\n\r\nevent: x\ndata: ü\n\n");
        assertThat(response.headers().allValues("content-type")).containsExactly("application/x-ndjson");
    }

    @Test
    void choosesBetweenTwoCannedAnswersAsAsked() throws IOException {
        vendor.answering("plain").streaming("streamed");
        assertThat(caller.chat(vendor, saying("hi")).body()).isEqualTo("plain");
        assertThat(caller.chat(vendor, streamed(saying("hi"))).body()).isEqualTo("streamed");
    }

    @Test
    void sendsPlainAnswersInChunksIfTold() throws IOException {
        vendor.chunking();
        var response = caller.chat(vendor, saying("hi"));
        assertThat(response.headers().firstValue("transfer-encoding")).hasValue("chunked");
        assertThat(response.headers().firstValue("content-length")).isEmpty();
        assertThat(json(response.body()).path("choices")).hasSize(1);
    }

    @Test
    void tellsHeadersAndTakesItsTime() throws IOException {
        vendor.telling("x-ratelimit-remaining-requests", "7").thinking(Duration.ofMillis(30));
        long start = System.nanoTime();
        var response = caller.chat(vendor, saying("hi"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        assertThat(response.headers().firstValue("x-ratelimit-remaining-requests"))
                .hasValue("7");
    }
}
