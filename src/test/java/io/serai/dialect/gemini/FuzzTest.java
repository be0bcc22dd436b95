package io.serai.dialect.gemini;

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
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever comes in, only the contract's exceptions come out, and soon. */
class FuzzTest {
    private static final List<String> VALUES =
            List.of("{\"functionCall\":{}}", "[{\"inlineData\":{}}]", "[{\"content\":{\"parts\":[{}]}}]", "STOP");

    @Test
    void requests() {
        fuzz(documents(LosslessTest.REQUESTS), document -> {
            try {
                ChatRequest request = Trees.SERVER.readChat(new Inbound(Trees.PATH, Map.of(), Map.of(), document));
                ChatRequest three = request.withModel("gemini-3.8-flash");
                assertThat(Trees.tree(Trees.CLIENT.writeChat(three, Traits.NONE).body())
                                .isObject())
                        .isTrue();
                Trees.CLIENT.writeChat(three.withMessages(three.messages()), Traits.NONE);
            } catch (RejectedException e) {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.reason()).isNotBlank().hasSizeLessThan(2000);
            } catch (CannotExpressException e) {
                assertThat(e.reason()).isNotBlank();
            }
        });
    }

    @Test
    void embeddingRequests() {
        String single = "{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":8}";
        fuzz(documents(single, "{\"requests\":[" + single + "]}"), document -> {
            try {
                Trees.tree(Trees.CLIENT
                        .writeEmbedding(Trees.SERVER.readEmbedding(Inbound.of(document)))
                        .body());
            } catch (RejectedException e) {
                assertThat(e.status()).isEqualTo(400);
            }
        });
    }

    @Test
    void answers() {
        List<byte[]> answers = new ArrayList<>(documents(LosslessTest.ANSWERS));
        answers.add(Trees.bytes(Trees.stream(AnswerOfVendorTest.STREAM)));
        answers.add(Trees.bytes(Trees.stream(LosslessTest.EVENTS)));
        answers.add(Trees.bytes("[" + String.join(",", AnswerOfVendorTest.STREAM) + "]"));
        fuzz(answers, document -> {
            try {
                AnswerReader reader = Trees.CLIENT.readChat(new ByteArrayInputStream(document));
                EventWriter events = Trees.SERVER.events(Trees.ASKED);
                ResponseCollector collector = new ResponseCollector();
                for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
                    collector.add(piece);
                    events.piece(piece);
                    events.piece(bare(piece));
                }
                events.end();
                Trees.tree(Trees.SERVER.writeChat(bare(collector.whole()), Trees.ASKED));
            } catch (MalformedException | VendorErrorException e) {
                assertThat(e.getMessage()).isNotNull();
            }
        });
    }

    /** The same as of another dialect. */
    private static ChatResponse bare(ChatResponse answer) {
        return new ChatResponse(
                answer.id(), answer.created(), answer.model(), answer.choices(), answer.usage(), answer.extras());
    }

    @Test
    void vectors() {
        fuzz(
                documents(
                        "{\"embeddings\":[{\"values\":[0.1,-2e-3]}],\"usageMetadata\":{\"promptTokenCount\":1}}",
                        "{\"embedding\":{\"values\":[0.1]}}"),
                document -> {
                    try {
                        Trees.CLIENT.readEmbedding(new ByteArrayInputStream(document));
                    } catch (MalformedException | VendorErrorException e) {
                        assertThat(e.getMessage()).isNotNull();
                    }
                });
    }

    @Test
    void errors() {
        String detail = "\"@type\":\"type.googleapis.com/google.rpc.";
        fuzz(
                documents(
                        "[{\"error\":{\"code\":429,\"status\":\"S\",\"details\":[{" + detail
                                + "RetryInfo\",\"retryDelay\":\"46.5s\"}]}}]",
                        "{\"error\":{\"message\":\"limit: 0\",\"details\":[{" + detail
                                + "QuotaFailure\",\"violations\":[{\"quotaId\":\"PerDay\"}]},{" + detail
                                + "BadRequest\",\"fieldViolations\":[{\"field\":\"f\"}]}]}}"),
                document -> {
                    VendorErrorException error = Trees.CLIENT.readError(429, Map.of(), document);
                    assertThat(error.status()).isEqualTo(429);
                    if (error.retryAfter() != null) {
                        assertThat(error.retryAfter()).isBetween(Duration.ZERO, Duration.ofDays(32));
                    }
                });
    }

    private static void fuzz(List<byte[]> documents, Fuzz.Reader reader) {
        Fuzz.bytes(documents, VALUES, reader);
    }

    private static List<byte[]> documents(String... documents) {
        return Stream.of(documents).map(Trees::bytes).toList();
    }
}
