package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.RecordedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vendor that speaks Anthropic's dialect behind a client that speaks OpenAI's, and behind one that speaks Anthropic's. What it does, the
 * question asks for.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">Streaming messages</a>
 */
class AnthropicVendorTest {
    private static final String WHOLE = json("{'id':'msg_1','type':'message','role':'assistant','model':'claude-x',"
            + "'content':[{'type':'text','text':'Hello 世界','citations':[]}],'stop_reason':'end_turn','stop_sequence':null,"
            + "'usage':{'input_tokens':5,'cache_read_input_tokens':7,'output_tokens':3,'service_tier':'standard'}}");
    private static final String CALLS =
            json("{'id':'msg_2','type':'message','role':'assistant','model':'claude-x','content':["
                    + "{'type':'thinking','thinking':'because','signature':'c2lnbmVk'},{'type':'tool_use','id':'toolu_7','name':'f','input':{'a':1}}],"
                    + "'stop_reason':'tool_use','stop_sequence':null,'usage':{'input_tokens':5,'output_tokens':3}}");
    private static final List<String> EVENTS = List.of(
            event(
                    "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant','model':'claude-x',"
                            + "'content':[],'usage':{'input_tokens':5,'cache_read_input_tokens':7,'output_tokens':1}}}"),
            event("{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}"),
            event("{'type':'ping'}"),
            event("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hello '}}"),
            event("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'世界'}}"),
            event("{'type':'content_block_stop','index':0}"),
            event(
                    "{'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':null},'usage':{'output_tokens':3}}"),
            event("{'type':'message_stop'}"));

    @TempDir
    static Path directory;

