package io.serai.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect.ModelEntry;
import io.serai.dialect.ServerDialect.Operation;
import io.serai.dialect.Traits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests in Gemini's form as other dialects get them. Pages are those of ai.google.dev. */
class RequestOfClientTest {
    private static final String HELLO = "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}";

    /** See /api/generate-content; a model's name is models/{model} or tunedModels/{model}. */
    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/gemini-2.5-flash:generateContent, gemini-2.5-flash, false",
        "/v1beta/models/groq/openai/gpt-oss-120b:streamGenerateContent, groq/openai/gpt-oss-120b, true",
        "/v1beta/models/models/auto:generateContent, auto, false",
        "/v1beta/models/ollama/llama3:8b:generateContent, ollama/llama3:8b, false",
        "/v1beta/tunedModels/mine:generateContent, mine, false",
        "/v1/models/code:generateContent, code, false",
        "/v1alpha/models/code:generateContent, code, false",
        "/v1beta/code:generateContent, code, false",
        "'', auto, false"
    })
    void thePathTellsModelAndMethod(String path, String model, boolean stream) {
        ChatRequest request = Trees.read(path, HELLO);

        assertThat(request.model()).isEqualTo(model);
        assertThat(request.stream()).isEqualTo(stream);
        assertThat(request.wantsUsageInStream()).isEqualTo(stream);
    }

    /** See /gemini-api/docs/text-generation. */
    @Test
    void instructionsAndTurns() {
        ChatRequest request = Trees.read("""
                {"systemInstruction": {"parts": [{"text": "Be brief."}]},
                 "contents": [{"role": "user", "parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}, {"text": "c"}]},
                   {"parts": [{"text": "d"}]}]}""");

        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(request.messages()).extracting(Message::text).containsExactly("Be brief.", "a", "bc", "d");
        assertThat(request.dialect()).isEqualTo("gemini");
    }

    /** The examples of /gemini-api/docs/system-instructions for curl have snake_case, and objects where lists belong. */
    @Test
    void snakeCaseAndSingleObjectsAreTaken() {
        ChatRequest request = Trees.read("""
                {"system_instruction": {"parts": {"text": "You are a cat."}},
                 "contents": {"parts": {"inline_data": {"mime_type": "image/png", "data": "iVBORw0-_"}}},
                 "generation_config": {"max_output_tokens": 5, "stop_sequences": ["x"], "response_mime_type": "application/json"},
                 "tools": {"function_declarations": [{"name": "f", "parameters": {"type": "OBJECT"}}]},
                 "tool_config": {"function_calling_config": {"mode": "any", "allowed_function_names": ["f"]}}}""");

        assertThat(request.messages().getFirst().text()).isEqualTo("You are a cat.");
        assertThat(request.messages().get(1).parts())
                .containsExactly(new Part.Image("data:image/png;base64,iVBORw0+/", null, Map.of()));
        assertThat(request.parameters())
                .containsEntry("max_tokens", 5)
                .containsEntry("stop", List.of("x"))
                .containsEntry("response_format", Map.of("type", "json_object"))
                .containsEntry("tool_choice", Map.of("type", "function", "function", Map.of("name", "f")));
        assertThat(request.tools().getFirst().parameters()).isEqualTo(Map.of("type", "object"));
    }

    /** See /api/generate-content#generationconfig and /gemini-api/docs/thinking. */
    @Test
    void parametersHaveOpenAisNames() {
        ChatRequest request = Trees.read("""
                {"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"temperature": 0.70, "topP": 0.9, "topK": 40, "seed": 1,
                  "candidateCount": 2, "presencePenalty": 1, "frequencyPenalty": -1, "responseLogprobs": true, "logprobs": 2,
                  "thinkingConfig": {"thinkingBudget": 2048, "includeThoughts": true}}}""");

        assertThat(request.parameters())
                .containsEntry("temperature", new java.math.BigDecimal("0.70"))
                .containsEntry("top_k", 40)
                .containsEntry("seed", 1)
                .containsEntry("n", 2)
                .containsEntry("presence_penalty", 1)
                .containsEntry("frequency_penalty", -1)
                .containsEntry("logprobs", true)
                .containsEntry("top_logprobs", 2)
                .containsEntry("reasoning_budget", 2048L)
                .doesNotContainKey("reasoning_effort");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"thinkingLevel": "LOW"}  | low
            {"thinkingLevel": "high"} | high
            {"thinkingBudget": 0}     | none
            {"thinkingBudget": -1}    |
            """)
    void levelsOfThinkingAreEfforts(String config, String effort) {
        ChatRequest request =
                Trees.read("{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}],\"generationConfig\":{\"thinkingConfig\":"
                        + config + "}}");

        assertThat(request.parameters().get("reasoning_effort")).isEqualTo(effort);
    }

    /** See /api/caching#Schema: a piece of OpenAPI 3.0. */
    @Test
    void googlesSchemasBecomeJsonSchemas() {
        ChatRequest request = Trees.read("""
                {"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"responseMimeType": "application/json", "responseSchema":
                  {"type": "OBJECT", "propertyOrdering": ["type"], "required": ["type"], "properties": {
                    "type": {"type": "STRING", "nullable": true, "enum": ["A"], "format": "enum"},
                    "max_items": {"type": "ARRAY", "minItems": "2", "items": {"type": "INTEGER"}}}}}}""");

        assertThat(request.parameters().get("response_format")).isInstanceOfSatisfying(Map.class, format -> {
            assertThat(Trees.tree(io.serai.dialect.Json.write(format))).isEqualTo(Trees.tree("""
                    {"type": "json_schema", "json_schema": {"name": "response", "schema": {"type": "object", "required": ["type"],
                      "properties": {"type": {"type": ["string", "null"], "enum": ["A", null]},
                        "max_items": {"type": "array", "minItems": 2, "items": {"type": "integer"}}}}}}"""));
        });
    }

    /** See /gemini-api/docs/function-calling: older clients send no ids, and the name tells which call is answered. */
    @Test
    void callsAndResultsWithoutIdsFindEachOther() {
        ChatRequest request = Trees.read("""
                {"contents": [{"role": "user", "parts": [{"text": "x"}]},
                  {"role": "model", "parts": [{"functionCall": {"name": "a", "args": {"n": 1}}}, {"functionCall": {"name": "b"}},
                    {"functionCall": {"name": "a", "args": {"n": 2}}}]},
                  {"role": "function", "parts": [{"functionResponse": {"name": "b", "response": {"output": "B"}}},
                    {"functionResponse": {"name": "a", "response": {"result": {"v": 1}}}},
                    {"functionResponse": {"name": "a", "response": {"v": 2, "w": 3}}}, {"text": "and?"}]}]}""");

        Message calls = request.messages().get(1);
        assertThat(calls.toolCalls()).extracting(call -> call.id()).doesNotHaveDuplicates();
        assertThat(calls.toolCalls())
                .extracting(call -> call.arguments())
                .containsExactly("{\"n\":1}", "{}", "{\"n\":2}");
        assertThat(request.messages().subList(2, 5))
                .extracting(Message::role, Message::toolCallId, Message::name, Message::text)
                .containsExactly(
                        result(calls, 1, "b", "B"),
                        result(calls, 0, "a", "{\"v\":1}"),
                        result(calls, 2, "a", "{\"v\":2,\"w\":3}"));
        assertThat(request.messages().getLast().text()).isEqualTo("and?");
        assertThat(Trees.read(Trees.text(io.serai.dialect.Json.write(Trees.original(request))))
                        .messages())
                .isEqualTo(request.messages());
    }

    private static org.assertj.core.groups.Tuple result(Message calls, int call, String name, String text) {
        return org.assertj.core.groups.Tuple.tuple(
                Role.TOOL, calls.toolCalls().get(call).id(), name, text);
    }

    @Test
    void idsOfTheClientStay() {
        ChatRequest request = Trees.read("""
                {"contents": [{"role": "model", "parts": [{"functionCall": {"id": "call_9", "name": "a"}}]},
                  {"role": "user", "parts": [{"functionResponse": {"id": "call_9", "response": {"output": ""}}}]}]}""");

        assertThat(request.messages().getFirst().toolCalls().getFirst().id()).isEqualTo("call_9");
        assertThat(request.messages().getLast().toolCallId()).isEqualTo("call_9");
        assertThat(request.messages().getLast().name()).isEqualTo("a");
    }

    /** See /gemini-api/docs/thought-signatures. */
    @Test
    void thoughtsAndSignaturesAreRead() {
        ChatRequest request = Trees.read("""
                {"contents": [{"role": "model", "parts": [{"text": "hm", "thought": true},
                  {"functionCall": {"name": "a"}, "thoughtSignature": "c2ln"}]}]}""");

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning("hm", Part.Reasoning.FIELD),
                        new Part.Reasoning("", Part.Reasoning.FIELD, new Signature("gemini", "c2ln", false)));
    }

    /** See /gemini-api/docs/document-processing and /gemini-api/docs/audio. */
    @Test
    void documentsAndSoundHaveOpenAisWords() {
        ChatRequest request = Trees.read("""
                {"contents": [{"parts": [{"inlineData": {"mimeType": "application/pdf", "data": "JVBERi0="}},
                  {"inlineData": {"mimeType": "audio/mp3", "data": "SUQz"}}, {"fileData": {"mimeType": "video/mp4", "fileUri": "https://youtu.be/x"}}]}]}""");

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Other(Map.of(
                                "type",
                                "file",
                                "file",
                                Map.of(
                                        "filename",
                                        "document.pdf",
                                        "file_data",
                                        "data:application/pdf;base64,JVBERi0="))),
                        new Part.Other(
                                Map.of("type", "input_audio", "input_audio", Map.of("data", "SUQz", "format", "mp3"))),
                        new Part.Other(
                                Map.of("fileData", Map.of("mimeType", "video/mp4", "fileUri", "https://youtu.be/x"))));
    }

    /** See /gemini-api/docs/google-search: a tool that is no function. */
    @Test
    void toolsOfGooglesOwnAreNoFunctions() {
        ChatRequest request = Trees.read("""
                {"contents": [{"parts": [{"text": "x"}]}], "tools": [{"googleSearch": {}}, {"functionDeclarations": [
                  {"name": "a", "parametersJsonSchema": {"type": "object"}}, {"name": "b"}, {"name": "c"}]}],
                 "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["a", "b"]}}}""");

        assertThat(request.tools()).extracting(tool -> tool.name()).containsExactly("", "a", "b");
        assertThat(request.tools().getFirst().extras()).containsOnlyKeys("googleSearch");
        assertThat(request.parameters()).containsEntry("tool_choice", "required");
        assertThat(Trees.read("""
                {"contents": [{"parts": [{"text": "x"}]}], "tools": [{"functionDeclarations": [{"name": "a"}, {"name": "b"}]}],
                 "toolConfig": {"functionCallingConfig": {"mode": "VALIDATED", "allowedFunctionNames": ["b"]}}}""").tools()).extracting(tool -> tool.name()).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                            | not a JSON request
            []                                           | JSON object
            {}                                           | 'contents' must be
            {"contents": 7}                              | 'contents[0]' must be an object
            {"contents": [7]}                            | 'contents[0]' must be an object
            {"contents": [{"role": "boss", "parts": []}]} | 'contents[0].role' must be user or model
            {"contents": [{"role": "model", "parts": [{"functionCall": {}}]}]} | 'contents[0].parts[0].functionCall.name'
            {"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"temperature": "hot"}} | 'generationConfig.temperature' must be a number
            {"contents": [{"parts": [{"text": "x"}]}], "tools": [{"functionDeclarations": [{}]}]} | 'tools[0].functionDeclarations[0].name'
            """)
    void aWrongRequestIsToldWhatIsWrong(String body, String message) {
        RejectedException error = catchThrowableOfType(RejectedException.class, () -> Trees.read(body));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.reason()).contains(message);
    }

    @Test
    void anUnknownMethodIsNotFound() {
        RejectedException error =
                catchThrowableOfType(RejectedException.class, () -> Trees.read("/v1beta/models/x:predict", HELLO));

        assertThat(error.status()).isEqualTo(404);
        assertThat(error.reason()).contains("/v1beta/models/x:predict").contains("generateContent");
    }

    /** See /api/models. */
    @Test
    void modelsAreListedAndShown() {
        List<ModelEntry> models = List.of(new ModelEntry("auto", "serai"), new ModelEntry("groq/a/b", "groq"));
        var operation = operation("models");

        assertThat(Trees.tree(operation.answer(in("/v1beta/models", ""), models))
                        .at("/models/1/name")
                        .asText())
                .isEqualTo("models/groq/a/b");
        assertThat(Trees.tree(operation.answer(in("/v1beta/models/groq/a/b", ""), models))
                        .path("supportedGenerationMethods"))
                .hasSize(5);
        assertThat(catchThrowableOfType(
                                RejectedException.class, () -> operation.answer(in("/v1beta/models/none", ""), models))
                        .status())
                .isEqualTo(404);
    }

    /** See /api/tokens: contents alone, or a whole request. */
    @Test
    void tokensAreCounted() {
        var operation = operation("countTokens");
        String path = "/v1beta/models/x:countTokens";

        long bare = Trees.tree(operation.answer(in(path, HELLO), List.of()))
                .path("totalTokens")
                .asLong();
        long whole = Trees.tree(operation.answer(
                        in(
                                path,
                                "{\"generateContentRequest\":{\"model\":\"models/x\",\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief and kind.\"}]},"
                                        + HELLO.substring(1) + "}"),
                        List.of()))
                .path("totalTokens")
                .asLong();

        assertThat(bare).isPositive();
        assertThat(whole).isGreaterThan(bare);
        assertThat(catchThrowableOfType(RejectedException.class, () -> operation.answer(in(path, "{}"), List.of()))
                        .status())
                .isEqualTo(400);
    }

    private static Operation operation(String name) {
        return Objects.requireNonNull(Trees.SERVER.operations().get(name));
    }

    private static Inbound in(String path, String body) {
        return new Inbound(path, Map.of(), Map.of(), Trees.bytes(body));
    }

    /** Google's libraries send a turn back as one content per event of its stream; other vendors take it only as one message. */
    @Test
    void theEventsOfAStreamSentBackAreOneTurn() {
        ChatRequest request = Trees.read("""
            {"contents": [{"role": "user", "parts": [{"text": "a"}]},
               {"role": "model", "parts": [{"text": ""}]},
               {"role": "model", "parts": [{"text": "h", "thought": true}]}, {"role": "model", "parts": [{"text": "m", "thought": true}]},
               {"role": "model", "parts": [{"text": "I "}]}, {"role": "model", "parts": [{"text": "read."}]},
               {"role": "model", "parts": [{"functionCall": {"id": "1", "name": "f", "args": {}}}]},
               {"role": "model", "parts": [{"functionCall": {"id": "2", "name": "f", "args": {}}}]},
               {"role": "user", "parts": [{"functionResponse": {"id": "1", "name": "f", "response": {"output": "x"}}},
                 {"functionResponse": {"id": "2", "name": "f", "response": {"output": "y"}}}]},
               {"role": "model", "parts": [{"text": "Done"}]}, {"role": "model", "parts": [{"text": ""}]},
               {"role": "user", "parts": [{"text": "b"}]}]}\
            """);

        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL, Role.ASSISTANT, Role.USER);
        Message turn = request.messages().get(1);
        assertThat(turn.parts())
                .containsExactly(
                        new Part.Reasoning("hm", Part.Reasoning.FIELD), new Part.Text("I read.", true, Map.of()));
        assertThat(turn.toolCalls()).extracting(ToolCall::id).containsExactly("1", "2");
        assertThat(request.messages().get(4).text()).isEqualTo("Done");
    }

    /** Gemini CLI does so if it resumes, and all vendors refuse it: github.com/google-gemini/gemini-cli/issues/29365. */
    @Test
    void aResultThatComesAgainIsLeftOut() {
        String call = "{\"role\": \"model\", \"parts\": [{\"functionCall\": {\"id\": \"1\", \"name\": \"f\", \"args\":"
                + " {}}}]}";
        String x = "{\"functionResponse\": {\"id\": \"1\", \"name\": \"f\", \"response\": {\"output\": \"x\"}}}";
        String y = x.replace("\"x\"", "\"y\"");
        ChatRequest request = Trees.read("{\"contents\": [" + call + ", {\"role\": \"user\", \"parts\": [" + x + "," + x
                + "]}, {\"role\": \"user\", \"parts\": [" + x + "]}, " + call + ", {\"role\": \"user\", \"parts\": ["
                + x + "," + y + "]}]}");

        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.ASSISTANT, Role.TOOL, Role.ASSISTANT, Role.TOOL, Role.TOOL);
        Payload payload = Trees.CLIENT.writeChat(request.withModel("gemini-2.5-flash"), Traits.NONE);
        String second = call.replace("\"1\"", "\"1_2\"");
        String result = x.replace("\"1\"", "\"1_2\"");
        assertThat(Trees.tree(payload.body()))
                .isEqualTo(Trees.tree("{\"contents\": [" + call + ", {\"role\": \"user\", \"parts\": [" + x + "]}, "
                        + second + ", {\"role\": \"user\", \"parts\": [" + result
                        + ", {\"text\": \"[Result of f: y]\"}]}]}"));
        assertThat(payload.notes().dropped())
                .containsExactly("contents[1].parts[1].functionResponse", "contents[2].parts[0].functionResponse");
    }

    /** A signature without thoughts of its own signs those before it, unless it stands for thoughts that nobody may read. */
    @Test
    void aSignatureThatComesLastSignsTheThoughtsBeforeIt() {
        Part open = new Part.Reasoning("h", Part.Reasoning.FIELD);
        Part more = new Part.Reasoning("m", Part.Reasoning.FIELD, new Signature("anthropic", "a", false));
        Part alone = new Part.Reasoning("", Part.Reasoning.FIELD, new Signature("anthropic", "b", false));
        Part hidden = new Part.Reasoning("", Part.Reasoning.FIELD, new Signature("anthropic", "c", true));

        assertThat(turn(open, alone))
                .containsExactly(new Part.Reasoning("h", Part.Reasoning.FIELD, new Signature("anthropic", "b", false)));
        assertThat(turn(open, more)).containsExactly(open, more);
        assertThat(turn(more, alone)).containsExactly(more, alone);
        assertThat(turn(open, hidden)).containsExactly(open, hidden);
    }

    private static List<Part> turn(Part begun, Part next) {
        Message first = new Message(Role.ASSISTANT, List.of(begun), List.of(), Map.of());
        return ModelTurn.join(first, List.of(next), List.of()).parts();
    }
}
