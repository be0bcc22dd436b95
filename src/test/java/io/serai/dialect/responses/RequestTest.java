package io.serai.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.Notes;
import io.serai.dialect.Traits;
import io.serai.dialect.openai.OpenAiClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** @see <a href="https://platform.openai.com/docs/api-reference/responses/create">Create a response</a> */
class RequestTest {
    private static final ResponsesServer SERVER = new ResponsesServer();

    @Test
    void textAsInput() {
        ChatRequest request = read("{'model':'m','input':'hi','instructions':'be kind'}");

        assertThat(request.model()).isEqualTo("m");
        assertThat(request.messages()).containsExactly(Message.of(Role.SYSTEM, "be kind"), Message.of(Role.USER, "hi"));
        assertThat(request.stream()).isFalse();
    }

    @Test
    void withoutAModelSeraiChooses() {
        assertThat(read("{'input':'hi'}").model()).isEqualTo("auto");
    }

    @Test
    void messagesOfAllRoles() {
        ChatRequest request = read(
                "{'input':[{'role':'developer','content':'d'},{'type':'message','role':'user','content':"
                        + "[{'type':'input_text','text':'u'}]},{'type':'message','id':'msg_1','status':'completed','role':'assistant',"
                        + "'content':[{'type':'output_text','text':'a','annotations':[]}]},{'role':'system','content':'s'}]}");

        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.DEVELOPER, Role.USER, Role.ASSISTANT, Role.SYSTEM);
        assertThat(request.messages()).extracting(Message::text).containsExactly("d", "u", "a", "s");
    }

    /** @see <a href="https://platform.openai.com/docs/guides/images-vision">Images</a> */
    @Test
    void imagesAndFiles() {
        Message message =
                read("{'input':[{'role':'user','content':[{'type':'input_image','image_url':'https://x.test/a.png','detail':'low'},"
                                + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,AA=='}]}]}")
                        .messages()
                        .getFirst();

        assertThat(message.parts().getFirst()).isEqualTo(new Part.Image("https://x.test/a.png", "low", Map.of()));
        assertThat(((Part.Other) message.parts().getLast()).fields())
                .isEqualTo(Map.of(
                        "type",
                        "file",
                        "file",
                        Map.of("filename", "a.pdf", "file_data", "data:application/pdf;base64,AA==")));
    }

    /** @see <a href="https://platform.openai.com/docs/guides/function-calling">Function calling</a> */
    @Test
    void whatTheModelSaidInOneTurnIsOneMessage() {
        List<Message> messages = read("{'input':[{'role':'user','content':'u'},"
                        + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'hm'}]},{'type':'message','role':'assistant','content':'I"
                        + " look.'},{'type':'function_call','id':'fc_1','call_id':'a','name':'f','arguments':'{}'},"
                        + "{'type':'function_call','id':'fc_2','call_id':'b','name':'g','arguments':'{\\'x\\':1}'},"
                        + "{'type':'function_call_output','call_id':'b','output':'2'},"
                        + "{'type':'function_call_output','call_id':'a','output':[{'type':'input_text','text':'1'},{'type':'input_image','image_url':'data:image/png;base64,AA=='}]}]}")
                .messages();

        assertThat(messages).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL);
        assertThat(messages.get(1).reasoning()).isEqualTo("hm");
        assertThat(messages.get(1).text()).isEqualTo("I look.");
        assertThat(messages.get(1).toolCalls())
                .containsExactly(
                        new ToolCall(-1, "a", "f", "{}", Map.of()), new ToolCall(-1, "b", "g", "{\"x\":1}", Map.of()));
        assertThat(messages.get(2).name()).isEqualTo("g");
        assertThat(messages.get(3).toolCallId()).isEqualTo("a");
        assertThat(messages.get(3).parts().getLast()).isInstanceOf(Part.Image.class);
    }

    /** @see <a href="https://platform.openai.com/docs/guides/function-calling#custom-tools">Custom tools</a> */
    @Test
    void aCallOfACustomToolIsOneOfAFunctionWithAnInput() {
        List<Message> messages =
                read("{'input':[{'role':'user','content':'u'},{'type':'custom_tool_call','id':'ctc_1','status':'completed','call_id':'a','name':'apply_patch','input':'***"
                                + " \\'x\\'\\n"
                                + "'},{'type':'custom_tool_call_output','call_id':'a','output':'done'}]}")
                        .messages();

        assertThat(messages).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
        assertThat(messages.get(1).toolCalls())
                .containsExactly(new ToolCall(-1, "a", "apply_patch", "{\"input\":\"*** \\\"x\\\"\\n\"}", Map.of()));
        assertThat(messages.get(2).name()).isEqualTo("apply_patch");
        assertThat(messages.get(2).text()).isEqualTo("done");
    }

    @Test
    void aSearchThatOpenAiMadeIsToldInWords() {
        ChatRequest request = read("{'input':[{'role':'user','content':'u'},"
                + "{'type':'web_search_call','id':'ws_1','status':'completed','action':{'type':'search','query':'q'}},"
                + "{'type':'message','role':'assistant','content':'a'},{'role':'user','content':'v'}]}");
        Notes notes = new OpenAiClient().writeChat(request, Traits.NONE).notes();

        assertThat(request.messages())
                .extracting(Message::text)
                .containsExactly("u", "[web_search_call: {\"query\":\"q\"}]\na", "v");
        assertThat(notes.dropped()).isEmpty();
    }

    /** @see <a href="https://platform.openai.com/docs/guides/reasoning#encrypted-reasoning-items">Encrypted reasoning items</a> */
    @ParameterizedTest
    @CsvSource({
        "anthropic:c2ln, anthropic, c2ln, false",
        "anthropic:redacted:c2ln, anthropic, c2ln, true",
        "gAAAA, responses, gAAAA, false"
    })
    void signaturesComeBack(String encrypted, String dialect, String value, boolean redacted) {
        Part part = read("{'input':[{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'" + encrypted
                        + "'}]}")
                .messages()
                .getFirst()
                .parts()
                .getFirst();

        assertThat(((Part.Reasoning) part).signature()).isEqualTo(new Signature(dialect, value, redacted));
    }

    @Test
    void parametersInTheNamesOfChat() {
        Map<String, Object> parameters =
                read("{'input':'x','max_output_tokens':9,'temperature':1,'top_p':1,'parallel_tool_calls':false,"
                                + "'reasoning':{'effort':'low','summary':'auto'},'text':{'verbosity':'low'},'top_logprobs':2,'user':'u',"
                                + "'store':true,'include':['reasoning.encrypted_content'],'truncation':'disabled','service_tier':null,'new_one':1}")
                        .parameters();

        assertThat(parameters)
                .containsOnly(
                        Map.entry("max_tokens", 9),
                        Map.entry("temperature", 1),
                        Map.entry("top_p", 1),
                        Map.entry("parallel_tool_calls", false),
                        Map.entry("reasoning_effort", "low"),
                        Map.entry("verbosity", "low"),
                        Map.entry("logprobs", true),
                        Map.entry("top_logprobs", 2),
                        Map.entry("user", "u"),
                        Map.entry("new_one", 1));
        assertThat(read("{'input':'x','include':['message.output_text.logprobs']}")
                        .parameters())
                .containsExactly(Map.entry("logprobs", true));
    }

    /** @see <a href="https://platform.openai.com/docs/guides/structured-outputs">Structured outputs</a> */
    @Test
    void aSchemaForTheText() {
        assertThat(
                        read("{'input':'x','text':{'format':{'type':'json_schema','name':'n','strict':true,'schema':{'type':'object'}}}}")
                                .parameters()
                                .get("response_format"))
                .isEqualTo(Map.of(
                        "type",
                        "json_schema",
                        "json_schema",
                        Map.of("name", "n", "strict", true, "schema", Map.of("type", "object"))));
        assertThat(read("{'input':'x','text':{'format':{'type':'text'}}}").parameters())
                .isEmpty();
    }

    @Test
    void aStreamTellsItsUsage() {
        assertThat(read("{'input':'x','stream':true,'stream_options':{'include_obfuscation':false}}")
                        .wantsUsageInStream())
                .isTrue();
    }

    @Test
    void toolsAndTheChoiceAmongThem() {
        String tools =
                "'tools':[{'type':'function','name':'f','description':'d','parameters':{'type':'object'},'strict':true},"
                        + "{'type':'function','name':'g'},{'type':'web_search'}]";
        ChatRequest request = read("{'input':'x'," + tools + ",'tool_choice':{'type':'function','name':'f'}}");

        assertThat(request.tools().getFirst().name()).isEqualTo("f");
        assertThat(request.tools().getFirst().extras()).isEqualTo(Map.of("function", Map.of("strict", true)));
        assertThat(request.tools().getLast().name()).isEmpty();
        assertThat(request.tools().getLast().extras()).isEqualTo(Map.of("type", "web_search"));
        assertThat(request.parameters().get("tool_choice"))
                .isEqualTo(Map.of("type", "function", "function", Map.of("name", "f")));

        ChatRequest some = read(
                "{'input':'x'," + tools
                        + ",'tool_choice':{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'g'}]}}");
        assertThat(some.tools()).extracting(tool -> tool.name()).containsExactly("g");
        assertThat(some.parameters()).containsEntry("tool_choice", "required");
    }

    /** @see <a href="https://platform.openai.com/docs/guides/function-calling#custom-tools">Custom tools</a> */
    @Test
    void aCustomToolIsAFunctionWithAnInput() {
        String tools = "'tools':[{'type':'custom','name':'apply_patch','description':'Edits"
                + " files.','format':{'type':'grammar','syntax':'lark','definition':'start: a'}},"
                + "{'type':'custom','name':'note','description':'Notes.','format':{'type':'text'}},{'type':'custom','name':'bare'},"
                + "{'type':'custom','name':'ruled','format':{'type':'grammar','syntax':'regex','definition':'a+'}}]";
        ChatRequest request = read("{'input':'x'," + tools + ",'tool_choice':{'type':'custom','name':'note'}}");

        assertThat(request.tools()).extracting(Tool::name).containsExactly("apply_patch", "note", "bare", "ruled");
        assertThat(request.tools())
                .extracting(Tool::description)
                .containsExactly(
                        "Edits files.\n\nThe input must follow this lark grammar:\nstart: a",
                        "Notes.",
                        "",
                        "The input must follow this regex grammar:\na+");
        assertThat(request.tools())
                .allSatisfy(tool -> assertThat(tool.parameters())
                        .isEqualTo(Map.of(
                                "type",
                                "object",
                                "properties",
                                Map.of("input", Map.of("type", "string")),
                                "required",
                                List.of("input"),
                                "additionalProperties",
                                false)));
        assertThat(request.parameters().get("tool_choice"))
                .isEqualTo(Map.of("type", "function", "function", Map.of("name", "note")));
        assertThat(read("{'input':'x'," + tools
                                + ",'tool_choice':{'type':'allowed_tools','tools':[{'type':'custom','name':'note'}]}}")
                        .tools())
                .extracting(Tool::name)
                .containsExactly("note");
    }

    /** Who polls for it finds it complete. */
    @Test
    void anAnswerInTheBackgroundIsGivenAtOnceAndNamed() {
        assertThat(read("{'input':'x','background':true}").parameters()).containsEntry("background", true);
        assertThat(read("{'input':'x','background':false}").parameters()).doesNotContainKey("background");
    }

    @Test
    void imagesInTheFormOfChatAreImages() {
        assertThat(
                        read("{'input':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://a.test/b.png','detail':'low'}}]}]}")
                                .messages()
                                .getFirst()
                                .parts())
                .containsExactly(new Part.Image("https://a.test/b.png", "low", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'previous_response_id':'resp_1' | previous_response_id | needs a store of answers, and none is configured
        'conversation':'conv_1'         | conversation         | needs a store of answers, and none is configured
        'input':[{'type':'item_reference','id':'x'}] | input[0].type | refers to a stored item
        'input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]}] | input[0].content[0].file_id | stored at OpenAI
        'input':[{'role':'user','content':[{'type':'input_file','filename':'a.pdf'}]}] | input[0].content[0].file_data | is missing
        'input':[{'role':'tool','content':'x'}] | input[0].role | must be one of user, assistant, system, developer
        'input':[{'type':'function_call','name':'f'}] | input[0].call_id | is missing
        'input':[{'type':'custom_tool_call','call_id':'a','name':'f'}] | input[0].input | is missing
        'input':[{'type':'custom_tool_call','name':'f','input':''}] | input[0].call_id | is missing
        'input':[{'type':'custom_tool_call_output','output':'x'}] | input[0].call_id | is missing
        'input':[{'type':'function_call_output','output':'x'}] | input[0].call_id | is missing
        'input':[]                      | input          | must be text or a list of items
        'input':7                       | input          | must be text or a list of items
        'model':'m'                     | input          | is missing
        'input':'x','temperature':'hot' | temperature    | must be a number, not the text "hot"
        'input':'x','max_output_tokens':1.5 | max_output_tokens | must be a whole number
        'input':'x','tool_choice':{'type':'web_search'} | tool_choice | runs at OpenAI
        'input':'x','tool_choice':'any' | tool_choice    | must be auto, none, required
        'input':'x','tool_choice':{'type':'function','name':'f'} | tool_choice.name | must be the name of one of the tools
        'input':'x','tool_choice':{'type':'custom','name':'f'} | tool_choice.name | must be the name of one of the tools
        'input':'x','tools':[{'type':'function'}] | tools[0].name | is missing
        'input':'x','tools':[{'type':'custom'}] | tools[0].name | is missing
        'input':'x','tools':[{'type':'custom','name':'f','format':'text'}] | tools[0].format | must be an object
        'input':'x','text':{'format':{'name':'n'}} | text.format.type | must be text, json_object or json_schema
        'input':'x','tools':[{'type':'function','function':{'name':''}}] | tools[0].name | is missing
        """)
    void whatIsWrongIsToldWithItsPlace(String fields, String place, String message) {
        RejectedException error = catchThrowableOfType(RejectedException.class, () -> read('{' + fields + '}'));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo(place);
        assertThat(error.reason()).contains(message).endsWith(".");
    }

    @Test
    void theOriginalStaysAsItCame() {
        String json =
                "{'input':[{'role':'user','content':[{'type':'input_text','text':'u','x':1}]}],'tools':[{'type':'function','name':'f'}],'later':{'a':[1]}}"
                        .replace('\'', '"');
        ChatRequest request = read(json);

        assertThat(new String(
                        Json.write(Objects.requireNonNull(request.original()).tree()), StandardCharsets.UTF_8))
                .isEqualTo(json);
        assertThat(Objects.requireNonNull(request.original()).dialect()).isEqualTo("responses");
    }

    /** Written with ' for ". */
    private static ChatRequest read(String json) {
        return SERVER.readChat(Inbound.of(json.replace("\\'", "\\\u0001")
                .replace('\'', '"')
                .replace("\\\u0001", "\\\"")
                .getBytes(StandardCharsets.UTF_8)));
    }
}
