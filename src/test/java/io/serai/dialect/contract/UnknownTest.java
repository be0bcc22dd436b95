package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.Notes;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.VendorErrorException;
import io.serai.provider.refusal.Lesson;
import io.serai.provider.refusal.Lessons;
import io.serai.provider.refusal.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What nobody has heard of is left out and named, whoever sends it to whomever: a parameter, a tool, a part, an item. What a client or a
 * vendor has done itself is told in words. Nothing is refused while something is left to do.
 */
class UnknownTest {
    private static final String FUNCTION_SCHEMA = "{'type':'object','properties':{}}";

    /** Bodies by client dialect; X stands for what nobody knows. */
    private static final Map<String, String> BODIES = Map.of(
            "openai",
            "{'X_p':{'a':[1]},'messages':[{'role':'user','content':[{'type':'text','text':'hi'},{'type':'X_part','d':{}}]},"
                    + "{'role':'assistant','content':[{'type':'X_said'},{'type':'text','text':'a'}]},{'role':'user','content':'go'}],"
                    + "'tools':[{'type':'function','function':{'name':'f','parameters':SCHEMA}},{'type':'X_tool','k':1}]}",
            "responses",
            "{'X_p':{'a':[1]},'input':[{'type':'X_item','n':1},{'role':'user','content':[{'type':'input_text','text':'hi'},{'type':'X_part'}]},"
                    + "{'type':'message','role':'assistant','content':[{'type':'X_said','v':2},{'type':'output_text','text':'a'}]},"
                    + "{'role':'user','content':'go'}],'tools':[{'type':'function','name':'f','parameters':SCHEMA},{'type':'X_tool'}]}",
            "completions",
            "{'X_p':'v','prompt':'hi'}",
            "anthropic",
            "{'X_p':1,'max_tokens':9,'messages':[{'role':'user','content':[{'type':'text','text':'hi'},{'type':'X_part'}]},"
                    + "{'role':'assistant','content':[{'type':'X_said'},{'type':'text','text':'a'}]},{'role':'user','content':'go'},"
                    + "{'role':'system','content':[{'type':'X_system'}]}],"
                    + "'tools':[{'name':'f','input_schema':SCHEMA},{'type':'X_tool','name':'X_tool'}]}",
            "gemini",
            "{'X_p':{},'contents':[{'role':'user','parts':[{'text':'hi'},{'X_part':{'a':1}}]},"
                    + "{'role':'model','parts':[{'X_said':{}},{'text':'a'}]},{'role':'user','parts':[{'text':'go'}]}],"
                    + "'tools':[{'functionDeclarations':[{'name':'f','parameters':SCHEMA}]},{'X_tool':{}}]}",
            "ollama",
            "{'X_p':true,'messages':[{'role':'user','content':'hi'}],'options':{'X_option':1},"
                    + "'tools':[{'type':'function','function':{'name':'f','parameters':SCHEMA}},{'type':'X_tool'}]}",
            "ollama-generate",
            "{'X_p':true,'prompt':'hi','options':{'X_option':1}}");

