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
