package io.serai.dialect.anthropic;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever comes in, only the contract's exceptions come out, and soon. */
class FuzzTest {
    private static final List<String> VALUES = List.of("{\"type\":\"tool_use\"}", "[{\"type\":\"thinking\"}]");

    @Test
    void requests() {
        List<byte[]> documents = new ArrayList<>();
        LosslessTest.REQUESTS.forEach(json -> documents.add(Trees.bytes(json)));
        String[] models = {"claude-haiku-4-5", "claude-sonnet-5-5", "m"};
        fuzz(documents, document -> {
            try {
                ChatRequest request = Trees.SERVER.readChat(Inbound.of(document));
                assertThat(Trees.written(request).isObject()).isTrue();
                for (String model : models) {
                    ChatRequest translated =
                            request.withParameters(request.parameters()).withModel(model);
                    assertThat(Trees.tree(Trees.CLIENT
                                            .writeChat(translated, Traits.NONE)
                                            .body())
                                    .isObject())
                            .isTrue();
                }
            } catch (RejectedException e) {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.reason()).isNotBlank().hasSizeLessThan(2000);
            } catch (CannotExpressException e) {
                assertThat(e.reason()).isNotBlank();
            }
        });
    }

    @Test
    void answers() {
        List<byte[]> documents = new ArrayList<>();
        LosslessTest.ANSWERS.forEach(json -> documents.add(Trees.bytes(json)));
        LosslessTest.STREAMS.forEach(events -> documents.add(Trees.bytes(Trees.stream(events.toArray(String[]::new)))));
        fuzz(documents, document -> {
            try {
                AnswerReader reader = Trees.CLIENT.readChat(new ByteArrayInputStream(document));
                EventWriter own = Trees.SERVER.events(Trees.ASKED);
                EventWriter writer = Trees.SERVER.events(Trees.ASKED);
                StringBuilder events = new StringBuilder();
                ResponseCollector collector = new ResponseCollector();
                for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
                    collector.add(piece);
                    own.piece(piece);
                    events.append(text(writer.piece(translated(piece))));
                }
                own.end();
                Trees.events(events + text(writer.end()));
                Trees.answer(collector.whole());
                Trees.answer(translated(collector.whole()));
            } catch (MalformedException | VendorErrorException e) {
                assertThat(e.getMessage()).isNotNull();
            }
        });
    }

    @Test
    void errors() {
        List<byte[]> documents = List.of(
                Trees.bytes("{'type':'error','error':{'type':'rate_limit_error','message':'m'},'request_id':'r'}"),
                Trees.bytes("{'error':{'message':'m','code':429,'param':'p'}}"));
        fuzz(
                documents,
                document -> assertThat(Trees.CLIENT
                                .readError(429, Map.of("retry-after", text(document)), document)
                                .status())
                        .isEqualTo(429));
    }

    private static ChatResponse translated(ChatResponse piece) {
        return new ChatResponse(
                piece.id(), piece.created(), piece.model(), piece.choices(), piece.usage(), piece.extras());
    }

    private static void fuzz(List<byte[]> documents, Fuzz.Reader reader) {
        Fuzz.bytes(documents, VALUES, reader);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