    @Test
    void whatNobodyKnowsIsLeftOutAndNamed() {
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            String unknown = "zz" + Long.toString(random.nextLong(1L << 40), 36);
            for (ServerDialect server : Dialects.SERVERS) {
                String body = Objects.requireNonNull(BODIES.get(server.name())).replace("X", unknown);
                for (ClientDialect client : Dialects.CLIENTS) {
                    if (server.name().startsWith(client.name())) {
                        continue;
                    }
                    Payload payload = write(server, client, body);
                    for (String kind : List.of("p", "part", "said", "system", "tool", "item", "option")) {
                        if (body.contains(unknown + '_' + kind + '\'')) {
                            assertThat(String.join(", ", payload.notes().dropped()))
                                    .as("%s -> %s", server.name(), client.name())
                                    .contains(unknown + '_' + kind);
                        }
                    }
                    assertThat(new String(payload.body(), StandardCharsets.UTF_8))
                            .as("%s -> %s", server.name(), client.name())
                            .doesNotContain(unknown)
                            .contains("hi");
                }
            }
        }
    }

    /**
     * How vendors refuse what they have not heard of, one thing at a time; AT is its place, X its name. Some say nothing of it.
     */
    private static final Map<String, List<String>> REFUSALS = Map.of(
            "openai",
                    List.of(
                            "{'error':{'message':'Invalid value: ~X~. Supported values are: ~text~ and ~image_url~.','param':'AT'}}",
                            "{'error':{'message':'Unknown parameter: ~X~.','param':'AT'}}",
                            "{'error':{'message':'AT: unknown variant `X`, expected `text` or `function`'}}",
                            "{'detail':[{'loc':['body','messages',0,'user','list[...]',1],'msg':'Input tag ~X~ found using ~type~ does not match any of the expected tags'}]}",
                            "{'error':{'message':'property X is unsupported'}}",
                            "{'error':{'message':'Bad request'}}",
                            "{'message':'The request is invalid.'}"),
            "anthropic",
                    List.of(
                            "{'error':{'type':'invalid_request_error','message':'AT: Input tag ~X~ found using ~type~ does not match any of the expected tags: ~text~, ~image~'}}",
                            "{'error':{'type':'invalid_request_error','message':'X: Extra inputs are not permitted'}}",
                            "{'error':{'type':'invalid_request_error','message':'Invalid request'}}"),
            "gemini",
                    List.of(
                            "{'error':{'code':400,'status':'INVALID_ARGUMENT','message':'Invalid JSON payload received. Unknown name ~X~ at ~AT~: Cannot find field.'}}",
                            "{'error':{'code':400,'status':'INVALID_ARGUMENT','message':'Request contains an invalid argument.'}}"),
            "ollama", List.of("{'error':'invalid X'}", "{'error':'json: unknown field X'}", "{'error':'bad request'}"));

    @Test
    void whatTheVendorOfTheSameDialectRefusesIsLeftOutAndNamed() {
        Random random = new Random(9);
        for (ClientDialect client : Dialects.CLIENTS) {
            for (String words : REFUSALS.getOrDefault(client.name(), List.of())) {
                String unknown = "zz" + Long.toString(random.nextLong(1L << 40), 36);
                String body = Objects.requireNonNull(BODIES.get(client.name())).replace("X", unknown);
                Payload payload = write(server(client.name()), client, body);
                Notes notes = new Notes();

                byte[] taken = taken(client, payload.body(), unknown, words, notes);

                assertThat(new String(taken, StandardCharsets.UTF_8))
                        .as("%s: %s", client.name(), words)
                        .doesNotContain(unknown)
                        .contains("hi");
                for (String kind : List.of("p", "part", "said", "system", "tool", "option")) {
                    if (body.contains(unknown + '_' + kind + '\'')) {
                        assertThat(String.join(", ", notes.dropped())
                                        + payload.notes().dropped())
                                .as("%s: %s", client.name(), words)
                                .contains(unknown + '_' + kind);
                    }
                }
            }
        }
    }

    /** What a vendor takes in the end that knows nothing with a word in its name. */
    private static byte[] taken(ClientDialect client, byte[] payload, String unknown, String words, Notes notes) {
        List<Lesson> all = new ArrayList<>();
        byte[] body = payload;
        for (String place = place(Json.parse(body), unknown, ""); place != null && all.size() < 20; ) {
            String name = place.substring(place.indexOf(' ') + 1);
            String said = words.replace("AT", place.substring(0, place.indexOf(' ')))
                    .replace("X", name)
                    .replace('\'', '"')
                    .replace('~', '\'');
            VendorErrorException error = client.readError(400, Map.of(), said.getBytes(StandardCharsets.UTF_8));
            Map<String, Object> sent = Json.parseObject(body).rest();
            List<Lesson> lessons = Refusals.read(error, sent, () -> 1);
            all.addAll(lessons.isEmpty() ? Refusals.unheard(sent) : lessons);
            Notes last = new Notes();
            body = Lessons.fit(payload, all, () -> 1, last);
            String next = place(Json.parse(body), unknown, "");
            if (next == null || next.equals(place)) {
                notes.addAll(last);
                break;
            }
            place = next;
        }
        return body;
    }

    /** The first place of something unknown, as vendors write it, and its name; null if there is none. */
    private static @Nullable String place(@Nullable Object value, String unknown, String at) {
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> field : map.entrySet()) {
                String name = field.getKey().toString();
                if (name.startsWith(unknown)) {
                    return (at.isEmpty() ? name : at) + ' ' + name;
                }
                if (field.getValue() instanceof String text && text.startsWith(unknown)) {
                    return at + ' ' + text;
                }
                String inner = place(field.getValue(), unknown, at.isEmpty() ? name : at + '.' + name);
                if (inner != null) {
                    return inner;
                }
            }
        }
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                String inner = place(list.get(i), unknown, at + '[' + i + ']');
                if (inner != null) {
                    return inner;
                }
            }
        }
        return null;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        responses | {'input':[{'role':'user','content':'hi'},{'type':'zz_shell_call','call_id':'c','action':{'cmd':'ls -l'}},{'type':'zz_shell_call_output','call_id':'c','output':'ls of words'}]} | ls -l; ls of words
        responses | {'input':[{'role':'user','content':'hi'},{'type':'web_search_call','id':'w','action':{'query':'rome weather'}}]} | rome weather
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'server_tool_use','id':'s','name':'web_search','input':{'query':'rome'}},{'type':'web_search_tool_result','tool_use_id':'s','content':[{'type':'web_search_result','url':'https://r.test','title':'R','encrypted_content':'qqq'}]},{'type':'text','text':'so'}]},{'role':'user','content':'go'}]} | rome; https://r.test
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'ToolSearch','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'tool_reference','tool_name':'Bash'}]}]}],'tools':[{'name':'ToolSearch','input_schema':{'type':'object'}}]} | Tool loaded: Bash
        gemini    | {'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':[{'executableCode':{'language':'PYTHON','code':'print(42)'}},{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'42 it is'}}]},{'role':'user','parts':[{'text':'go'}]}]} | print(42); 42 it is
        """)
    void whatSomebodyHasDoneIsToldInWords(String dialect, String body, String words) {
        for (ClientDialect client : Dialects.CLIENTS) {
            if (client.name().equals(dialect)) {
                continue;
            }
            String written = new String(write(server(dialect), client, body).body(), StandardCharsets.UTF_8);
            for (String word : words.split("; ")) {
                assertThat(written).as(client.name()).contains(word);
            }
            assertThat(written).as(client.name()).doesNotContain("qqq");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        responses | {'input':[{'type':'zz_item'}]}
        responses | {'input':[{'role':'user','content':[{'type':'zz_part'}]}]}
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':[{'type':'zz_part'}]}]}
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'zz_tool','name':'zz'}],'tool_choice':{'type':'tool','name':'zz'}}
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'zz_tool','name':'zz'}],'tool_choice':{'type':'any'}}
        gemini    | {'contents':[{'role':'user','parts':[{'zzPart':{}}]}]}
        """)
    void whatIsNothingWithoutItIsRefused(String dialect, String body) {
        for (ClientDialect client : Dialects.CLIENTS) {
            if (!client.name().equals(dialect)) {
                assertThatThrownBy(() -> write(server(dialect), client, body))
                        .as(client.name())
                        .isInstanceOf(CannotExpressException.class)
                        .hasMessageContaining("zz");
            }
        }
    }

    /** As Responses and chat have it; all vendors take words of the system alone. */
    @Test
    void whatTheSystemShowsIsShownByTheUser() {
        Map<String, String> asked = Map.of(
                "responses",
                "{'input':[{'role':'developer','content':[{'type':'input_text','text':'rules'},{'type':'input_image','image_url':'PIXEL'}]},{'role':'user','content':'hi'}]}",
                "openai",
                "{'messages':[{'role':'system','content':[{'type':'text','text':'rules'},{'type':'image_url','image_url':{'url':'PIXEL'}}]},{'role':'user','content':'hi'}]}");
        asked.forEach((from, body) -> {
            for (ClientDialect client : Dialects.CLIENTS) {
                if (!client.name().equals(from)) {
                    Payload payload = write(server(from), client, body.replace("PIXEL", Conversations.PIXEL));
                    assertThat(new String(payload.body(), StandardCharsets.UTF_8))
                            .as("%s -> %s", from, client.name())
                            .contains("rules", "hi", "iVBORw0KGgo");
                    assertThat(payload.notes().adjusted())
                            .contains("messages[0].content shown by the system -> shown by the user");
                }
            }
        });
    }

    @Test
    void aSearchOfTheWebIsTranslated() {
        Map<String, String> asked = Map.of(
                "responses", "{'input':'hi','tools':[{'type':'web_search'}]}",
                "anthropic",
                        "{'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'web_search_20250305','name':'web_search'}],"
                                + "'tool_choice':{'type':'tool','name':'web_search'}}",
                "gemini", "{'contents':[{'role':'user','parts':[{'text':'hi'}]}],'tools':[{'googleSearch':{}}]}",
                "openai", "{'messages':[{'role':'user','content':'hi'}],'web_search_options':{}}");
        Map<String, String> words =
                Map.of("anthropic", "web_search_20250305", "gemini", "googleSearch", "dashscope", "enable_search");
        asked.forEach((from, body) -> words.forEach((to, word) -> {
            if (!from.equals(to)) {
                ClientDialect client = Dialects.CLIENTS.stream()
                        .filter(dialect -> dialect.name().equals(to))
                        .findFirst()
                        .orElseThrow();
                assertThat(new String(write(server(from), client, body).body(), StandardCharsets.UTF_8))
                        .as("%s -> %s", from, to)
                        .contains(word);
            }
        }));
    }

    private static ServerDialect server(String name) {
        return Dialects.SERVERS.stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Payload write(ServerDialect server, ClientDialect client, String body) {
        byte[] json = body.replace("SCHEMA", FUNCTION_SCHEMA).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ChatRequest request =
                server.readChat(new Inbound("/v1beta/models/m:generateContent", Map.of(), Map.of(), json));
        return client.writeChat(request, Peers.MODEL);
    }
}
