package io.serai.dialect.gemini;

import static io.serai.dialect.gemini.Trees.body;
import static io.serai.dialect.gemini.Trees.call;
import static io.serai.dialect.gemini.Trees.calls;
import static io.serai.dialect.gemini.Trees.payload;
import static io.serai.dialect.gemini.Trees.result;
import static io.serai.dialect.gemini.Trees.tree;
import static io.serai.dialect.gemini.Trees.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Notes;
import io.serai.dialect.Traits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of clients of other dialects, as Google gets them. Pages are those of ai.google.dev. */
class RequestForVendorTest {
    private static final String FLASH = "gemini-2.5-flash";
    private static final String THREE = "gemini-3.8-flash";

    /** See /api/generate-content#method:-models.generatecontent and #method:-models.streamgeneratecontent. */
    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash, false, /models/gemini-2.5-flash:generateContent",
        "gemini-2.5-flash, true, /models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        "models/gemini-2.5-flash, false, /models/gemini-2.5-flash:generateContent",
        "tunedModels/my-own, false, /tunedModels/my-own:generateContent",
        "publishers/google/models/x, false, /models/publishers/google/models/x:generateContent",
        "a model?, false, /models/a%20model%3F:generateContent",
        "x#y?z%2e%2e%2Fw, false, /models/x%23y%3Fz%252e%252e%252Fw:generateContent",
        "gemini..2...5, false, /models/gemini..2...5:generateContent"
    })
    void thePathTellsModelAndMethod(String model, boolean stream, String path) {
        ChatRequest request = new ChatRequest("openai", model, List.of(user("x")), List.of(), stream, Map.of());

        assertThat(Trees.CLIENT.writeChat(request, Traits.NONE).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../x", "models/../../x", "tunedModels/../x", "x/./y", "x/..", "..\\x"})
    void aNameThatLeadsOutOfThePathIsRefused(String model) {
        ChatRequest request = new ChatRequest("openai", model, List.of(user("x")), List.of(), false, Map.of());

        assertThatThrownBy(() -> Trees.CLIENT.writeChat(request, Traits.NONE))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        error -> assertThat(error.status()).isEqualTo(400))
                .hasMessageContaining("'" + model + "'");
    }

    /** See /gemini-api/docs/text-generation, "System instructions" and "Multi-turn conversations". */
    @Test
    void instructionsStandOutsideAndTheRestTakesTurns() {
        Payload payload = payload(
                FLASH,
                Map.of(),
                Message.of(Role.SYSTEM, "Be brief."),
                Message.of(Role.DEVELOPER, "Be kind."),
                user("one"),
                user("two"),
                Message.of(Role.ASSISTANT, "three"),
                user("four"));

        assertThat(body(payload)).isEqualTo(tree("""
            {"systemInstruction": {"parts": [{"text": "Be brief."}, {"text": "Be kind."}]},
             "contents": [{"role": "user", "parts": [{"text": "one"}, {"text": "two"}]},
               {"role": "model", "parts": [{"text": "three"}]}, {"role": "user", "parts": [{"text": "four"}]}]}\
            """));
        assertThat(payload.notes().adjusted()).isEmpty();
    }

    @Test
    void laterInstructionsMoveToTheFrontAndThatIsTold() {
        Payload payload = payload(FLASH, Map.of(), user("x"), Message.of(Role.SYSTEM, "Be brief."));

        assertThat(body(payload).at("/systemInstruction/parts/0/text").asText()).isEqualTo("Be brief.");
        assertThat(payload.notes().adjusted()).containsExactly("messages[1].role system -> systemInstruction");
    }

    /** A request needs contents: see /api/generate-content, "contents[]: Required". */
    @Test
    void instructionsAloneAreThePrompt() {
        assertThat(body(payload(FLASH, Map.of(), Message.of(Role.SYSTEM, "Say hi"))))
                .isEqualTo(tree("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Say hi\"}]}]}"));
    }

    /** See /gemini-api/docs/function-calling, "Parallel function calling", and /api/caching#FunctionResponse. */
    @Test
    void resultsGoBackByNameInTheOrderOfTheirCallsBeforeTheText() {
        JsonNode body = body(payload(
                FLASH,
                Map.of(),
                user("weather?"),
                calls(
                        call("call_1", "weather", "{\"city\":\"Rome\",\"exact\":1.10}"),
                        call("call_gemini_7", "time", "")),
                result("call_gemini_7", "noon"),
                result("call_1", "{\"sky\":\"clear\"}"),
                user("well?")));

        assertThat(body.path("contents")).isEqualTo(tree("""
            [{"role": "user", "parts": [{"text": "weather?"}]},
             {"role": "model", "parts": [
               {"functionCall": {"id": "call_1", "name": "weather", "args": {"city": "Rome", "exact": 1.10}}},
               {"functionCall": {"name": "time", "args": {}}}]},
             {"role": "user", "parts": [
               {"functionResponse": {"id": "call_1", "name": "weather", "response": {"sky": "clear"}}},
               {"functionResponse": {"name": "time", "response": {"output": "noon"}}},
               {"text": "well?"}]}]\
            """));
    }

    /** Google wants results right behind their calls. */
    @Test
    void aResultOfAnUnknownCallIsToldInWords() {
        Message named = Message.toolResult("lost", "weather", List.of(Trees.said("sunny")));

        assertThat(body(payload(FLASH, Map.of(), user("x"), named)).toString())
                .contains("[Result of weather: sunny]")
                .doesNotContain("functionResponse");
        assertThat(body(payload(FLASH, Map.of(), user("x"), result("lost", "sunny")))
                        .toString())
                .contains("sunny")
                .doesNotContain("functionResponse");
    }

    @Test
    void argumentsThatAreNoObjectAreKeptInOne() {
        JsonNode body = body(payload(FLASH, Map.of(), user("x"), calls(call("1", "f", "{\"a\":"))));

        assertThat(body.at("/contents/1/parts/0/functionCall/args/arguments").asText())
                .isEqualTo("{\"a\":");
    }

    /** See /gemini-api/docs/thought-signatures: the first call of a step has it, and an unknown one may be skipped. */
    @Test
    void generationThreeGetsAPlaceholderForASignatureThatNobodyHas() {
        Message asked = calls(call("1", "f", "{}"), call("2", "g", "{}"));

        JsonNode three = body(payload(THREE, Map.of(), user("x"), asked, result("1", "a"), result("2", "b")));
        JsonNode two = body(payload(FLASH, Map.of(), user("x"), asked, result("1", "a"), result("2", "b")));

        assertThat(three.at("/contents/1/parts/0/thoughtSignature").asText())
                .isEqualTo("skip_thought_signature_validator");
        assertThat(three.at("/contents/1/parts/1").has("thoughtSignature")).isFalse();
        assertThat(two.at("/contents/1/parts/0").has("thoughtSignature")).isFalse();
    }

    /** See /gemini-api/docs/thought-signatures, "Non-functionCall parts with signatures". */
    @Test
    void signaturesGoBackToThePartTheyCameWith() {
        Message answer = new Message(
                Role.ASSISTANT,
                List.of(
                        thought("hm", null),
                        thought("", "c2lnMQ=="),
                        Trees.said("Let me see."),
                        thought("", "c2lnMg==")),
                List.of(call("1", "f", "{}"), call("2", "g", "{}")),
                Map.of());
        Message last =
                new Message(Role.ASSISTANT, List.of(Trees.said("done"), thought("", "c2lnMw==")), List.of(), Map.of());

        JsonNode body = body(payload(THREE, Map.of(), user("x"), answer, result("1", "a"), result("2", "b"), last));

        assertThat(body.at("/contents/1/parts")).isEqualTo(tree("""
            [{"text": "Let me see.", "thoughtSignature": "c2lnMQ=="},
             {"functionCall": {"id": "1", "name": "f", "args": {}}, "thoughtSignature": "c2lnMg=="},
             {"functionCall": {"id": "2", "name": "g", "args": {}}}]\
            """));
        assertThat(body.at("/contents/3/parts"))
                .isEqualTo(tree("[{\"text\":\"done\"},{\"text\":\"\",\"thoughtSignature\":\"c2lnMw==\"}]"));
    }

    /** See /gemini-api/docs/thought-signatures, "OpenAI compatibility". */
    @Test
    void openAisClientsBringTheSignatureBackInTheCall() {
        Map<String, Object> extra = Map.of("extra_content", Map.of("google", Map.of("thought_signature", "c2ln")));
        ToolCall call = new ToolCall(-1, "1", "f", "{}", extra);

        assertThat(body(payload(THREE, Map.of(), user("x"), calls(call), result("1", "a")))
                        .at("/contents/1/parts/0/thoughtSignature")
                        .asText())
                .isEqualTo("c2ln");
    }

    @Test
    void thoughtsOfOtherVendorsStayAtHome() {
        Part foreign = new Part.Reasoning("hm", Part.Reasoning.FIELD, new Signature("anthropic", "s", false));
        Message answer = new Message(Role.ASSISTANT, List.of(foreign, Trees.said("4")), List.of(), Map.of());

        assertThat(body(payload(THREE, Map.of(), user("x"), answer)).at("/contents/1/parts"))
                .isEqualTo(tree("[{\"text\":\"4\"}]"));
    }

    private static Part thought(String text, @org.jspecify.annotations.Nullable String signature) {
        return new Part.Reasoning(
                text, Part.Reasoning.FIELD, signature == null ? null : new Signature("gemini", signature, false));
    }

    /** See /gemini-api/docs/image-understanding and /gemini-api/docs/document-processing, "Inline data". */
    @Test
    void imagesSoundAndDocumentsAreInlineData() {
        Message message = new Message(
                Role.USER,
                List.of(
                        new Part.Image("data:image/png;base64,iVBORw0=", "high", Map.of()),
                        new Part.Other(Map.of(
                                "type", "file", "file", Map.of("file_data", "data:application/pdf;base64,JVBERi0="))),
                        new Part.Other(Map.of(
                                "type", "input_audio", "input_audio", Map.of("data", "UklGRg==", "format", "wav"))),
                        new Part.Image("https://generativelanguage.googleapis.com/v1beta/files/abc", null, Map.of())),
                List.of(),
                Map.of());

        Payload payload = payload(FLASH, Map.of(), message);

        assertThat(body(payload).at("/contents/0/parts")).isEqualTo(tree("""
            [{"inlineData": {"mimeType": "image/png", "data": "iVBORw0="}},
             {"inlineData": {"mimeType": "application/pdf", "data": "JVBERi0="}},
             {"inlineData": {"mimeType": "audio/wav", "data": "UklGRg=="}},
             {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/abc"}}]\
            """));
        assertThat(payload.notes().dropped()).containsExactly("image_url.detail");
        assertThat(Trees.CLIENT.needsImageData()).isTrue();
    }

    @Test
    void anImageWhoseDataIsNotThereCannotBeSaid() {
        Message message = new Message(
                Role.USER, List.of(new Part.Image("https://example.com/a.png", null, Map.of())), List.of(), Map.of());

        assertThatThrownBy(() -> payload(FLASH, Map.of(), message))
                .isInstanceOf(CannotExpressException.class)
                .hasMessageContaining("messages[0].content[0].image_url");
    }

    /** See /gemini-api/docs/function-calling, "Multimodal function responses": since generation 3. */
    @Test
    void anImageInAResultStandsInItOrBesideIt() {
        Message result = Message.toolResult(
                "1", "", List.of(Trees.said("see"), new Part.Image("data:image/png;base64,iVBORw0=", null, Map.of())));

        JsonNode three = body(payload(THREE, Map.of(), user("x"), calls(call("1", "f", "{}")), result));
        JsonNode two = body(payload(FLASH, Map.of(), user("x"), calls(call("1", "f", "{}")), result));

        assertThat(three.at("/contents/2/parts/0/functionResponse/parts/0/inlineData/mimeType")
                        .asText())
                .isEqualTo("image/png");
        assertThat(two.at("/contents/2/parts/1/inlineData/mimeType").asText()).isEqualTo("image/png");
    }

    /** See /api/generate-content#generationconfig. */
    @Test
    void parametersHaveOtherNamesAndStayInRange() {
        Payload payload = payload(
                FLASH,
                Map.ofEntries(
                        Map.entry("temperature", 3),
                        Map.entry("top_p", 0.5),
                        Map.entry("top_k", 40),
                        Map.entry("max_tokens", 10),
                        Map.entry("max_completion_tokens", 20),
                        Map.entry("n", 2),
                        Map.entry("seed", 7),
                        Map.entry("presence_penalty", -2),
                        Map.entry("frequency_penalty", 2),
                        Map.entry("logprobs", true),
                        Map.entry("top_logprobs", 3),
                        Map.entry("stop", "END"),
                        Map.entry("user", "u"),
                        Map.entry("logit_bias", Map.of("1", 2)),
                        Map.entry("parallel_tool_calls", false)),
                user("x"));

        assertThat(body(payload).path("generationConfig")).isEqualTo(tree("""
            {"temperature": 2, "topP": 0.5, "topK": 40, "maxOutputTokens": 20, "candidateCount": 2, "seed": 7,
             "presencePenalty": -2, "frequencyPenalty": 1.99, "responseLogprobs": true, "logprobs": 3,
             "stopSequences": ["END"]}\
            """));
        assertThat(payload.notes().adjusted())
                .containsExactlyInAnyOrder("temperature 3 -> 2", "frequency_penalty 2 -> 1.99");
        assertThat(payload.notes().dropped()).containsExactlyInAnyOrder("user", "logit_bias", "parallel_tool_calls");
    }

    /** See /api/generate-content, "stopSequences: up to 5". */
    @Test
    void noMoreThanFiveStops() {
        Payload payload = payload(FLASH, Map.of("stop", List.of("1", "2", "3", "4", "5", "6")), user("x"));

        assertThat(body(payload).at("/generationConfig/stopSequences")).hasSize(5);
        assertThat(payload.notes().adjusted()).containsExactly("stop 6 texts -> 5");
    }

    /** See /gemini-api/docs/structured-output, "JSON schema support". */
    @Test
    void aSchemaLosesWhatGoogleDoesNotTakeAndThatIsTold() {
        Map<String, Object> schema = Map.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "type",
                "object",
                "properties",
                Map.of(
                        "title", Map.of("type", "string", "minLength", 1),
                        "kind", Map.of("const", "a"),
                        "next", Map.of("$ref", "#/definitions/N", "description", "x"),
                        "all", Map.of("allOf", List.of(Map.of("type", "integer")))),
                "definitions",
                Map.of("N", Map.of("type", List.of("number", "null"))),
                "required",
                List.of("title"),
                "additionalProperties",
                false);
        Payload payload = payload(
                FLASH,
                Map.of(
                        "response_format",
                        Map.of(
                                "type",
                                "json_schema",
                                "json_schema",
                                Map.of("name", "n", "strict", true, "schema", schema))),
                user("x"));

        JsonNode config = body(payload).path("generationConfig");
        assertThat(config.path("responseMimeType").asText()).isEqualTo("application/json");
        assertThat(config.path("responseJsonSchema")).isEqualTo(tree("""
            {"type": "object", "required": ["title"], "additionalProperties": false,
             "$defs": {"N": {"type": ["number", "null"]}},
             "properties": {"title": {"type": "string"}, "kind": {"enum": ["a"]}, "next": {"$ref": "#/$defs/N"},
               "all": {"type": "integer"}}}\
            """));
        assertThat(payload.notes().dropped())
                .containsExactlyInAnyOrder(
                        "response_format.json_schema.schema.minLength",
                        "response_format.json_schema.schema.description");
    }

    /** So pydantic writes a field of another model that has a title or a default. */
    @Test
    void aReferenceAmongOthersOfAllStandsAloneToo() {
        Notes notes = new Notes();
        Object schema = JsonSchema.clean(
                Map.of("title", "T", "default", "x", "allOf", List.of(Map.of("$ref", "#/definitions/N"))),
                "schema",
                notes);

        assertThat(schema).isEqualTo(Map.of("$ref", "#/$defs/N"));
        assertThat(notes.dropped()).containsExactlyInAnyOrder("schema.title", "schema.default");
    }

    /** It refuses: "required oneof field 'data' must have one initialized field". */
    @Test
    void emptyTextIsLeftOut() {
        Payload payload = payload(
                FLASH,
                Map.of(),
                Message.of(Role.SYSTEM, ""),
                new Message(
                        Role.USER,
                        List.of(new Part.Text("", false, Map.of()), new Part.Text("x", false, Map.of())),
                        List.of(),
                        Map.of()),
                user(""));

        assertThat(body(payload)).isEqualTo(tree("""
            {"contents": [{"role": "user", "parts": [{"text": "x"}]}]}\
            """));
    }

    /** See /gemini-api/docs/function-calling, "Function calling modes". */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "auto"     | {"mode": "AUTO"}
        "none"     | {"mode": "NONE"}
        "required" | {"mode": "ANY"}
        {"type": "function", "function": {"name": "f"}} | {"mode": "ANY", "allowedFunctionNames": ["f"]}
        """)
    void toolsAndTheirChoice(String choice, String config) {
        Object value = io.serai.dialect.Json.parse(Trees.bytes(choice));
        ChatRequest request = new ChatRequest(
                "openai",
                FLASH,
                List.of(user("x")),
                List.of(
                        new Tool("f", "does f", Map.of("type", "object", "pattern", "x"), Map.of()),
                        new Tool("g", "", null, Map.of())),
                false,
                Map.of("tool_choice", java.util.Objects.requireNonNull(value)));

        Payload payload = Trees.CLIENT.writeChat(request, Traits.NONE);

        assertThat(body(payload).at("/toolConfig/functionCallingConfig")).isEqualTo(tree(config));
        assertThat(body(payload).path("tools")).isEqualTo(tree("""
            [{"functionDeclarations": [{"name": "f", "description": "does f", "parametersJsonSchema": {"type": "object"}},
              {"name": "g"}]}]\
            """));
        assertThat(payload.notes().dropped()).containsExactly("tools.function.parameters.pattern");
    }

    /** See /gemini-api/docs/thinking, "Thinking levels" and "Thinking budgets". */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gemini-3.8-flash      | low     |       | {"thinkingLevel": "low", "includeThoughts": true}     | 0
        gemini-3.8-flash      | none    |       | {"thinkingLevel": "minimal"}                          | 1
        gemini-3.1-pro        | minimal |       | {"thinkingLevel": "low", "includeThoughts": true}     | 1
        gemini-3.8-flash      | xhigh   |       | {"thinkingLevel": "high", "includeThoughts": true}    | 1
        gemini-3.8-flash      |         | 8000  | {"thinkingLevel": "medium", "includeThoughts": true}  | 1
        gemini-flash-latest   | high    |       | {"thinkingLevel": "high", "includeThoughts": true}    | 0
        gemini-2.5-flash      | none    |       | {"thinkingBudget": 0}                                 | 0
        gemini-2.5-flash      | medium  |       | {"thinkingBudget": 8192, "includeThoughts": true}     | 0
        gemini-2.5-pro        | none    |       | {"thinkingBudget": 128}                               | 1
        gemini-2.5-flash      |         | 99999 | {"thinkingBudget": 24576, "includeThoughts": true}    | 1
        gemini-2.5-flash-lite |         | 100   | {"thinkingBudget": 512, "includeThoughts": true}      | 1
        """)
    void thinkingIsMeasuredByTheModelsGeneration(
            String model, String effort, Integer budget, String config, int adjusted) {
        Map<String, Object> parameters =
                effort != null ? Map.of("reasoning_effort", effort) : Map.of("reasoning_budget", budget);

        Payload payload = payload(model, parameters, user("x"));

        assertThat(body(payload).at("/generationConfig/thinkingConfig")).isEqualTo(tree(config));
        assertThat(payload.notes().adjusted()).hasSize(adjusted);
    }

    @Test
    void aModelThatCannotThinkIsNotAskedTo() {
        Payload payload = payload("gemini-2.0-flash", Map.of("reasoning_effort", "high"), user("x"));

        assertThat(body(payload).has("generationConfig")).isFalse();
        assertThat(payload.notes().dropped()).containsExactly("reasoning_effort");
    }

    /** See /gemini-api/docs/openai, "extra_body". */
    @Test
    void whatGooglesCompatibleEndpointTakesIsTaken() {
        Map<String, Object> google =
                Map.of("thinking_config", Map.of("thinking_budget", 800), "cached_content", "cachedContents/1");
        JsonNode body = body(payload(FLASH, Map.of("extra_body", Map.of("google", google)), user("x")));

        assertThat(body.at("/generationConfig/thinkingConfig/thinking_budget").asInt())
                .isEqualTo(800);
        assertThat(body.path("cachedContent").asText()).isEqualTo("cachedContents/1");
    }

    /** See /gemini-api/docs/structured-output, "Structured outputs with tools": since generation 3. */
    @Test
    void jsonBesideToolsIsAskedForInWordsBeforeGenerationThree() {
        ChatRequest request = new ChatRequest(
                "openai",
                THREE,
                List.of(user("x")),
                List.of(new Tool("f", "", null, Map.of())),
                false,
                Map.of("response_format", Map.of("type", "json_object")));

        assertThat(body(Trees.CLIENT.writeChat(request, Traits.NONE))
                        .at("/generationConfig/responseMimeType")
                        .asText())
                .isEqualTo("application/json");
        Payload before = Trees.CLIENT.writeChat(request.withModel(FLASH), Traits.NONE);
        assertThat(body(before).at("/generationConfig/responseMimeType").isMissingNode())
                .isTrue();
        assertThat(body(before).at("/systemInstruction/parts/0/text").asText()).contains("JSON");
        assertThat(before.notes().adjusted())
                .containsExactly("response_format json_object -> words in the system prompt");
    }

    /** A client may send a signature back in both ways; it counts once. */
    @Test
    void aSignatureThatComesTwiceCountsOnce() {
        Map<String, Object> extra = Map.of("extra_content", Map.of("google", Map.of("thought_signature", "c2ln")));
        Message asked = new Message(
                Role.ASSISTANT,
                List.of(thought("", "c2ln")),
                List.of(new ToolCall(-1, "1", "f", "{}", extra), call("2", "g", "{}")),
                Map.of());

        JsonNode body = body(payload(THREE, Map.of(), user("x"), asked, result("1", "a"), result("2", "b")));

        assertThat(body.at("/contents/1/parts/0/thoughtSignature").asText()).isEqualTo("c2ln");
        assertThat(body.at("/contents/1/parts/1").has("thoughtSignature")).isFalse();
    }

    @Test
    void aToolOfAnotherVendorIsLeftOut() {
        ChatRequest request = new ChatRequest(
                "openai",
                FLASH,
                List.of(user("x")),
                List.of(new Tool("", "", null, Map.of("type", "computer_use"))),
                false,
                Map.of());

        assertThat(Trees.CLIENT.writeChat(request, Traits.NONE).notes().dropped())
                .containsExactly("tools computer_use");
    }
}
