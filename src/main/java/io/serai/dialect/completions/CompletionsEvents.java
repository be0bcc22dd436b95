package io.serai.dialect.completions;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Json;
import io.serai.dialect.openai.OpenAiServer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a stream of text_completion events, with [DONE] at its end. Pieces without text appear only if they end something,
 * the usage only to those who have asked for it. */
final class CompletionsEvents implements EventWriter {
    private static final byte[] NOTHING = {};
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

    private final AnswerWriter writer;
    private final boolean withUsage;

    CompletionsEvents(ChatRequest request) {
        this.writer = new AnswerWriter(request);
        this.withUsage = request.wantsUsageInStream();
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public byte[] piece(ChatResponse piece) {
        List<Choice> telling = new ArrayList<>(piece.choices().size());
        for (Choice choice : piece.choices()) {
            if (!choice.message().text().isEmpty() || choice.finishReason() != null) {
                telling.add(choice);
            }
        }
        if (telling.isEmpty() && (piece.usage() == null || !withUsage)) {
            return NOTHING;
        }
        ChatResponse told =
                new ChatResponse(piece.id(), piece.created(), piece.model(), telling, piece.usage(), Map.of());
        return event(Json.write(writer.write(told, false)));
    }

    @Override
    public byte[] end() {
        return DONE;
    }

    @Override
    public byte[] error(ChatException error) {
        return event(new OpenAiServer().writeError(error));
    }

    @Override
    public byte[] keepAlive() {
        return KEEP_ALIVE;
    }

    private static byte[] event(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(DATA.length + json.length + END.length);
        bytes.writeBytes(DATA);
        bytes.writeBytes(json);
        bytes.writeBytes(END);
        return bytes.toByteArray();
    }
}
