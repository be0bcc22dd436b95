package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.serai.chat.BrokenStreamException;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RandomAnswers;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Usage;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.Recordings;
import io.serai.dialect.ServerDialect.ModelEntry;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What clients of the openai dialect get is what OpenAI's published OpenAPI document promises them. */
class SchemaTest {
    private static final String WHOLE = "CreateChatCompletionResponse";
    private static final String CHUNK = "CreateChatCompletionStreamResponse";
    private static final String[] VENDORS = {"openai", "zhipu"};

    private final JsonNode document = Recordings.openAiSchema();

    @Test
    void theSchemaFindsMistakes() {
        String answer = "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[%s]}";

        assertThat(schema(WHOLE).validate(Trees.tree(answer.formatted("")))).isEmpty();
        assertThat(schema(WHOLE).validate(Trees.tree(answer.formatted("{\"index\":0}"))))
                .hasSize(2);
    }

    @TestFactory
    Stream<DynamicTest> recordedAnswers() {
        JsonSchema schema = schema(WHOLE);
        return Recordings.cases("response.json", VENDORS).stream()
                .filter(recorded -> !recorded.expected("response").has("embeddings"))
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    ChatResponse answer = Trees.whole(new ByteArrayInputStream(recorded.bytes("response.json")));

                    assertValid(schema, Trees.SERVER.writeChat(answer, Trees.ASKED));
                }));
    }

    @TestFactory
    Stream<DynamicTest> recordedStreams() {
        JsonSchema whole = schema(WHOLE);
        JsonSchema chunk = schema(CHUNK);
        return Recordings.cases("stream.sse", VENDORS).stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    byte[] stream = recorded.bytes("stream.sse");

                    assertValidEvents(chunk, Trees.pieces(new ByteArrayInputStream(stream)));
                    assertValid(
                            whole, Trees.SERVER.writeChat(Trees.whole(new ByteArrayInputStream(stream)), Trees.ASKED));
                }));
    }

    @TestFactory
    Stream<DynamicTest> recordedVectors() {
        JsonSchema schema = schema("CreateEmbeddingResponse");
        return Recordings.cases("response-float.json", VENDORS).stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    EmbeddingResponse answer =
                            Trees.CLIENT.readEmbedding(new ByteArrayInputStream(recorded.bytes("response.json")));
                    var request = Trees.SERVER.readEmbedding(Inbound.of(Trees.bytes("{\"input\":\"x\"}")));

                    assertValid(schema, Trees.SERVER.writeEmbedding(answer, request));
                }));
    }

    /** Answers as any other dialect may give them. */
    @Test
    void canonicalAnswersWholeAndStreamed() {
        JsonSchema whole = schema(WHOLE);
        JsonSchema chunk = schema(CHUNK);
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            ChatResponse answer = RandomAnswers.answer(random);
            if (answer.choices().stream().noneMatch(choice -> choice.finishReason() == FinishReason.ERROR)) {
                assertValid(whole, Trees.SERVER.writeChat(answer, Trees.ASKED));
                assertValidEvents(chunk, List.of(answer));
                assertValidEvents(chunk, RandomAnswers.split(answer, random));
            }
        }
    }

    @Test
    void theBarestCanonicalAnswers() {
        Message nothing = new Message(Role.ASSISTANT, List.of(), List.of(), Map.of());
        Message refusal = new Message(Role.ASSISTANT, List.of(new Part.Refusal("no", true)), List.of(), Map.of());
        for (Message message : List.of(nothing, refusal, Message.of(Role.ASSISTANT, ""))) {
            var choice = new Choice(0, message, null, Map.of());
            var answer = new ChatResponse(
                    "", 0, "", List.of(choice), new Usage(1, 2, 3, 4, Usage.UNKNOWN, Map.of()), Map.of());

            assertValid(schema(WHOLE), Trees.SERVER.writeChat(answer, Trees.ASKED));
            assertValidEvents(schema(CHUNK), List.of(answer));
        }
        assertValid(
                schema("CreateEmbeddingResponse"),
                Trees.SERVER.writeEmbedding(
                        new EmbeddingResponse("", List.of(new double[] {1}), null, Map.of()),
                        Trees.SERVER.readEmbedding(Inbound.of(Trees.bytes("{\"input\":\"x\"}")))));
    }

    @Test
    void errors() {
        JsonSchema schema = schema("ErrorResponse");

        assertValid(schema, Trees.SERVER.writeError(RejectedException.modelNotFound("No.")));
        assertValid(schema, Trees.SERVER.writeError(RejectedException.badRequest("No.", null)));
        assertValid(schema, data(Trees.SERVER.events(Trees.ASKED).error(new BrokenStreamException("cut", "Cut."))));
    }

    @Test
    void models() {
        ModelEntry model = new ModelEntry("groq/llama", "groq");

        assertValid(schema("Model"), models("/v1/models/" + model.id(), model));
        assertValid(schema("ListModelsResponse"), models("/v1/models", model, model));
        assertValid(schema("ListModelsResponse"), models("/v1/models"));
    }

    private JsonSchema schema(String part) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + part);
        schema.set("$defs", document.path("$defs"));
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }

    private static void assertValidEvents(JsonSchema schema, List<ChatResponse> pieces) {
        EventWriter writer = Trees.SERVER.events(Trees.ASKED);
        pieces.forEach(piece -> assertValid(schema, data(writer.piece(piece))));
    }

    private static byte[] data(byte[] event) {
        return Trees.bytes(Trees.text(event).substring("data: ".length()));
    }

    private static void assertValid(JsonSchema schema, byte[] json) {
        assertThat(schema.validate(Trees.tree(json))).as(Trees.text(json)).isEmpty();
    }

    private static byte[] models(String path, ModelEntry... models) {
        return Objects.requireNonNull(Trees.SERVER.operations().get("models"))
                .answer(new Inbound(path, Map.of(), Map.of(), new byte[0]), List.of(models));
    }
}
