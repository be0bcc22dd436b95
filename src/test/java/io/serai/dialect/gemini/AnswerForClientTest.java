package io.serai.dialect.gemini;

import static io.serai.dialect.gemini.Trees.piece;
import static io.serai.dialect.gemini.Trees.said;
import static io.serai.dialect.gemini.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of vendors of other dialects, as Gemini's clients get them. Pages are those of ai.google.dev. */
class AnswerForClientTest {
    private static final Usage USAGE = new Usage(5, 7, 2, 3, Usage.UNKNOWN, Map.of());

    /** See /api/generate-content#generatecontentresponse. */
    @Test
    void aWholeAnswer() {
        ChatResponse answer = piece(
                FinishReason.TOOL_CALLS,
                USAGE,
                List.of(
                        new ToolCall(0, "call_1", "f", "{\"a\":1.10}", Map.of()),
                        new ToolCall(1, "call_2", "g", "", Map.of())),
                new Part.Reasoning("hm", "reasoning"),
                said("Let me see."));

        assertThat(tree(Trees.SERVER.writeChat(answer, Trees.ASKED))).isEqualTo(tree("""
            {"candidates": [{"content": {"parts": [{"text": "hm", "thought": true}, {"text": "Let me see."},
                {"functionCall": {"id": "call_1", "name": "f", "args": {"a": 1.10}}}, {"functionCall": {"id": "call_2", "name": "g", "args": {}}}],
                "role": "model"}, "finishReason": "STOP", "index": 0}],
             "usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": 4, "totalTokenCount": 12, "cachedContentTokenCount": 2,
               "thoughtsTokenCount": 3}, "modelVersion": "gpt", "responseId": "chatcmpl-1"}\
            """));
    }

    @ParameterizedTest
    @CsvSource({"STOP, STOP", "LENGTH, MAX_TOKENS", "CONTENT_FILTER, SAFETY", "TOOL_CALLS, STOP", "ERROR, OTHER"})
    void finishReasons(FinishReason reason, String word) {
        JsonNode answer = tree(Trees.SERVER.writeChat(piece(reason, null, List.of(), said("x")), Trees.ASKED));

        assertThat(answer.at("/candidates/0/finishReason").asText()).isEqualTo(word);
    }

    @Test
    void aRefusalIsText() {
        ChatResponse answer = piece(FinishReason.STOP, null, List.of(), new Part.Refusal("I cannot.", true));

        assertThat(tree(Trees.SERVER.writeChat(answer, Trees.ASKED))
                        .at("/candidates/0/content/parts/0/text")
                        .asText())
                .isEqualTo("I cannot.");
    }

    /** Google's libraries take nothing but base64 for a signature. */
    @Test
    void signaturesOfOthersTravelInBase64AndFindBack() {
        Part thoughts = new Part.Reasoning("hm", Part.Reasoning.FIELD, new Signature("anthropic", "Eq/+=", false));
        Part redacted = new Part.Reasoning("", Part.Reasoning.FIELD, new Signature("anthropic", "Zm9v", true));
        JsonNode parts = tree(Trees.SERVER.writeChat(
                        piece(FinishReason.STOP, null, List.of(), thoughts, redacted, said("4")), Trees.ASKED))
                .at("/candidates/0/content/parts");

        assertThat(Base64.getDecoder().decode(parts.at("/0/thoughtSignature").asText()))
                .isNotEmpty();
        for (String echoed :
                List.of(parts.toString(), parts.toString().replace('+', '-').replace('/', '_'))) {
            ChatRequest next = Trees.read("{\"contents\":[{\"role\":\"model\",\"parts\":" + echoed + "}]}");
            assertThat(next.messages().getFirst().parts()).containsExactly(thoughts, redacted, said("4"));
        }
    }

    /** What a client brings along from other vendors is not for Google, which would refuse it. */
    @Test
    void whatOthersHaveSignedDoesNotReachGoogle() {
        JsonNode parts = tree(Trees.SERVER.writeChat(
                        piece(
                                FinishReason.TOOL_CALLS,
                                null,
                                List.of(new ToolCall(0, "toolu_1", "f", "{}", Map.of())),
                                new Part.Reasoning(
                                        "hm", Part.Reasoning.FIELD, new Signature("anthropic", "Zm9v", false))),
                        Trees.ASKED))
                .at("/candidates/0/content/parts");
        ChatRequest next = Trees.read("{\"contents\":[{\"role\":\"model\",\"parts\":" + parts + "}]}");

        JsonNode written = tree(Trees.CLIENT
                .writeChat(next.withModel("gemini-3.8-flash"), io.serai.dialect.Traits.NONE)
                .body());

        assertThat(written.at("/contents/0/parts")).isEqualTo(tree("""
            [{"functionCall": {"id": "toolu_1", "name": "f", "args": {}}, "thoughtSignature": "skip_thought_signature_validator"}]\
            """));
    }

