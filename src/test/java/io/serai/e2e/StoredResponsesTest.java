package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of Responses refer to what Serai has answered them: whole answers, single items, summaries. */
class StoredResponsesTest {
    @TempDir
    static Path directory;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HealthyVendor VENDOR = new HealthyVendor("v");
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory).provider("v", VENDOR).start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        VENDOR.close();
    }

    @Test
    void anAnswerIsContinuedByItsId() {
        JsonNode first = ask("'input':'my name is Ada'");
        JsonNode second = ask("'input':'and I am 36','previous_response_id':'%s'".formatted(id(first)));
        ask("'input':'who am I?','previous_response_id':'%s'".formatted(id(second)));

        assertThat(second.path("previous_response_id").asText()).isEqualTo(id(first));
        assertThat(lastConversation())
                .isEqualTo("user my name is Ada|assistant v says: my name is Ada|user and I am 36"
                        + "|assistant v says: and I am 36|user who am I?");
    }

    @Test
    void aStreamedAnswerIsContinuedAsWell() throws Exception {
        String events = post("/v1/responses", "'model':'v/small','stream':true,'input':'stream one'", "")
                .body();
        String completed = events.substring(events.indexOf("event: response.completed"));
        JsonNode response = JSON.readTree(completed.substring(completed.indexOf("data: ") + 6))
                .path("response");

        assertThat(response.path("store").asBoolean()).isTrue();
        ask("'input':'two','previous_response_id':'%s'".formatted(id(response)));
        assertThat(lastConversation()).isEqualTo("user stream one|assistant v says: stream one|user two");
    }

    @Test
    void anItemIsReferredTo() {
        JsonNode first = ask("'input':'item one'");
        String item = first.path("output").get(0).path("id").asText();

        ask(
                "'input':[{'role':'user','content':'item one'},{'type':'item_reference','id':'rs_forgotten'},{'type':'item_reference','id':'%s'},{'role':'user','content':'item two'}]"
                        .formatted(item));

        assertThat(lastConversation()).isEqualTo("user item one|assistant v says: item one|user item two");
    }

    @Test
    void anAnswerIsReadAndForgotten() {
        JsonNode first = ask("'input':'keep this'");
        String path = "/v1/responses/" + id(first);

        assertThat(get(path, "").body()).isEqualTo(first.toString());
        JsonNode items = tree(get(path + "/input_items", "").body());
        assertThat(items.at("/data/0/content/0/text").asText()).isEqualTo("keep this");
        assertThat(items.at("/data/0/id").asText()).startsWith("msg_");
        assertThat(tree(send("DELETE", path, "").body()).path("deleted").asBoolean())
                .isTrue();
        assertThat(get(path, "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(404);
        HttpResponse<String> gone = post(
                "/v1/responses", "'model':'v/small','input':'x','previous_response_id':'%s'".formatted(id(first)), "");
        assertThat(gone.statusCode()).isEqualTo(400);
        assertThat(gone.body()).contains("previous_response_not_found", "store");
    }

    @Test
    void whatIsNotToBeStoredIsNot() {
        JsonNode first = ask("'input':'secret','store':false");

        assertThat(first.path("store").asBoolean()).isFalse();
        assertThat(get("/v1/responses/" + id(first), "").statusCode()).isEqualTo(404);
    }

    @Test
    void anotherKeyFindsNothing() {
        JsonNode mine = tree(
                post("/v1/responses", "'model':'v/small','input':'mine'", "one").body());
        String path = "/v1/responses/" + id(mine);

        assertThat(get(path, "one").statusCode()).isEqualTo(200);
        assertThat(get(path, "two").statusCode()).isEqualTo(404);
        assertThat(get(path, "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", path, "two").statusCode()).isEqualTo(404);
        assertThat(post(
                                "/v1/responses",
                                "'model':'v/small','input':'x','previous_response_id':'%s'".formatted(id(mine)),
                                "two")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aConversationIsCompactedAndGoesOn() {
        JsonNode compacted = tree(post(
                        "/v1/responses/compact",
                        "'model':'v/small','input':[{'role':'user','content':'build a boat'}]",
                        "")
                .body());

        assertThat(compacted.path("object").asText()).isEqualTo("response.compaction");
        JsonNode item = compacted.at("/output/0");
        assertThat(item.path("type").asText()).isEqualTo("compaction");
        ask("'input':[%s,{'role':'user','content':'go on'}]"
                .formatted(item.toString().replace('"', '\'')));
        assertThat(lastConversation())
                .startsWith("user This is a summary of the conversation so far:")
                .contains("v says: Summarise this conversation")
                .endsWith("|user go on");
    }

    @Test
    void aTriggerAtTheEndAsksForASummary() throws Exception {
        String events = post(
                        "/v1/responses",
                        "'model':'v/small','stream':true,'store':false,'input':[{'role':'user','content':'build a"
                                + " ship'},{'type':'compaction_trigger'}]",
                        "")
                .body();

        assertThat(events)
                .contains("event: response.output_item.done", "\"type\":\"compaction\"", "event: response.completed")
                .doesNotContain("output_text.delta");
        assertThat(lastConversation()).startsWith("user build a ship|user Summarise this conversation");
    }

    private static JsonNode ask(String fields) {
        HttpResponse<String> answer = post("/v1/responses", "'model':'v/small'," + fields, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return tree(answer.body());
    }

    private static HttpResponse<String> post(String path, String fields, String key) {
        String body = ("{" + fields + "}").replace('\'', '"');
        return key.isEmpty() ? serai.post(path, body) : serai.post(path, body, "authorization", "Bearer " + key);
    }

    private static HttpResponse<String> get(String path, String key) {
        return send("GET", path, key);
    }

    private static HttpResponse<String> send(String method, String path, String key) {
        var request = serai.request(path).method(method, java.net.http.HttpRequest.BodyPublishers.noBody());
        if (!key.isEmpty()) {
            request.header("authorization", "Bearer " + key);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String lastConversation() {
        StringBuilder all = new StringBuilder();
        for (JsonNode message : VENDOR.requests().getLast().json().path("messages")) {
            JsonNode content = message.path("content");
            all.append(all.isEmpty() ? "" : "|")
                    .append(message.path("role").asText())
                    .append(' ')
                    .append(content.isArray() ? content.at("/0/text").asText() : content.asText());
        }
        return all.toString();
    }

    private static String id(JsonNode response) {
        return response.path("id").asText();
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
