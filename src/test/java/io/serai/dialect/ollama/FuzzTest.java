package io.serai.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.chat.ResponseCollector;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Fuzz;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Readings;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whatever comes in, only the contract's exceptions come out, and soon. */
class FuzzTest {
    private static final OllamaClient CLIENT = new OllamaClient();
    private static final OllamaServer CHAT = new OllamaServer();
    private static final OllamaGenerateServer GENERATE = new OllamaGenerateServer();
    private static final List<String> REQUESTS = List.of(
            """
            {"model":"m:latest","messages":[{"role":"system","content":"s"},{"role":"user","content":"x","images":["iVBORw0KGgo="]},\
            {"role":"assistant","content":"","thinking":"t","tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}}]},\
            {"role":"tool","tool_name":"f","content":"r"}],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],\
            "format":{"type":"object"},"think":"low","options":{"stop":["a"],"num_predict":5,"seed":1}}""",
            "{\"model\":\"m\",\"prompt\":\"p\",\"system\":\"s\",\"images\":[\"/9j/\"],\"context\":[],\"options\":{\"top_k\":1}}");

    @Test
    void requests() {
        Fuzz.texts(REQUESTS, document -> {
            for (ServerDialect server : List.of(CHAT, GENERATE)) {
                try {
                    ChatRequest request = server.readChat(Inbound.of(document));
                    Readings.tree(CLIENT.writeChat(request, Traits.NONE).body());
                    Readings.tree(CLIENT.writeChat(request.withMessages(request.messages()), Traits.NONE)
                            .body());
                } catch (RejectedException e) {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.reason()).isNotBlank().hasSizeLessThan(2000);
                } catch (CannotExpressException e) {
                    assertThat(e.reason()).isNotBlank();
                }
            }
        });
    }

    @Test
    void questions() {
        Fuzz.texts(
                List.of("{\"model\":\"m\",\"name\":\"n\",\"input\":[\"a\"],\"prompt\":\"p\",\"dimensions\":1}"),
                document -> {
                    for (Fuzz.Reader reader : List.<Fuzz.Reader>of(
                            bytes -> CHAT.readEmbedding(Inbound.of(bytes)),
                            bytes -> GENERATE.readEmbedding(Inbound.of(bytes)),
                            bytes -> Objects.requireNonNull(CHAT.operations().get("show"))
                                    .answer(Inbound.of(bytes), List.of()))) {
                        try {
                            reader.read(document);
                        } catch (RejectedException e) {
                            assertThat(e.status()).isIn(400, 404);
                        }
                    }
                });
    }

    @Test
    void answers() {
        ChatRequest asked = ChatRequest.ofPrompt("x");
        Fuzz.texts(List.of(ClientTest.WHOLE, ClientTest.STREAM), document -> {
            try {
                AnswerReader reader = CLIENT.readChat(new ByteArrayInputStream(document));
                EventWriter events = CHAT.events(asked);
                EventWriter others = GENERATE.events(asked);
                ResponseCollector collector = new ResponseCollector();
                for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
                    collector.add(piece);
                    for (String line :
                            (Readings.text(events.piece(piece)) + Readings.text(others.piece(piece))).split("\n")) {
                        Readings.tree(line);
                    }
                }
                Readings.tree(CHAT.writeChat(collector.whole(), asked));
            } catch (MalformedException | VendorErrorException e) {
                assertThat(e.getMessage()).isNotNull();
            }
        });
    }

    @Test
    void errorsAndVectors() {
        Fuzz.texts(
                List.of("{\"error\":\"m\"}", "{\"model\":\"e\",\"embeddings\":[[0.5,-1e-3]],\"prompt_eval_count\":3}"),
                document -> {
                    assertThat(CLIENT.readError(429, Map.of(), document).status())
                            .isEqualTo(429);
                    try {
                        CLIENT.readEmbedding(new ByteArrayInputStream(document));
                    } catch (MalformedException | VendorErrorException e) {
                        assertThat(e.getMessage()).isNotNull();
                    }
                });
    }
}
