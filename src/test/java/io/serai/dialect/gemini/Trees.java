package io.serai.dialect.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseCollector;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect.Payload;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What goes into the dialect and comes out again, as JSON trees that keep every digit. */
final class Trees {
    static final String PATH = "/v1beta/models/m:generateContent";
    static final ChatRequest ASKED = ChatRequest.ofPrompt("x");
    static final GeminiServer SERVER = new GeminiServer();
    static final GeminiClient CLIENT = new GeminiClient();

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

    /** A request as the server reads it, without the original, as if a step had changed it. */
    static ChatRequest read(String body) {
        return read(PATH, body);
    }

    static ChatRequest read(String path, String body) {
        return SERVER.readChat(new Inbound(path, Map.of("alt", "sse"), Map.of(), bytes(body)));
    }

    /** What a request was read from. */
    static Map<String, Object> original(ChatRequest request) {
        return Objects.requireNonNull(request.original()).tree();
    }

    /** What a vendor gets of a request in OpenAI's terms. */
    static Payload payload(String model, Map<String, Object> parameters, Message... messages) {
        return CLIENT.writeChat(
                new ChatRequest("openai", model, List.of(messages), List.of(), false, parameters), Traits.NONE);
    }

    static JsonNode body(Payload payload) {
        return tree(payload.body());
    }

    static Message user(String text) {
        return Message.of(Role.USER, text);
    }

    static Message result(String id, String text) {
        return Message.toolResult(id, "", List.of(new Part.Text(text, true, Map.of())));
    }

    static Message calls(ToolCall... calls) {
        return new Message(Role.ASSISTANT, List.of(), List.of(calls), Map.of());
    }

    static ToolCall call(String id, String name, String arguments) {
        return new ToolCall(-1, id, name, arguments, Map.of());
    }

    /** A piece of an answer of another dialect. */
    static ChatResponse piece(
            @Nullable FinishReason reason, @Nullable Usage usage, List<ToolCall> calls, Part... parts) {
        Choice choice = new Choice(0, new Message(Role.ASSISTANT, List.of(parts), calls, Map.of()), reason, Map.of());
        return new ChatResponse("chatcmpl-1", 1, "gpt", List.of(choice), usage, Map.of());
    }

    static Part.Text said(String text) {
        return new Part.Text(text, true, Map.of());
    }

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

    /** A stream of these events. */
    static String stream(String... events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            stream.append("data: ").append(event.strip()).append("\r\n\r\n");
        }
        return stream.toString();
    }

    /** The events in a stream that the server has written. */
    static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            if (!event.startsWith("data: ")) {
                throw new AssertionError("No event: " + event);
            }
            events.add(tree(event.substring("data: ".length())));
        }
        return events;
    }
}