    /** See /api/generate-content#method:-models.streamgeneratecontent: calls come whole, the last event has finish reason and usage. */
    @Test
    void aStreamOfFragmentsBecomesOneOfWholeCalls() {
        EventWriter writer = Trees.SERVER.events(Trees.ASKED);
        StringBuilder stream = new StringBuilder();
        for (ChatResponse piece : List.of(
                piece(null, null, List.of()),
                piece(null, null, List.of(), said("Hi")),
                piece(null, null, List.of(new ToolCall(0, "call_1", "f", "{\"a\":", Map.of()))),
                piece(null, null, List.of(new ToolCall(1, "call_2", "g", "{}", Map.of()))),
                piece(null, null, List.of(new ToolCall(0, "", "", "\"ü\"}", Map.of()))),
                piece(FinishReason.TOOL_CALLS, null, List.of()),
                new ChatResponse("chatcmpl-1", 1, "gpt", List.of(), Usage.of(1, 2), Map.of()))) {
            stream.append(Trees.text(writer.piece(piece)));
        }
        stream.append(Trees.text(writer.end()));

        assertThat(Trees.events(stream.toString())).containsExactly(tree("""
            {"candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "index": 0}], "modelVersion": "gpt", "responseId": "chatcmpl-1"}\
            """), tree("""
                {"candidates": [{"content": {"parts": [{"functionCall": {"id": "call_1", "name": "f", "args": {"a": "ü"}}},
                    {"functionCall": {"id": "call_2", "name": "g", "args": {}}}], "role": "model"}, "finishReason": "STOP", "index": 0}],
                 "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 2, "totalTokenCount": 3}, "modelVersion": "gpt", "responseId": "chatcmpl-1"}\
                """));
        assertThat(writer.contentType()).startsWith("text/event-stream");
    }

    /** Google's libraries drop a turn from a chat's history after an event without a content, or with one that has no parts. */
    @Test
    void eachEventOfAStreamHasAContentWithAPart() {
        EventWriter writer = Trees.SERVER.events(Trees.ASKED);
        StringBuilder stream = new StringBuilder(Trees.text(writer.keepAlive()));
        for (ChatResponse piece : List.of(
                piece(null, null, List.of()),
                piece(null, null, List.of(), said("Hi")),
                piece(null, USAGE, List.of()),
                piece(FinishReason.STOP, null, List.of()))) {
            stream.append(Trees.text(writer.piece(piece))).append(Trees.text(writer.keepAlive()));
        }
        stream.append(Trees.text(writer.end()));

        List<JsonNode> events = Trees.events(stream.toString());

        assertThat(events)
                .hasSize(7)
                .allSatisfy(event -> assertThat(event.at("/candidates/0/content/parts/0/text"))
                        .isInstanceOf(TextNode.class));
        assertThat(events.getLast().at("/candidates/0/finishReason").asText()).isEqualTo("STOP");
    }

    /** Without alt=sse a stream is one JSON list, at every moment the beginning of one. */
    @Test
    void withoutEventsAStreamIsAList() {
        ChatRequest request = Trees.SERVER.readChat(new Inbound(
                "/v1beta/models/m:streamGenerateContent",
                Map.of(),
                Map.of(),
                Trees.bytes("{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}")));
        EventWriter writer = Trees.SERVER.events(request);
        String begun =
                Trees.text(writer.keepAlive()) + Trees.text(writer.piece(piece(null, null, List.of(), said("a"))));
        String more = Trees.text(writer.keepAlive())
                + Trees.text(writer.piece(piece(FinishReason.STOP, USAGE, List.of(), said("b"))));

        JsonNode list = tree(begun + more + Trees.text(writer.end()));

        assertThat(writer.contentType()).startsWith("application/json");
        assertThat(list).hasSize(2);
        assertThat(list.at("/1/candidates/0/finishReason").asText()).isEqualTo("STOP");
        assertThat(list.at("/1/usageMetadata/totalTokenCount").asInt()).isEqualTo(12);
        assertThat(tree(Trees.SERVER.events(request).end())).isEmpty();
        EventWriter broken = Trees.SERVER.events(request);
        JsonNode failed = tree(Trees.text(broken.piece(piece(null, null, List.of(), said("a"))))
                + Trees.text(broken.error(limited())));
        assertThat(failed.at("/1/error/code").asInt()).isEqualTo(429);
        assertThat(tree(Trees.SERVER.events(request).error(limited()))
                        .at("/0/error/code")
                        .asInt())
                .isEqualTo(429);
    }

    @Test
    void aStreamThatBreaksHasNoFinishReason() {
        EventWriter writer = Trees.SERVER.events(Trees.ASKED);
        String stream = Trees.text(writer.piece(piece(null, null, List.of(), said("a"))))
                + Trees.text(writer.piece(piece(FinishReason.STOP, null, List.of())))
                + Trees.text(writer.error(limited()));

        assertThat(stream).doesNotContain("finishReason");
        assertThat(Trees.events(stream).getLast().at("/error/status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
    }

    /** See cloud.google.com/apis/design/errors. */
    @Test
    void anErrorHasItsStatusAndDetails() {
        JsonNode limited = tree(Trees.SERVER.writeError(limited())).path("error");
        JsonNode wrong = tree(Trees.SERVER.writeError(RejectedException.badRequest("'contents' is wrong.", "contents")))
                .path("error");

        assertThat(limited.path("code").asInt()).isEqualTo(429);
        assertThat(limited.path("status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(limited.at("/details/1/@type").asText()).isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
        assertThat(limited.at("/details/1/retryDelay").asText()).matches("(29|30)s");
        assertThat(wrong.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(wrong.at("/details/0/reason").asText()).isEqualTo("invalid_request");
        assertThat(wrong.at("/details/1/fieldViolations/0/field").asText()).isEqualTo("contents");
    }

    private static ChatException limited() {
        return new Limited();
    }

    /** A limit that is back in half a minute. */
    private static final class Limited extends ChatException {
        private static final long serialVersionUID = 1L;

        Limited() {
            super(429, "rate_limit_exceeded", "Later.", null, Instant.now().plusSeconds(30), null);
        }
    }
}
