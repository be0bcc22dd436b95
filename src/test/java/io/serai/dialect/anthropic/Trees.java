package io.serai.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Message;
import io.serai.chat.ResponseCollector;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect.Payload;
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

/** The dialect as tests speak it: JSON with single quotes, in and out. */
final class Trees {
    static final AnthropicServer SERVER = new AnthropicServer();
    static final AnthropicClient CLIENT = new AnthropicClient();
    static final ChatRequest ASKED = ChatRequest.ofPrompt("hi");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Trees() {}

    static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static JsonNode tree(String json) {
        return tree(bytes(json));
    }

    static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ChatRequest request(String json) {
        return SERVER.readChat(Inbound.of(bytes(json)));
    }

    /** A request of one user's turn, with further fields. */
    static ChatRequest asking(String fields) {
        return request("{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'hi'}]," + fields + '}');
    }

    static Payload payload(ChatRequest request) {
        return CLIENT.writeChat(request, Traits.NONE);
    }

    static JsonNode written(ChatRequest request) {
        return tree(payload(request).body());
    }

    static ChatResponse whole(String json) {
        return whole(new ByteArrayInputStream(bytes(json)));
    }

    static ChatResponse whole(InputStream body) {
        ResponseCollector collector = new ResponseCollector();
        pieces(body).forEach(collector::add);
        return collector.whole();
    }

    static List<ChatResponse> pieces(InputStream body) {
        try {
            AnswerReader reader = CLIENT.readChat(body);
            List<ChatResponse> pieces = new ArrayList<>();
            for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
                pieces.add(piece);
            }
            return pieces;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stream of events as Anthropic sends them, each named by its type. */
    static String stream(String... events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            String type = tree(event).path("type").asText();
            stream.append("event: ")
                    .append(type)
                    .append("\ndata: ")
                    .append(event)
                    .append("\n\n");
        }
        return stream.toString();
    }

    static ChatResponse streamed(String... events) {
        return whole(stream(events));
    }

    /** The events that a writer makes of pieces. */
    static List<JsonNode> events(Iterable<ChatResponse> pieces) {
        EventWriter writer = SERVER.events(ASKED);
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(new String(writer.piece(piece), StandardCharsets.UTF_8)));
        return events(text + new String(writer.end(), StandardCharsets.UTF_8));
    }

    /** The events of a stream, whose names must be their types. */
    static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            if (event.isEmpty()) {
                continue;
            }
            String[] lines = event.split("\n", 2);
            JsonNode data = tree(lines[1].substring("data: ".length()).getBytes(StandardCharsets.UTF_8));
            if (!lines[0].equals("event: " + data.path("type").asText())) {
                throw new AssertionError(event);
            }
            events.add(data);
        }
        return events;
    }

    static JsonNode answer(ChatResponse answer) {
        return tree(SERVER.writeChat(answer, ASKED));
    }

    static ChatRequest openai(List<Message> messages, Map<String, Object> parameters) {
        return new ChatRequest("openai", "m", messages, List.of(), false, parameters);
    }
}
