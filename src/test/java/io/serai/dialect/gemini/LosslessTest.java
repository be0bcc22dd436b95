package io.serai.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Traits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** From Gemini to Gemini nothing is lost, known fields and unknown ones. Pages are those of ai.google.dev. */
class LosslessTest {
    static final String[] REQUESTS = {
        """
        {"contents": [{"role": "user", "parts": [{"text": "Grüße 👋 \\u0000"}]}], "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT",
          "threshold": "BLOCK_NONE"}], "cachedContent": "cachedContents/1", "new": {"deep": [null, 1.10, 1E-7]}}""",
        """
        {"system_instruction": {"parts": {"text": "cat"}}, "contents": {"parts": {"text": "x", "new": 1}}, "generation_config": {
          "temperature": 0.70, "topK": 40.0, "speechConfig": {}, "mediaResolution": "MEDIA_RESOLUTION_LOW"}}""",
        // See /gemini-api/docs/google-search, /gemini-api/docs/url-context, /gemini-api/docs/code-execution.
        """
        {"contents": [{"role": "user", "parts": [{"text": "x"}]}], "tools": [{"googleSearch": {}}, {"urlContext": {}}, {"codeExecution": {}},
          {"functionDeclarations": [{"name": "f", "behavior": "BLOCKING", "parameters": {"type": "OBJECT", "properties": {"a": {"type": "STRING",
            "nullable": true}}, "propertyOrdering": ["a"]}, "response": {"type": "STRING"}}]}],
         "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f", "g"]}, "retrievalConfig": {"languageCode": "de"}}}""",
        // See /gemini-api/docs/thought-signatures.
        """
        {"contents": [{"role": "user", "parts": [{"text": "x"}]}, {"role": "model", "parts": [{"text": "hm", "thought": true},
          {"functionCall": {"name": "f", "args": {"a": 1.10}}, "thoughtSignature": "c2ln-_"}, {"functionCall": {"name": "g", "args": {}}}]},
          {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"result": 1, "new": null}, "scheduling": "SILENT"}},
            {"functionResponse": {"name": "g", "response": {}}}]}]}""",
        // See /gemini-api/docs/video-understanding and /gemini-api/docs/files.
        """
        {"contents": [{"role": "user", "parts": [{"fileData": {"fileUri": "https://www.youtube.com/watch?v=x"}, "videoMetadata": {"startOffset": "1s"}},
          {"inlineData": {"mimeType": "image/png", "data": "iVBORw0="}, "mediaResolution": {"level": "MEDIA_RESOLUTION_HIGH"}},
          {"executableCode": {"language": "PYTHON", "code": "1"}}]}]}"""
    };

    @ParameterizedTest
    @FieldSource("REQUESTS")
    void aRequestReachesGoogleAsItWas(String request) {
        ChatRequest read = Trees.read(request).withModel("gemini-3.8-flash");

        assertThat(Trees.body(Trees.CLIENT.writeChat(read, Traits.NONE))).isEqualTo(Trees.tree(request));
        assertThat(Trees.body(Trees.CLIENT.writeChat(read.withStream(true), Traits.NONE)))
                .isEqualTo(Trees.tree(request));
    }

    @Test
    void onlyTheModelsNameIsSerais() {
        ChatRequest read = Trees.read("{\"model\":\"models/auto\",\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}");

        assertThat(Trees.body(Trees.CLIENT.writeChat(read.withModel("gemini-2.5-flash"), Traits.NONE))
                        .path("model")
                        .asText())
                .isEqualTo("models/gemini-2.5-flash");
        assertThat(Trees.original(read)).containsEntry("model", "models/auto");
    }

    /** What was changed on the way counts, and then the original does not. */
    @Test
    void aChangedRequestIsWrittenAnew() {
        ChatRequest read = Trees.read(REQUESTS[3]);

        JsonNode body = Trees.body(
                Trees.CLIENT.writeChat(read.withMessages(read.messages()).withModel("gemini-3.8-flash"), Traits.NONE));

        assertThat(body.path("contents")).isEqualTo(Trees.tree("""
                [{"role": "user", "parts": [{"text": "x"}]}, {"role": "model", "parts": [
                  {"functionCall": {"name": "f", "args": {"a": 1.10}}, "thoughtSignature": "c2ln-_"}, {"functionCall": {"name": "g", "args": {}}}]},
                 {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"result": 1, "new": null}}},
                  {"functionResponse": {"name": "g", "response": {}}}]}]"""));
    }

    static final String[] ANSWERS = {
        AnswerOfVendorTest.TEXT,
        AnswerOfVendorTest.CALLS,
        """
        {"candidates": [{"content": {"parts": [{"text": "x", "new": 1}, {"executableCode": {"code": "1"}}, {"codeExecutionResult": {"outcome": "OUTCOME_OK"}}],
          "role": "model"}, "finishReason": "STOP", "index": 0, "avgLogprobs": -0.1234567890123456789, "citationMetadata": {"citationSources": []},
          "groundingMetadata": {"webSearchQueries": ["q"]}, "safetyRatings": [{"category": "C", "probability": "NEGLIGIBLE"}]}],
         "usageMetadata": {"promptTokenCount": 1, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1}], "trafficType": "ON_DEMAND"},
         "promptFeedback": {"safetyRatings": []}, "new": null}""",
        "{\"promptFeedback\":{\"blockReason\":\"OTHER\"},\"new\":1}"
    };

    @ParameterizedTest
    @FieldSource("ANSWERS")
    void aWholeAnswerReachesTheClientAsItWas(String answer) {
        assertThat(Trees.tree(Trees.SERVER.writeChat(Trees.whole(answer), Trees.ASKED)))
                .isEqualTo(Trees.tree(answer));
    }

    static final String[] EVENTS = {
        "{\"usageMetadata\":{\"promptTokenCount\":1},\"new\":1}",
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\",\"new\":1.10}]},\"index\":0,\"new\":[]}],\"responseId\":\"r\"}",
        "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"willContinue\":true}}]},\"index\":0}]}",
        "{\"candidates\":[{\"content\":{},\"finishReason\":\"STOP\",\"groundingMetadata\":{}}],\"usageMetadata\":{\"totalTokenCount\":3}}",
        "{\"candidates\":[],\"late\":true}"
    };

    @Test
    void everyEventReachesTheClientAsItWas() {
        EventWriter writer = Trees.SERVER.events(Trees.ASKED);
        StringBuilder stream = new StringBuilder();
        for (ChatResponse piece : Trees.pieces(Trees.stream(EVENTS))) {
            stream.append(Trees.text(writer.piece(piece)));
        }
        stream.append(Trees.text(writer.end()));

        assertThat(Trees.events(stream.toString()))
                .isEqualTo(Stream.of(EVENTS).map(Trees::tree).toList());
    }

    /** Clients of other dialects get the usage once, after the rest. */
    @Test
    void theUsageOfAStreamIsOnePieceForOthers() {
        List<ChatResponse> pieces = Trees.pieces(Trees.stream(AnswerOfVendorTest.STREAM));

        assertThat(pieces.subList(0, pieces.size() - 1)).allMatch(piece -> piece.usage() == null);
        assertThat(pieces.getLast().choices()).isEmpty();
        assertThat(pieces.getLast().usage()).isNotNull();
    }
}
