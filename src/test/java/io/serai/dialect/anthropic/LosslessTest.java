package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.chat.ChatRequest;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Inbound;
import io.serai.dialect.Traits;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** From an Anthropic client to an Anthropic vendor and back nothing is lost, known here or not. */
class LosslessTest {
    static final List<String> REQUESTS = List.of(
            "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'hi'}]}",
            "{'model':'m','max_tokens':9,'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral','ttl':'1h'}}],"
                    + "'messages':[{'role':'user','content':[{'type':'text','text':'','x':null},{'type':'search_result','source':'s',"
                    + "'title':'t','content':[{'type':'text','text':'c'}],'citations':{'enabled':true}},"
                    + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'d'},'title':'t','context':'c'}]},"
                    + "{'role':'assistant','content':[{'type':'thinking','thinking':'h','signature':'s'},"
                    + "{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{'query':'q'}},"
                    + "{'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':[{'type':'web_search_result',"
                    + "'url':'u','title':'t','encrypted_content':'e','page_age':null}]},"
                    + "{'type':'tool_use','id':'toolu_1','name':'f','input':{'n':1.10}}]},"
                    + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','is_error':true,'content':'no'}]}],"
                    + "'temperature':1.7,'thinking':{'type':'adaptive','display':'omitted'},'output_config':{'effort':'max','new':1},"
                    + "'tools':[{'type':'web_search_20250305','name':'web_search'},{'name':'f','input_schema':{'type':'object'},"
                    + "'input_examples':[{'n':1}]}],'container':{'skills':[]},'mcp_servers':[],'service_tier':'auto',"
                    + "'stream':true,'context_management':{'edits':[{'type':'clear'}]},'brand_new':[1,{'deep':null}]}");

    static final List<String> ANSWERS = List.of(
            "{'id':'msg_1','type':'message','role':'assistant','model':'m','content':[{'type':'text','text':'a',"
                    + "'citations':[{'type':'char_location','cited_text':'c','document_index':0}]},{'type':'brand_new','x':1.0}],"
                    + "'stop_reason':'pause_turn','stop_sequence':null,'stop_details':null,'container':{'id':'c'},"
                    + "'usage':{'input_tokens':1,'output_tokens':2,'server_tool_use':{'web_search_requests':1},'inference_geo':'eu'}}");

    static final List<List<String>> STREAMS = List.of(
            Arrays.asList(AnswerReadingTest.TOOLS),
            List.of(
                    "{'type':'message_start','message':{'id':'m','new':1,'content':[]}}",
                    "{'type':'content_block_start','index':0,'content_block':{'type':'server_tool_use','id':'s','name':'w','input':{}}}",
                    "{'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
                    "{'type':'content_block_stop','index':0}",
                    "{'type':'content_block_delta','index':1,'delta':{'type':'citations_delta','citation':{'type':'x'}}}",
                    "{'type':'a_new_event','what':[1.10]}",
                    "{'type':'message_delta','delta':{'stop_reason':'stop_sequence','stop_sequence':'END'},'usage':{'output_tokens':3},"
                            + "'context_management':{'applied_edits':[]}}",
                    "{'type':'message_stop','extra':true}"));

    @ParameterizedTest
    @FieldSource("REQUESTS")
    void requests(String json) {
        ChatRequest request = Trees.request(json);
        ObjectNode expected = Trees.tree(json).deepCopy();
        expected.put("model", "other");

        Payload payload = Trees.payload(request.withModel("other"));

        assertThat(Trees.tree(payload.body())).isEqualTo(expected);
        assertThat(payload.notes().dropped()).isEmpty();
        assertThat(payload.notes().adjusted()).isEmpty();
    }

    @Test
    void onlyWhatSeraiDecidesIsChanged() {
        ChatRequest request = Trees.request("{'messages':[{'role':'user','content':'hi'}],'stream':true,'x':1}");
        JsonNode body = Trees.tree(Trees.CLIENT
                .writeChat(request.withModel("m").withStream(false), new Traits(64_000))
                .body());
        assertThat(body)
                .isEqualTo(Trees.tree(
                        "{'model':'m','messages':[{'role':'user','content':'hi'}],'x':1,'max_tokens':64000}"));
    }

    /** @see <a href="https://platform.claude.com/docs/en/api/beta-headers">Beta headers</a> */
    @Test
    void theHeadersThatBelongToItComeAlong() {
        Inbound in = new Inbound(
                "/v1/messages",
                Map.of(),
                Map.of("anthropic-version", "2026-10-21", "anthropic-beta", "a,b", "x-api-key", "secret"),
                Trees.bytes(REQUESTS.getFirst()));
        assertThat(Trees.payload(Trees.SERVER.readChat(in)).headers())
                .isEqualTo(Map.of("anthropic-version", "2026-10-21", "anthropic-beta", "a,b"));
    }

    @ParameterizedTest
    @FieldSource("ANSWERS")
    void answers(String json) {
        assertThat(Trees.answer(Trees.whole(json))).isEqualTo(Trees.tree(json));
    }

    @ParameterizedTest
    @FieldSource("STREAMS")
    void streams(List<String> events) {
        String stream = Trees.stream(events.toArray(String[]::new));
        assertThat(Trees.events(Trees.pieces(new ByteArrayInputStream(Trees.bytes(stream)))))
                .isEqualTo(events.stream().map(Trees::tree).toList());
    }
}
