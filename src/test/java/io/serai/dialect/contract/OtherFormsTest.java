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
import io.serai.dialect.ServerDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What clients say in another dialect's form, in a newer form than Serai knows, or not quite right, keeps its meaning at every vendor: it is
 * written in the vendor's words, or left out and named, and refuses nothing.
 */
class OtherFormsTest {
    private static final String FUNCTION =
            "{'type':'function','function':{'name':'ff','parameters':{'type':'object','properties':{}}}}";

    /** The words stand in what the vendor gets; what is dropped is named. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        openai    | {'messages':[{'role':'user','content':'hi'}],'tools':[FUNCTION],'tool_choice':{'type':'auto'}} | ff |
        openai    | {'messages':[{'role':'user','content':'hi'}],'tools':[FUNCTION],'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'ff'}]}} | ff |
        openai    | {'messages':[{'role':'user','content':[{'type':'input_text','text':'what I say'}]},{'role':'assistant','content':[{'type':'output_text','text':'what it said','annotations':[]}]},{'role':'user','content':'go'}]} | what I say; what it said |
        openai    | {'messages':[{'role':'user','content':[{'type':'text','text':'see'},{'type':'document','source':{'type':'text','media_type':'text/plain','data':'the document'}}]}]} | the document |
        openai    | {'messages':[{'role':'user','content':[{'type':'text','text':'see'},{'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBORw0KGgo='}}]}]} | iVBORw0KGgo= |
        openai    | {'messages':[{'role':'user','content':[{'type':'text','text':'see'},{'type':'input_image','image_url':'data:image/png;base64,iVBORw0KGgo='}]}]} | iVBORw0KGgo= |
        openai    | {'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':null,'function_call':{'name':'ff','arguments':'{}'}},{'role':'function','name':'ff','content':'the result'}],'functions':[{'name':'ff','description':'what it does','parameters':{'type':'object','properties':{'city':{'type':'string'}}}}],'function_call':'auto'} | ff; what it does; city; the result |
        responses | {'input':'hi','text':{'format':{'type':'zz_form'},'zz_text':1},'reasoning':{'effort':'low','summary':'auto','zz_think':true}} | hi | zz_form; text.zz_text; reasoning.zz_think
        responses | {'input':'hi','tools':[FUNCTION],'tool_choice':'auto'} | ff |
        responses | {'input':[{'role':'user','content':'hi'},{'type':'function_call','call_id':'c','name':'ff','arguments':'{}'},{'type':'function_call_output','call_id':'c','output':{'degrees':21}}],'tools':[FUNCTION]} | degrees; 21 |
        responses | {'input':[{'role':'user','content':['part one',{'type':'input_text','text':'part two'}]},{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'ff','arguments':'{}'}}]},{'role':'tool','tool_call_id':'c','content':'the result'}],'tools':[FUNCTION]} | part one; part two; the result |
        responses | {'input':[{'role':'user','content':'hi'},{'type':'function_call','call_id':'c','name':'ff','arguments':{'city':'Rome'}},{'type':'function_call_output','call_id':'c','output':null}],'tools':[FUNCTION]} | city; Rome |
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'name':'ff','input_schema':{'type':'object'}}],'tool_choice':{'type':'zz_choice','zz':1}} | ff | zz_choice
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'output_config':{'effort':'low','zz_config':{'a':1}},'thinking':{'type':'adaptive','display':'summarized','zz_think':1},'service_tier':'zz_tier'} | hi | output_config.zz_config; thinking.zz_think; zz_tier
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'ff','input':'{broken'}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':'the result'}]}],'tools':[{'name':'ff','input_schema':{'type':'object'}}]} | {broken; the result |
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'bash_20250124','name':'bash'}]} | bash; restart |
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'text_editor_20250728','name':'str_replace_based_edit_tool','max_characters':9}]} | str_replace_based_edit_tool; view_range; insert_text |
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'text_editor_20250124','name':'str_replace_editor'}]} | str_replace_editor; undo_edit; new_str |
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'memory_20250818','name':'memory'},{'type':'zz_20990101','name':'zz'}]} | memory; rename; new_path | zz_20990101
        gemini    | {'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':[{'functionCall':{'name':'ff','args':{}}}]},{'role':'tool','parts':[{'functionResponse':{'name':'ff','response':{'output':'the result'}}}]}],'tools':[{'functionDeclarations':[{'name':'ff'}]}]} | the result |
        gemini    | {'contents':[{'role':'user','parts':[{'text':'hi'}]}],'toolConfig':{'zzTools':{'a':1}},'generationConfig':{'thinkingConfig':{'thinkingLevel':'LOW','zzThinking':2}}} | hi | toolConfig.zzTools; thinkingConfig.zzThinking
        """)
    void everyVendorGetsWhatIsMeant(String dialect, String body, String words, String dropped) {
        for (ClientDialect client : Dialects.CLIENTS) {
            if (client.name().equals(dialect)) {
                continue;
            }
            Payload payload = write(dialect, client, body);
            String written = new String(payload.body(), StandardCharsets.UTF_8);
            for (String word : words.split("; ")) {
                assertThat(written).as(client.name()).contains(word);
            }
            for (String word : dropped == null ? new String[0] : dropped.split("; ")) {
                assertThat(String.join(", ", payload.notes().dropped()))
                        .as(client.name())
                        .contains(word);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'type':'auto'} | 'auto'
        {'type':'none'} | 'none'
        {'type':'any','disable_parallel_tool_use':true} | 'required'
        {'type':'tool','name':'ff'} | {'type':'function','function':{'name':'ff'}}
        {'type':'function','name':'ff'} | {'type':'function','function':{'name':'ff'}}
        {'type':'function','function':{'name':'ff'}} | {'type':'function','function':{'name':'ff'}}
        {'type':'custom','name':'ff'} | {'type':'custom','custom':{'name':'ff'}}
        {'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'ff'}]} | {'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'ff'}}]}}
        {'type':'zz_choice','a':1} | {'type':'zz_choice','a':1}
        """)
    void aChoiceInAnotherDialectsFormIsPutInChatsOwn(String choice, String own) {
        ChatRequest request = read(
                "openai",
                "{'messages':[{'role':'user','content':'hi'}],'tools':[FUNCTION],'tool_choice':" + choice + '}');

        assertThat(request.parameters().get("tool_choice")).isEqualTo(Json.parse(json(own)));
        assertThat(request.parameters().get("parallel_tool_calls"))
                .isEqualTo(choice.contains("disable_parallel") ? Boolean.FALSE : null);
    }

    @ParameterizedTest
    @CsvSource({"bash_20250124,bash", "text_editor_20250728,str_replace_based_edit_tool", "memory_20250818,memory"})
    void aToolThatTheClientRunsCanBeDemanded(String type, String name) {
        String body =
                "{'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'TYPE','name':'NAME'}],"
                        + "'tool_choice':{'type':'tool','name':'NAME'}}";

        Payload payload =
                write("anthropic", client("openai"), body.replace("TYPE", type).replace("NAME", name));

        assertThat(payload.notes().dropped()).isEmpty();
        assertThat(Json.parseObject(payload.body()).rest())
                .containsEntry("tool_choice", Map.of("type", "function", "function", Map.of("name", name)));
    }

    @ParameterizedTest
    @CsvSource({"anthropic", "gemini"})
    void theVendorOfTheSameDialectGetsItAsItCame(String dialect) {
        Map<String, String> bodies = Map.of(
                "anthropic",
                "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'bash_20250124','name':'bash'}],"
                        + "'tool_choice':{'type':'zz_choice'},'output_config':{'zz':1}}",
                "gemini",
                "{'contents':[{'role':'tool','parts':[{'text':'hi'}]}],'toolConfig':{'zz':1}}");
        String body = bodies.getOrDefault(dialect, "");

        Payload payload = write(dialect, client(dialect), body);

        Map<String, Object> sent = Json.parseObject(payload.body()).rest();
        assertThat(sent)
                .containsAllEntriesOf(Json.parseObject(json(body)).rest().entrySet().stream()
                        .filter(field -> !List.of("model").contains(field.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        assertThat(payload.notes().dropped()).isEmpty();
    }

    /** Vendors that fetch files themselves get the address; others are no target for the request. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        responses | {'input':[{'role':'user','content':[{'type':'input_text','text':'sum up'},{'type':'input_file','filename':'a.pdf','file_url':'https://e.test/a.pdf'}]}]}
        anthropic | {'max_tokens':9,'messages':[{'role':'user','content':[{'type':'text','text':'sum up'},{'type':'document','source':{'type':'url','url':'https://e.test/a.pdf'}}]}]}
        gemini    | {'contents':[{'role':'user','parts':[{'text':'sum up'},{'fileData':{'mimeType':'application/pdf','fileUri':'https://e.test/a.pdf'}}]}]}
        """)
    void aFileBehindAnAddressGoesToVendorsThatFetchIt(String dialect, String body) {
        Map<String, String> forms = Map.of(
                "anthropic", "'source':{'type':'url','url':'https://e.test/a.pdf'}",
                "gemini", "'fileData':{'mimeType':'application/pdf','fileUri':'https://e.test/a.pdf'}");
        for (ClientDialect client : Dialects.CLIENTS) {
            String form = forms.get(client.name());
            if (form != null && !client.name().equals(dialect)) {
                assertThat(new String(write(dialect, client, body).body(), StandardCharsets.UTF_8))
                        .as(client.name())
                        .contains(form.replace('\'', '"'));
            } else if (form == null) {
                assertThatThrownBy(() -> write(dialect, client, body))
                        .as(client.name())
                        .isInstanceOf(CannotExpressException.class);
            }
        }
    }

    private static byte[] json(String text) {
        return text.replace("FUNCTION", FUNCTION).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static ChatRequest read(String dialect, String body) {
        ServerDialect server = Dialects.SERVERS.stream()
                .filter(one -> one.name().equals(dialect))
                .findFirst()
                .orElseThrow();
        return server.readChat(new Inbound("/v1beta/models/m:generateContent", Map.of(), Map.of(), json(body)));
    }

    private static ClientDialect client(String name) {
        return Dialects.CLIENTS.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Payload write(String dialect, ClientDialect client, String body) {
        return client.writeChat(read(dialect, body), Peers.MODEL);
    }
}
