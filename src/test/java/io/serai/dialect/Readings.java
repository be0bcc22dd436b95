package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.ResponseCollector;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a client dialect gets out of bytes, however they come in. */
public final class Readings {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private Readings() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    public static JsonNode tree(byte[] json) {
        return tree(text(json));
    }

    public static List<ChatResponse> pieces(ClientDialect dialect, InputStream answer) {
        try {
            AnswerReader reader = dialect.readChat(answer);
            List<ChatResponse> pieces = new ArrayList<>();
            for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
                pieces.add(piece);
            }
            return pieces;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<ChatResponse> pieces(ClientDialect dialect, String answer) {
        return pieces(dialect, new ByteArrayInputStream(bytes(answer)));
    }

    public static ChatResponse whole(ClientDialect dialect, InputStream answer) {
        ResponseCollector collector = new ResponseCollector();
        pieces(dialect, answer).forEach(collector::add);
        return collector.whole();
    }

    public static ChatResponse whole(ClientDialect dialect, String answer) {
        return whole(dialect, new ByteArrayInputStream(bytes(answer)));
    }

    /** Checks an answer against the expectation beside a recording. */
    public static void check(ChatResponse answer, JsonNode expected) {
        Choice choice = answer.choices().getFirst();
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("text", choice.message().text());
        summary.put("reasoning", choice.message().reasoning());
        ArrayNode calls = summary.putArray("toolCalls");
        for (ToolCall call : choice.message().toolCalls()) {
            boolean told =
                    expected.path("toolCalls").path(calls.size()).path("id").isTextual();
            calls.addObject()
                    .put("id", told ? call.id() : null)
                    .put("name", call.name())
                    .set("arguments", tree(call.arguments()));
            assertThat(call.id()).isNotEmpty();
        }
        summary.put("finishReason", String.valueOf(choice.finishReason()).toLowerCase(Locale.ROOT));
        Usage usage = answer.usage();
        if (usage == null) {
            summary.putNull("usage");
        } else {
            summary.putObject("usage")
                    .put("inputTokens", usage.inputTokens())
                    .put("outputTokens", usage.outputTokens())
                    .put("cachedTokens", Math.max(0, usage.cachedTokens()))
                    .put("reasoningTokens", Math.max(0, usage.reasoningTokens()));
        }
        ObjectNode wanted = expected.deepCopy();
        wanted.remove("vendorFinishReason");
        if (wanted.get("usage") instanceof ObjectNode told) {
            told.remove("cacheWriteTokens");
        }
        assertThat(tree(summary.toString())).isEqualTo(tree(wanted.toString()));
    }

    /** Checks vectors against the expectation beside a recording. */
    public static void check(EmbeddingResponse answer, JsonNode expected) {
        JsonNode vectors = expected.path("embeddings");
        assertThat(answer.vectors()).hasSize(vectors.path("count").asInt());
        for (int i = 0; i < answer.vectors().size(); i++) {
            assertThat(answer.vectors().get(i)).hasSize(vectors.path("length").asInt());
            for (int j = 0; j < 3; j++) {
                assertThat(answer.vectors().get(i)[j])
                        .isEqualTo(vectors.path("firstValues").path(i).path(j).asDouble());
            }
        }
        Usage usage = answer.usage();
        assertThat(usage == null ? -1 : usage.inputTokens())
                .isEqualTo(expected.at("/usage/inputTokens").asLong(-1));
    }

    /** The same bytes, no more than so many at once. */
    public static InputStream drops(byte[] bytes, int most) {
        InputStream all = new ByteArrayInputStream(bytes);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return all.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return all.read(into, offset, Math.min(length, most));
            }
        };
    }

    /** The same character for ever. */
    public static InputStream endless(char character) {
        return new InputStream() {
            @Override
            public int read() {
                return character;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                Arrays.fill(into, offset, offset + length, (byte) character);
                return length;
            }
        };
    }

    /** The first bytes, and then the others. */
    public static InputStream split(byte[] bytes, int at) {
        return new SequenceInputStream(
                new ByteArrayInputStream(bytes, 0, at), new ByteArrayInputStream(bytes, at, bytes.length - at));
    }
}