    private static final FakeVendor CLAUDE = new FakeVendor() {
        @Override
        protected Answer answer(RecordedRequest request) {
            JsonNode json = request.json();
            String asked = json.path("messages").toString();
            if (asked.contains("too much")) {
                return Answer.json(
                        400,
                        json("{'type':'error','error':{'type':'invalid_request_error',"
                                + "'message':'prompt is too long'},'request_id':'req_1'}"));
            }
            if (asked.contains("overload")) {
                return Answer.json(
                        529, json("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}"));
            }
            if (asked.contains("think first")) {
                return Answer.json(200, CALLS);
            }
            if (!json.path("stream").asBoolean()) {
                return Answer.json(200, WHOLE);
            }
            if (asked.contains("fail late")) {
                return Answer.stream(List.of(
                        EVENTS.get(0),
                        EVENTS.get(1),
                        EVENTS.get(3),
                        event("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}")));
            }
            return Answer.stream(asked.contains("cut") ? EVENTS.subList(0, 5) : EVENTS);
        }
    };
    private static RunningSerai serai;

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    private static String event(String data) {
        String type = data.substring("{'type':'".length(), data.indexOf('\'', "{'type':'".length()));
        return "event: " + type + "\ndata: " + json(data) + "\n\n";
    }

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .provider("claude", CLAUDE, "vendor", "anthropic", "keys", "sk-ant-vendor")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        CLAUDE.close();
    }

    private static HttpResponse<String> messages(String question, boolean stream, String... headers) {
        return messages("claude-haiku-5-5", question, stream, headers);
    }

    private static HttpResponse<String> messages(String model, String question, boolean stream, String... headers) {
        return serai.post(
                "/v1/messages",
                json("{'model':'claude/" + model + "','max_tokens':64,'new_field':{'a':[1]},'stream':" + stream
                        + ",'messages':[{'role':'user','content':'" + question + "'}]}"),
                headers);
    }

    @Test
    void openAisClientGetsAWholeAnswer() throws Exception {
        HttpResponse<String> answer = serai.ask("claude/claude-haiku-5-5", "hi whole");
        JsonNode json = new ObjectMapper().readTree(answer.body());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json.at("/choices/0/message/content").asText()).isEqualTo("Hello 世界");
        assertThat(json.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(12);
        RecordedRequest asked = CLAUDE.requests().getLast();
        assertThat(asked.path()).isEqualTo("/v1/messages");
        assertThat(asked.header("x-api-key")).isEqualTo("sk-ant-vendor");
        assertThat(asked.header("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(asked.json().path("model").asText()).isEqualTo("claude-haiku-5-5");
        assertThat(asked.json().path("max_tokens").asInt()).isEqualTo(128_000);
    }

    @Test
    void openAisClientGetsAStream() {
        String stream = serai.stream("claude/claude-haiku-5-5", "hi streamed").body();
        assertThat(stream)
                .contains("\"content\":\"Hello \"")
                .contains("\"content\":\"世界\"")
                .contains("\"finish_reason\":\"stop\"")
                .doesNotContain("ping")
                .endsWith("data: [DONE]\n\n");
    }

    /** @see <a href="https://platform.openai.com/docs/api-reference/chat/create#chat_create-stream_options">stream_options</a> */
    @Test
    void openAisClientGetsTheUsageAloneAndOnlyIfItAsksForIt() {
        String asked =
                "{'model':'claude/claude-haiku-5-5','stream':true,OPTIONS'messages':[{'role':'user','content':'what it cost'}]}";
        String without = serai.post("/v1/chat/completions", json(asked.replace("OPTIONS", "")))
                .body();
        String with = serai.post(
                        "/v1/chat/completions",
                        json(asked.replace("OPTIONS", "'stream_options':{'include_usage':true},")),
                        "cache-control",
                        "no-store")
                .body();

        assertThat(without).contains("\"finish_reason\":\"stop\"").doesNotContain("\"usage\"");
        assertThat(with.split("\n\n"))
                .satisfiesOnlyOnce(event -> assertThat(event)
                        .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3"))
                .satisfiesOnlyOnce(event -> assertThat(event).contains("\"usage\""));
    }

    /** Anthropic's SDKs look for it there. */
    @Test
    void anthropicsClientGetsTheIdOfItsRequest() {
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> answer = messages("hi id " + stream, stream, "x-request-id", "mine-1");
            assertThat(answer.headers().firstValue("request-id")).hasValue("mine-1");
        }
    }

    @Test
    void anthropicsClientGetsAllAsItCame() {
        HttpResponse<String> whole =
                messages("hi own", false, "anthropic-version", "2023-06-01", "anthropic-beta", "b-1");
        assertThat(whole.body()).isEqualTo(WHOLE);
        RecordedRequest asked = CLAUDE.requests().getLast();
        assertThat(asked.json().path("new_field").toString()).isEqualTo("{\"a\":[1]}");
        assertThat(asked.header("anthropic-beta")).isEqualTo("b-1");

        assertThat(messages("hi own stream", true).body()).isEqualTo(String.join("", EVENTS));
    }

    /** Claude does not think between calls unless its own thoughts before them come back, which most of OpenAI's clients leave out. */
    @Test
    void thoughtsBeforeCallsComeBackThoughTheClientLeavesThemOut() throws Exception {
        String asked =
                "{'model':'claude/claude-haiku-4-5','reasoning_effort':'low','tools':[{'type':'function','function':{'name':'f'}}],"
                        + "'messages':[{'role':'user','content':'think first'}";
        serai.post("/v1/chat/completions", json(asked + "]}"));
        HttpResponse<String> answer = serai.post(
                "/v1/chat/completions",
                json(asked
                        + ",{'role':'assistant','content':null,'tool_calls':[{'id':'toolu_7','type':'function','function':{'name':'f','arguments':'{\\'a\\': 1}'}}]},"
                        + "{'role':'tool','tool_call_id':'toolu_7','content':'r'}]}"));

        JsonNode sent = CLAUDE.requests().getLast().json();
        assertThat(sent.at("/messages/1/content/0").toString())
                .isEqualTo(json("{'type':'thinking','thinking':'because','signature':'c2lnbmVk'}"));
        assertThat(sent.at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(answer.headers().firstValue("x-serai-dropped")).isEmpty();
    }

    @Test
    void anErrorStatusIsToldInTheClientsWords() {
        HttpResponse<String> openai = serai.ask("claude/claude-haiku-5-5", "too much");
        assertThat(openai.statusCode()).isEqualTo(400);
        assertThat(openai.body()).contains("prompt is too long").contains("\"type\":\"invalid_request_error\"");
        HttpResponse<String> own = messages("too much", true);
        assertThat(own.statusCode()).isEqualTo(400);
        assertThat(own.body()).startsWith("{\"type\":\"error\"").contains("prompt is too long");
        assertThat(serai.ask("claude/claude-sonnet-5-5", "overload").statusCode())
                .isGreaterThanOrEqualTo(500);
    }

    @Test
    void aBrokenStreamEndsWithAnError() {
        for (String question : List.of("please cut", "fail late")) {
            // A model that fails rests, so each question has one of its own.
            String model = "model-for-" + question.substring(question.indexOf(' ') + 1);
            assertThat(serai.stream("claude/" + model, question).body())
                    .contains("Hello ")
                    .contains("stream_interrupted")
                    .doesNotContain("[DONE]");
            assertThat(messages(model + "-too", question, true).body())
                    .contains("Hello ")
                    .contains("event: error\ndata: {\"type\":\"error\"")
                    .doesNotContain("message_stop");
        }
    }
}
