package io.serai.dialect.responses;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Usage;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of named events, numbered from 0: each item begins, grows and ends, and the last event holds the whole response.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming events</a>
 */
final class ResponsesEvents implements EventWriter {
    private static final byte[] NOTHING = {};
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final ChatResponse UNTOLD = new ChatResponse("", 0, "", List.of(), null, Map.of());

    private final ChatRequest request;
    private final Consumer<Map<String, Object>> kept;
    private final ByteArrayOutputStream events = new ByteArrayOutputStream(1024);
    private @Nullable AnswerWriter writer;
    private @Nullable Output output;
    private @Nullable FinishReason reason;
    private @Nullable Usage usage;
    private String model = "";
    private int number;

    /** @param kept gets the whole response at its end */
    ResponsesEvents(ChatRequest request, Consumer<Map<String, Object>> kept) {
        this.request = request;
        this.kept = kept;
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public byte[] piece(ChatResponse piece) {
        if (piece.original() != null && piece.isEmpty()) {
            return NOTHING;
        }
        Output told = begun(piece);
        for (Choice choice : piece.choices()) {
            if (choice.index() == 0) {
                told.add(choice);
                reason = choice.finishReason() == null ? reason : choice.finishReason();
            }
        }
        usage = piece.usage() == null ? usage : piece.usage();
        return written();
    }

    private Output begun(ChatResponse piece) {
        model = piece.model().isEmpty() ? model : piece.model();
        if (output == null) {
            AnswerWriter first = new AnswerWriter(piece, request);
            writer = first;
            output = first.output(this::event);
            Map<String, Object> response = first.response(model, AnswerWriter.IN_PROGRESS, null, List.of(), null);
            event("response.created", Map.of("response", response));
            event("response.in_progress", Map.of("response", response));
        }
        return output;
    }

    @Override
    public byte[] end() {
        Output told = begun(UNTOLD);
        String status = AnswerWriter.status(reason);
        told.close(status);
        Map<String, Object> whole = response(told, status);
        kept.accept(whole);
        event("response." + status, Map.of("response", whole));
        return written();
    }

    @Override
    public byte[] error(ChatException error) {
        Output told = begun(UNTOLD);
        String code = error.code();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", code);
        fields.put("message", error.reason());
        fields.put("param", error.param());
        event("error", fields);
        Map<String, Object> response = response(told, AnswerWriter.FAILED);
        Map<String, Object> why = new LinkedHashMap<>();
        why.put("code", error.status() == 429 ? "rate_limit_exceeded" : error.status() < 500 ? code : "server_error");
        why.put("message", error.reason());
        response.put("error", why);
        event("response.failed", Map.of("response", response));
        return written();
    }

    private Map<String, Object> response(Output told, String status) {
        if (writer == null) {
            throw new IllegalStateException("not begun");
        }
        return writer.response(model, status, reason, told.items(), usage);
    }

    @Override
    public byte[] keepAlive() {
        return KEEP_ALIVE;
    }

    private void event(String type, Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("type", type);
        all.put("sequence_number", number++);
        all.putAll(fields);
        events.writeBytes(("event: " + type + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        Json.append(events, all);
        events.write('\n');
        events.write('\n');
    }

    private byte[] written() {
        byte[] bytes = events.toByteArray();
        events.reset();
        return bytes;
    }
}
