package io.serai.dialect.openai;

import io.serai.chat.ChatException;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Writes a stream of chat.completion.chunk events: one id, the role at the start, [DONE] at the end. */
final class OpenAiEvents implements EventWriter {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Set<Integer> begun = new HashSet<>();
    private String id = "";
    private String model = "";
    private long created;

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public byte[] piece(ChatResponse piece) {
        if (id.isEmpty()) {
            id = piece.id().isEmpty() ? Ids.next() : piece.id();
            model = piece.model();
            created = piece.created() == 0 ? System.currentTimeMillis() / 1000 : piece.created();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(DATA);
        Json.append(bytes, json -> {
            json.writeStartObject();
            AnswerWriter.head(
                    json, id, "chat.completion.chunk", created, piece.model().isEmpty() ? model : piece.model());
            json.writeArrayFieldStart("choices");
            for (Choice choice : piece.choices()) {
                AnswerWriter.pieceChoice(json, choice, begun.add(choice.index()) ? "assistant" : null);
            }
            json.writeEndArray();
            if (piece.usage() != null) {
                AnswerWriter.usage(json, piece.usage());
            }
            Json.fields(json, piece.extras());
            json.writeEndObject();
        });
        bytes.writeBytes(END);
        return bytes.toByteArray();
    }

    @Override
    public byte[] end() {
        return DONE;
    }

    @Override
    public byte[] error(ChatException error) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(DATA);
        Json.append(bytes, json -> Errors.write(json, error));
        bytes.writeBytes(END);
        return bytes.toByteArray();
    }

    @Override
    public byte[] keepAlive() {
        return KEEP_ALIVE;
    }
}
