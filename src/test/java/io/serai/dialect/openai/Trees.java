package io.serai.dialect.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.ResponseCollector;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.Traits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What goes into the dialect and comes out again, as JSON trees that keep every digit. */
final class Trees {
    /** A request where it does not matter what was asked. */
    static final ChatRequest ASKED =
            ChatRequest.ofPrompt("x").withParameters(Map.of("stream_options", Map.of("include_usage", true)));

    static final OpenAiServer SERVER = new OpenAiServer();
    static final OpenAiClient CLIENT = new OpenAiClient();

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private Trees() {}

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    static JsonNode tree(byte[] json) {
        return tree(text(json));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A request as the vendor gets it from us, when a client has sent us this. */
    static JsonNode forVendor(String request) {
        ChatRequest read = SERVER.readChat(Inbound.of(bytes(request)));
        return tree(CLIENT.writeChat(read, Traits.NONE).body());
    }

    /** An answer as the client gets it from us, when a vendor has sent us this. */
    static JsonNode forClient(String answer) {
        return tree(SERVER.writeChat(whole(answer), ASKED));
    }

    /** An answer, whole or streamed, with its pieces joined. */
    static ChatResponse whole(String answer) {
        return whole(new ByteArrayInputStream(bytes(answer)));
    }

    static ChatResponse whole(InputStream answer) {
        ResponseCollector collector = new ResponseCollector();
        pieces(answer).forEach(collector::add);
        return collector.whole();
    }

    static List<ChatResponse> pieces(String answer) {
        return pieces(new ByteArrayInputStream(bytes(answer)));
    }

    static List<ChatResponse> pieces(InputStream answer) {
        try {
            AnswerReader reader = CLIENT.readChat(answer);
            List<ChatResponse> pieces = new ArrayList<>();
            for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
                pieces.add(piece);
            }
            return pieces;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events as the client gets them from us, when a vendor has sent us these. */
    static List<JsonNode> eventsForClient(String... events) {
        EventWriter writer = SERVER.events(ASKED);
        return pieces(stream(events)).stream()
                .map(piece -> tree(data(text(writer.piece(piece)))))
                .toList();
    }

    /** A stream of these events that ends as it should. */
    static String stream(String... events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            stream.append("data: ").append(event.strip()).append("\n\n");
        }
        return stream.append("data: [DONE]\n\n").toString();
    }

    private static String data(String event) {
        if (!event.startsWith("data: ") || !event.endsWith("\n\n")) {
            throw new AssertionError("No event: " + event);
        }
        return event.substring("data: ".length(), event.length() - 2);
    }
}
