package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.chat.ResponseCollector;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Fuzz;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever comes in, only the contract's exceptions come out, and soon. */
class FuzzTest {
    private static final List<String> VALUES =
            List.of("[{\"type\":\"image_url\"}]", "[{\"delta\":{\"tool_calls\":[{}]}}]");

    @Test
    void requests() {
        fuzz(documents(LosslessRequestTest.REQUESTS), document -> {
            try {
                ChatRequest request = Trees.SERVER.readChat(Inbound.of(document));
                assertThat(Trees.tree(Trees.CLIENT
                                        .writeChat(request, Traits.NONE)
                                        .body())
                                .isObject())
                        .isTrue();
            } catch (RejectedException e) {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.reason()).isNotBlank().hasSizeLessThan(2000);
            }
        });
    }

    @Test
    void embeddingRequests() {
        fuzz(
                documents("{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":8}", "{\"input\":[[1,2],[3]]}"),
                document -> {
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
    void wholeAnswers() {
        fuzz(documents(LosslessAnswerTest.ANSWERS), FuzzTest::readAnswer);
    }

    @Test
    void streams() {
        List<byte[]> streams = new ArrayList<>(documents(VendorStreamTest.COMPLETE));
        for (String stream : LosslessAnswerTest.STREAMS) {
            streams.add(Trees.bytes(Trees.stream(LosslessAnswerTest.events(stream))));
        }
        fuzz(streams, FuzzTest::readAnswer);
    }

    private static void readAnswer(byte[] document) throws IOException {
        try {
            AnswerReader reader = Trees.CLIENT.readChat(new ByteArrayInputStream(document));
            EventWriter writer = Trees.SERVER.events(Trees.ASKED);
            ResponseCollector collector = new ResponseCollector();
            for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
                collector.add(piece);
                String event = Trees.text(writer.piece(piece));
                Trees.tree(event.substring("data: ".length()));
            }
            Trees.tree(Trees.SERVER.writeChat(collector.whole(), Trees.ASKED));
        } catch (MalformedException | VendorErrorException e) {
            assertThat(e.getMessage()).isNotNull();
        }
    }

    @Test
    void vectors() {
        String numbers =
                "{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[0.1,-2e-3]}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":1}}";
        fuzz(documents(numbers, numbers.replace("[0.1,-2e-3]", "\"PsaJPMCKZL0=\"")), document -> {
            try {
                var answer = Trees.CLIENT.readEmbedding(new ByteArrayInputStream(document));
                Trees.tree(Trees.SERVER.writeEmbedding(
                        answer, Trees.SERVER.readEmbedding(Inbound.of(Trees.bytes("{\"input\":\"x\"}")))));
            } catch (MalformedException | VendorErrorException e) {
                assertThat(e.getMessage()).isNotNull();
            }
        });
    }

    @Test
    void errors() {
        String[] bodies = {
            "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":\"p\",\"code\":\"429\"}}",
            "{\"detail\":[{\"loc\":[\"body\",1],\"msg\":\"m\",\"type\":\"t\"}]}",
            "[{\"error\":{\"code\":429,\"status\":\"S\",\"details\":[{\"retryDelay\":\"46.5s\"}]}}]",
            "{\"error\":{\"next_flush_time\":\"2026-11-21 18:00:10\",\"message\":\"reset at 2026-11-21 18:00:10\"}}",
            "{\"base_resp\":{\"status_code\":1,\"status_msg\":\"m\"},\"error\":{\"metadata\":{\"headers\":{\"X-RateLimit-Reset\":\"1795255260000\"}}}}"
        };
        fuzz(documents(bodies), document -> {
            VendorErrorException error =
                    Trees.CLIENT.readError(429, Map.of("retry-after", Trees.text(document)), document);
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
        return List.of(documents).stream().map(Trees::bytes).toList();
    }
}
