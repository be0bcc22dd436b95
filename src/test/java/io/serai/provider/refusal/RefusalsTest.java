package io.serai.provider.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.Json;
import io.serai.dialect.Notes;
import io.serai.dialect.VendorErrorException;
import io.serai.dialect.anthropic.AnthropicClient;
import io.serai.dialect.gemini.GeminiClient;
import io.serai.dialect.ollama.OllamaClient;
import io.serai.dialect.openai.OpenAiClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                // Fields by name, in the words of OpenAI, Groq, Cerebras, Mistral, Anthropic, Gemini, xAI, serde, Go,
                // zod, JSON Schema, Python.
                "openai|400|{'error':{'message':'Unsupported parameter: `top_p` is not supported with this"
                        + " model.','param':'top_p'}}|{'top_p':1,'user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'Unknown parameter:"
                        + " `prompt_cache_key`.'}}|{'prompt_cache_key':'k','user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'Unrecognized request arguments supplied: verbosity,"
                        + " store'}}|{'verbosity':'low','store':true,'user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'property `prompt_cache_key` is"
                        + " unsupported'}}|{'prompt_cache_key':'k','user':'u'}|{'user':'u'}",
                "openai|400|{'message':'body.metadata: property `/metadata` is"
                        + " unsupported','param':'metadata'}|{'metadata':{'a':'b'},'user':'u'}|{'user':'u'}",
                "openai|422|{'detail':[{'loc':['body','safety_identifier'],'msg':'Extra inputs are not"
                        + " permitted','type':'extra_forbidden'},{'loc':['body','seed'],'msg':'Extra inputs are not"
                        + " permitted'}]}|{'safety_identifier':'s','seed':1,'user':'u'}|{'user':'u'}",
                "anthropic|400|{'type':'error','error':{'type':'invalid_request_error','message':'context_management:"
                        + " Extra inputs are not permitted'}}|{'context_management':{},'user':'u'}|{'user':'u'}",
                "anthropic|400|{'type':'error','error':{'type':'invalid_request_error','message':'tools.0.custom.strict:"
                        + " Extra inputs are not"
                        + " permitted'}}|{'tools':[{'name':'f','strict':true}]}|{'tools':[{'name':'f'}]}",
                "anthropic|400|{'error':{'message':'`temperature` is deprecated for this"
                        + " model.'}}|{'temperature':0.5,'user':'u'}|{'user':'u'}",
                "anthropic|400|{'error':{'message':'This model does not support the effort"
                        + " parameter.'}}|{'output_config':{'effort':'high'}}|{'output_config':{}}",
                "gemini|400|{'error':{'code':400,'message':'Invalid JSON payload received. Unknown name \\\\'topK\\\\'"
                        + " at \\\\'generation_config\\\\': Cannot find"
                        + " field.','status':'INVALID_ARGUMENT'}}|{'generationConfig':{'topK':1,'topP':1}}|{'generationConfig':{'topP':1}}",
                "openai|400|{'error':'Argument not supported on this model:"
                        + " presencePenalty'}|{'presence_penalty':1,'user':'u'}|{'user':'u'}",
                "openai|400|{'error':'Model grok-4 does not support parameter"
                        + " presencePenalty.'}|{'presence_penalty':1,'user':'u'}|{'user':'u'}",
                "openai|422|{'error':{'message':'Failed to deserialize: unknown field `seed`, expected one of `model`,"
                        + " `messages`'}}|{'seed':1,'user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'json: unknown field"
                        + " \\\\'seed\\\\''}}|{'seed':1,'user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'Additional properties are not allowed (`seed`, `logit_bias` were"
                        + " unexpected)'}}|{'seed':1,'logit_bias':{},'user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'create() got an unexpected keyword argument"
                        + " `seed`'}}|{'seed':1,'user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'The parameter `parallel_tool_calls` specified in the request is not"
                        + " supported by this model'}}|{'parallel_tool_calls':true}|{}",
                "openai|400|{'error':{'message':'`messages.1` : property `reasoning_content` is"
                        + " unsupported'}}|{'messages':[{'role':'user'},{'role':'assistant','reasoning_content':'r'}]}|{'messages':[{'role':'user'},{'role':'assistant'}]}",
                "openai|400|{'error':{'message':'Unsupported parameter: `max_tokens` is not supported with this model."
                        + " Use `max_completion_tokens` instead.'}}|{'max_tokens':5}|{'max_completion_tokens':5}",
                "openai|400|{'error':{'message':'Unrecognized request argument supplied:"
                        + " max_completion_tokens'}}|{'max_completion_tokens':5}|{'max_tokens':5}",
                // Parts and tools that only the vendor could know.
                "openai|400|{'error':{'message':'Invalid value: `hologram`. Supported values are: `text` and"
                        + " `image_url`.','param':'messages[0].content[1].type'}}|{'messages':[{'role':'user','content':[{'type':'text','text':'t'},{'type':'hologram'}]}]}|{'messages':[{'role':'user','content':[{'type':'text','text':'t'}]}]}",
                "openai|400|{'error':{'message':'messages[0].content[1]: no such"
                        + " part'}}|{'messages':[{'role':'user','content':[{'type':'text','text':'t'},{'type':'smell'}]}]}|{'messages':[{'role':'user','content':[{'type':'text','text':'t'}]}]}",
                "openai|400|{'error':{'message':'tools[0].type: only function is"
                        + " taken'}}|{'tools':[{'type':'abacus'}],'tool_choice':'auto','prompt':'p'}|{'prompt':'p'}",
                "gemini|400|{'error':{'message':'Unknown name `hologram` at `contents[0].parts[1]`: Cannot find"
                        + " field.'}}|{'contents':[{'parts':[{'text':'t'},{'hologram':{}}]}]}|{'contents':[{'parts':[{'text':'t'}]}]}",
                "anthropic|400|{'error':{'message':'messages.1.content.0: Input tag `hologram` found using `type` does"
                        + " not"
                        + " match'}}|{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':[{'type':'hologram'}]}]}|{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':[{'type':'text','text':'[Something"
                        + " that cannot be shown here was left out.]'}]}]}",
                // Values.
                "openai|400|{'error':{'message':'Unsupported value: `temperature` does not support 0.5 with this"
                        + " model. Only the default (1) value is"
                        + " supported.'}}|{'temperature':0.5,'user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'invalid temperature: only 0.6 is allowed for this"
                        + " model'}}|{'temperature':1}|{'temperature':0.6}",
                "anthropic|400|{'error':{'message':'`temperature` may only be set to 1 when thinking is"
                        + " enabled.'}}|{'temperature':0.5,'user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'Unsupported value: `reasoning_effort` does not support `xhigh` with"
                        + " this model. Supported values are: `low`, `medium`, and"
                        + " `high`.','param':'reasoning_effort'}}|{'reasoning_effort':'xhigh'}|{'reasoning_effort':'high'}",
                "openai|400|{'error':{'message':'`reasoning_effort` must be one of `none` or"
                        + " `default`'}}|{'reasoning_effort':'high','user':'u'}|{'user':'u'}",
                "openai|400|{'error':{'message':'max_tokens is too large: 32000. This model supports at most 16384"
                        + " completion tokens.'}}|{'max_tokens':32000}|{'max_tokens':16384}",
                "anthropic|400|{'error':{'message':'max_tokens: 64000 > 8192, which is the maximum allowed number of"
                        + " output tokens for claude-3-5-haiku'}}|{'max_tokens':64000}|{'max_tokens':8192}",
                "openai|400|{'error':{'message':'`max_tokens` must be less than or equal to `8192`, the maximum value"
                        + " for `max_tokens` is less than the `context_window` for this"
                        + " model'}}|{'max_tokens':32000}|{'max_tokens':8192}",
                "openai|400|{'error':{'message':'Invalid max_tokens value, the valid range of max_tokens is [1,"
                        + " 8192]'}}|{'max_tokens':32000}|{'max_tokens':8192}",
                "gemini|400|{'error':{'message':'Unable to submit request because it has a maxOutputTokens value of"
                        + " 100000 but the supported range is from 1 (inclusive) to 65537"
                        + " (exclusive).'}}|{'generationConfig':{'maxOutputTokens':100000}}|{'generationConfig':{'maxOutputTokens':65536}}",
                "openai|400|{'error':{'message':'`max_tokens` or `max_completion_tokens` is too large: 32000. This"
                        + " model`s maximum context length is 32768 tokens and your request has 20000 input tokens (32000"
                        + " > 32768 - 20000).'}}|{'max_tokens':32000}|{'max_tokens':12768}",
                "anthropic|400|{'error':{'message':'input length and `max_tokens` exceed context limit: 188240 + 21333"
                        + " > 200000, decrease input length or `max_tokens` and try"
                        + " again'}}|{'max_tokens':21333}|{'max_tokens':11760}",
                "openai|422|{'error':'`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 1000 `inputs` tokens"
                        + " and 4000"
                        + " `max_new_tokens`'}|{'max_tokens':4000,'x':'max_new_tokens'}|{'max_tokens':3096,'x':'max_new_tokens'}",
                "openai|400|{'error':{'message':'This endpoint`s maximum context length is 131072 tokens. However, you"
                        + " requested about 200000 tokens (100000 of text input, 100000 in the"
                        + " output).'}}|{'max_tokens':100000}|{'max_tokens':31072}",
                // Turns, and thinking.
                "openai|400|{'error':{'message':'System message must be at the"
                        + " beginning.'}}|{'messages':[{'role':'system','content':'a'},{'role':'user','content':'u'},{'role':'system','content':'b'}]}|{'messages':[{'role':'system','content':'a\\n"
                        + "\\n"
                        + "b'},{'role':'user','content':'u'}]}",
                "ollama|500|{'error':'system message must be at the"
                        + " beginning'}|{'messages':[{'role':'user','content':'u'},{'role':'system','content':'b'}]}|{'messages':[{'role':'system','content':'b'},{'role':'user','content':'u'}]}",
                "openai|422|{'error':{'message':'messages[0].role: unknown variant `developer`, expected one of"
                        + " `system`,"
                        + " `user`'}}|{'messages':[{'role':'developer','content':'a'}]}|{'messages':[{'role':'system','content':'a'}]}",
                "openai|400|{'error':{'message':'System role not supported'}}|{'messages':[{'role':'system','content':'a'},{'role':'user','content':'u'}]}|{'messages':[{'role':'user','content':'a\\n"
                        + "\\n"
                        + "u'}]}",
                "openai|500|{'error':{'message':'Jinja Exception: System role not supported'}}|{'messages':[{'role':'system','content':'a'},{'role':'user','content':[{'type':'text','text':'u'}]}]}|{'messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'u'}]}]}",
                "gemini|400|{'error':{'message':'Developer instruction is not enabled for"
                        + " models/gemma-3-27b-it'}}|{'systemInstruction':{'parts':[{'text':'a'}]},'contents':[{'role':'user','parts':[{'text':'u'}]}]}|{'contents':[{'role':'user','parts':[{'text':'a'}]},{'role':'user','parts':[{'text':'u'}]}]}",
                "openai|400|{'error':{'message':'Conversation roles must alternate"
                        + " user/assistant/user/assistant/...'}}|{'messages':[{'role':'user','content':'a'},{'role':'user','content':'b'}]}|{'messages':[{'role':'user','content':'a\\n"
                        + "\\n"
                        + "b'}]}",
                "openai|400|{'error':{'message':'After the (optional) system message(s), user and assistant roles"
                        + " should be alternating.'}}|{'messages':[{'role':'system','content':'s'},{'role':'assistant','content':'a'},{'role':'user','content':'b'},{'role':'user','content':[{'type':'text','text':'c'}]}]}|{'messages':[{'role':'system','content':'s'},{'role':'user','content':'.'},{'role':'assistant','content':'a'},{'role':'user','content':[{'type':'text','text':'b'},{'type':'text','text':'c'}]}]}",
                "openai|400|{'error':{'message':'Conversation roles must alternate user/assistant'}}|{'messages':[{'role':'system','content':'a'},{'role':'system','content':'b'},{'role':'user','content':'u'}]}|{'messages':[{'role':'system','content':'a\\n"
                        + "\\n"
                        + "b'},{'role':'user','content':'u'}]}",
                "anthropic|400|{'error':{'message':'This model does not support assistant message prefill. The"
                        + " conversation must end with a user message.'}}|{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':'a'}]}|{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':'a'},{'role':'user','content':'Continue.'}]}",
                "openai|400|{'message':'Expected last role User or Tool (or Assistant with prefix True) for serving but"
                        + " got assistant'}|{'messages':[{'role':'assistant','content':'a'}]}|{'messages':[{'role':'assistant','content':'a'},{'role':'user','content':'Continue.'}]}",
                "openai|400|{'message':'Unexpected role `user` after role `tool`'}|{'messages':[{'role':'tool','content':'r'},{'role':'user','content':'u'}]}|{'messages':[{'role':'tool','content':'r'},{'role':'assistant','content':'Ok.'},{'role':'user','content':'u'}]}",
                "openai|400|{'error':{'message':'Kwargs [`reasoning_effort`] are not supported by"
                        + " MistralCommonTokenizer.apply_chat_template.'}}|{'reasoning_effort':'high','user':'u'}|{'user':'u'}",
                "anthropic|400|{'error':{'message':'temperature is deprecated for this"
                        + " model.'}}|{'temperature':0.5,'user':'u'}|{'user':'u'}",
                // Signatures, which hold for one request.
                "anthropic|400|{'error':{'message':'messages.1.content.0: Invalid `signature` in `thinking`"
                        + " block'}}|{'thinking':{'type':'enabled','budget_tokens':2000},'messages':[{'role':'user','content':'u'},{'role':'assistant','content':[{'type':'thinking','thinking':'t','signature':'s'},{'type':'text','text':'a'}]}]}|{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':[{'type':'text','text':'a'}]}]}",
                "anthropic|400|{'error':{'message':'messages.1.content.0.type: Expected `thinking` or"
                        + " `redacted_thinking`, but found"
                        + " `tool_use`.'}}|{'thinking':{'type':'enabled'},'user':'u'}|{'user':'u'}",
                "anthropic|400|{'error':{'message':'thinking.type: Input should be `enabled` or"
                        + " `disabled`'}}|{'thinking':{'type':'adaptive'},'user':'u'}|{'user':'u'}",
                "gemini|400|{'error':{'message':'Corrupted thought"
                        + " signature.'}}|{'contents':[{'parts':[{'thoughtSignature':'x'}]}]}|{'contents':[{'parts':[{'thoughtSignature':'skip_thought_signature_validator'}]}]}",
                // The choice of a tool, where words are known alone.
                "openai|400|{'error':'Invalid tool_choice type: \\\\'object\\\\'. Supported string values: none, auto,"
                        + " required'}|{'tools':[{'function':{'name':'f'}},{'function':{'name':'g'}}],'tool_choice':{'type':'function','function':{'name':'g'}}}|{'tools':[{'function':{'name':'g'}}],'tool_choice':'required'}",
                "ollama|400|{'error':'\\\\'mistral-nemo\\\\' does not support"
                        + " thinking'}|{'think':true,'model':'m'}|{'model':'m'}",
                "gemini|400|{'error':{'message':'Unable to submit request because thinking is not supported by this"
                        + " model.'}}|{'generationConfig':{'thinkingConfig':{},'topP':1}}|{'generationConfig':{'topP':1}}"
            })
    void sayWhatTheVendorWouldTake(String dialect, int status, String error, String sent, String wanted) {
        byte[] payload = json(sent);

        List<Lesson> lessons = read(dialect, status, error, payload);

        assertThat(lessons).isNotEmpty();
        Notes notes = new Notes();
        byte[] fitted = Lessons.fit(payload, lessons, () -> 0, notes);
        if (lessons.getFirst().kind() == Lesson.Kind.WINDOW) {
            fitted = Lessons.fit(payload, lessons, () -> 1, notes);
        }
        assertThat(text(fitted)).isEqualTo(text(json(wanted)));
        if (lessons.getFirst().kind() != Lesson.Kind.RENAME) {
            assertThat(notes.dropped().size() + notes.adjusted().size()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "a field that was not sent|400|{'error':{'message':'Unsupported parameter:"
                        + " `top_p`','param':'top_p'}}|{'user':'u'}",
                "the messages|400|{'error':{'message':'property `messages` is unsupported'}}|{'messages':[]}",
                "tools|400|{'error':{'message':'Unsupported parameter: `tools` is not supported with this"
                        + " model.','param':'tools'}}|{'tools':[{}]}",
                "a choice that forces|400|{'error':{'message':'Unsupported parameter:"
                        + " `tool_choice`'}}|{'tool_choice':'required'}",
                "several answers|400|{'error':{'message':'Unsupported parameter: `n`'}}|{'n':2}",
                "the format of the answer|400|{'error':{'message':'Unknown parameter:"
                        + " `response_format`.'}}|{'response_format':{}}",
                "words of the request|400|{'error':{'message':'flagged: say that property `seed` is"
                        + " unsupported'}}|{'seed':1,'messages':[{'content':'say that property `seed` is unsupported'}]}",
                "a prompt that is too long|400|{'error':{'message':'maximum context length is 4096 tokens and your"
                        + " request has 5000 input tokens'}}|{'max_tokens':100}",
                "a number that is no limit|400|{'error':{'message':'tool 7 failed'}}|{'max_tokens':100}",
                "all that is said|400|{'error':{'message':'Invalid value:"
                        + " `hologram`'}}|{'messages':[{'role':'user','content':[{'type':'hologram'}]}]}",
                "a tool that is demanded|400|{'error':{'message':'Invalid value:"
                        + " `abacus`'}}|{'prompt':'p','tools':[{'type':'abacus'}],'tool_choice':{'type':'abacus'}}",
                "a part of a kind that is documented|400|{'error':{'message':'Invalid value:"
                        + " `input_audio`'}}|{'messages':[{'role':'user','content':[{'type':'text','text':'t'},{'type':'input_audio'}]}]}",
                "another status|403|{'error':{'message':'Unsupported parameter: `top_p`'}}|{'top_p':1}",
                "a model without tools|400|{'error':'\\\\'m\\\\' does not support tools'}|{'tools':[{}],'think':true}"
            })
    void sayNothingOfThis(String what, int status, String error, String sent) {
        assertThat(read("openai", status, error, json(sent))).as(what).isEmpty();
    }

    /** Words ask for what a vendor's format cannot, in the words of those who refuse it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "openai|json_object|true|`response_format.type` must be `json_schema` or `text`",
                "openai|json_schema|true|This response_format type is unavailable now",
                "openai|json_schema|true|Invalid parameter: `response_format` of type `json_schema` is not supported with this model.",
                "openai|json_schema|true|This model does not support response format `json_schema`.",
                "openai|json_schema|true|property `response_format` is unsupported",
                "openai|json_object|false|json mode cannot be combined with tool/function calling",
                "openai|json_object|false|`messages` must contain the word `json` in some form, to use `response_format` of type `json_object`.",
                "openai|json_schema|false|The provided JSON schema contains features not supported by xgrammar.",
                "openai|json_schema|false|Invalid schema for response_format `a`: In context=(), `additionalProperties` is required to be supplied and to be false.",
                "anthropic|json_schema|true|output_config.format: Extra inputs are not permitted",
                "gemini|json_object|true|JSON mode is not enabled for this model",
                "gemini|json_schema|false|Function calling with a response mime type: `application/json` is unsupported",
            })
    void askForAFormatInWords(String dialect, String type, boolean lasting, String words) {
        String schema = "{'type':'object','properties':{'a':{}}}";
        boolean whole = type.equals("json_schema");
        byte[] payload = json(
                switch (dialect) {
                    case "anthropic" ->
                        "{'messages':[{'role':'user','content':'u'}],'output_config':{'format':{'type':'json_schema','schema':"
                                + schema + "}}}";
                    case "gemini" ->
                        "{'contents':[],'generationConfig':{'responseMimeType':'application/json'"
                                + (whole ? ",'responseJsonSchema':" + schema : "") + "}}";
                    default ->
                        "{'messages':[{'role':'user','content':'u'}],'response_format':{'type':'" + type + '\''
                                + (whole ? ",'json_schema':{'name':'a','schema':" + schema + '}' : "") + "}}";
                });

        List<Lesson> lessons = read(dialect, 400, "{'error':{'message':'" + words + "'}}", payload);

        assertThat(lessons).hasSize(1);
        assertThat(lessons.getFirst().kind()).isEqualTo(Lesson.Kind.FORMAT_IN_WORDS);
        assertThat(lessons.getFirst().value()).isEqualTo(type);
        assertThat(lessons.getFirst().lasting()).isEqualTo(lasting);
        Notes notes = new Notes();
        String fitted = text(Lessons.fit(payload, lessons, () -> 0, notes));
        assertThat(fitted)
                .contains(whole ? "JSON that fits this JSON schema" : "nothing but one JSON object")
                .doesNotContain("response_format", "output_config", "generationConfig");
        assertThat(notes.isFormatInWords()).isTrue();
        assertThat(notes.adjusted()).containsExactly("response_format " + type + " -> words in the system prompt");
    }

    private static List<Lesson> read(String dialect, int status, String body, byte[] payload) {
        VendorErrorException error = (switch (dialect) {
                    case "anthropic" -> new AnthropicClient();
                    case "gemini" -> new GeminiClient();
                    case "ollama" -> new OllamaClient();
                    default -> new OpenAiClient();
                })
                .readError(status, Map.of(), json(body));
        return Refusals.read(error, Json.parseObject(payload).rest(), () -> 1);
    }

    /** Quotes as JSON has them; backticks are the quotes of the words. */
    private static byte[] json(String text) {
        return text.replace("\\\\'", "\\\"")
                .replace('\'', '"')
                .replace('`', '\'')
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(Json.write(Json.parse(json)), StandardCharsets.UTF_8);
    }
}
