package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.chat.ResponseCollector;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes in, only the contract's exceptions come out, and soon. Each run has a seed of its own, which a failure tells;
 * {@code -Dserai.fuzz.seed} repeats one, {@code -Dserai.fuzz.seconds} makes it longer than a second for each reader.
 */
class FuzzTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final int SECONDS = Integer.getInteger("serai.fuzz.seconds", 1);
    private static final String[] VALUES = {
        "null",
        "true",
        "-1",
        "1e999999999",
        "9999999999999999999999",
        "0.1",
        "\"\"",
        "\"x\"",
        "\"\\ud83d\"",
        "[]",
        "{}",
        "[null]",
        "{\"type\":\"text\"}",
        "{\"type\":\"tool_use\"}",
        "[{\"type\":\"thinking\"}]",
        "{\"index\":99999999999}",
        "\"error\"",
        "{\"error\":{}}",
        "\uFEFF",
        "data: ",
        "\n\n",
        "event: error\n",
        "[DONE]",
        ",",
        "}",
        "]",
        "\""
    };

    /** What is fed with damaged documents. */
    private interface Reader {
        void read(byte[] document) throws IOException;
    }

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

    private static void fuzz(List<byte[]> documents, Reader reader) {
        long seed = Long.getLong("serai.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (System.nanoTime() < end) {
            byte[] document = documents.get(random.nextInt(documents.size()));
            for (int i = random.nextInt(4); i >= 0 && document.length > 0; i--) {
                document = damaged(document, random);
            }
            long start = System.nanoTime();
            try {
                reader.read(document);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + e + " for\n" + text(document), e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("seed %d", seed)
                    .isLessThan(LONG);
        }
    }

    private static byte[] damaged(byte[] document, Random random) {
        int at = random.nextInt(document.length);
        int length = Math.min(document.length - at, random.nextInt(40));
        String value = VALUES[random.nextInt(VALUES.length)];
        return switch (random.nextInt(6)) {
            case 0 -> replaced(document, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> replaced(document, at, length, new byte[0]);
            case 2 -> replaced(document, at, document.length - at, new byte[0]);
            case 3 -> replaced(document, at, 0, value.getBytes(StandardCharsets.UTF_8));
            default -> replacedValue(document, at, value);
        };
    }

    /** Puts something else in the place of what follows the next colon. */
    private static byte[] replacedValue(byte[] document, int from, String value) {
        int start = from;
        while (start < document.length && document[start] != ':') {
            start++;
        }
        int end = Math.min(document.length, start + 1);
        while (end < document.length && ",}]\n".indexOf(document[end]) < 0) {
            end++;
        }
        return start == document.length
                ? document
                : replaced(document, start + 1, end - start - 1, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] replaced(byte[] document, int at, int length, byte[] by) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(document.length + by.length);
        bytes.write(document, 0, at);
        bytes.writeBytes(by);
        bytes.write(document, at + length, document.length - at - length);
        return bytes.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
