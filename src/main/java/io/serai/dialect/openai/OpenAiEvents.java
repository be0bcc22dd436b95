package io.serai.dialect.openai;

import io.serai.chat.ChatException;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a stream of chat.completion.chunk events: one id, the role at the start of each choice, [DONE] at the end. */
final class OpenAiEvents implements EventWriter {
    private static final byte[] NOTHING = {};
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Map<Integer, ReasoningDetails> begun = new HashMap<>();
    private final boolean withUsage;
    private final @Nullable CustomCalls custom;
    private final boolean oldCalls;
    private String id = "";
    private String model = "";
    private long created;

    /**
     * @param withUsage whether a piece at the end has the usage; clients that have not asked for it do not expect one
     * @param custom the custom tools that the client offers; null if none
     * @param oldCalls whether it knows calls of functions only
     */
    OpenAiEvents(boolean withUsage, @Nullable CustomCalls custom, boolean oldCalls) {
        this.withUsage = withUsage;
        this.custom = custom;
        this.oldCalls = oldCalls;
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public byte[] piece(ChatResponse told) {
        ChatResponse piece = custom == null ? told : custom.piece(told);
        return write(oldCalls ? OldCalls.of(piece, false) : piece);
    }

    private byte[] write(ChatResponse piece) {
        boolean told = piece.original() != null && piece.isEmpty();
        if (piece.original() != null
                && piece.usage() != null
                && !piece.choices().isEmpty()) {
            return usageApart(piece);
        }
        boolean unasked = !withUsage && piece.choices().isEmpty() && piece.usage() != null;
        if (told || unasked) {
            return NOTHING;
        }
        if (id.isEmpty()) {
            id = piece.id().isEmpty() ? Ids.answer() : piece.id();
            created = AnswerWriter.created(piece);
        }
        model = piece.model().isEmpty() ? model : piece.model();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("object", "chat.completion.chunk");
        fields.put("created", created);
        fields.put("model", model);
        List<Object> choices = new ArrayList<>(piece.choices().size());
        for (Choice choice : piece.choices()) {
            choices.add(choice(choice));
        }
        fields.put("choices", choices);
        if (piece.usage() != null) {
            fields.put("usage", Usages.write(piece.usage()));
        }
        return event(Fields.addRest(fields, piece.extras()));
    }

    /** Some other dialects send the usage with the last word; here it stands alone. */
    private byte[] usageApart(ChatResponse piece) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(write(new ChatResponse(
                piece.id(), piece.created(), piece.model(), piece.choices(), null, piece.extras(), piece.original())));
        bytes.writeBytes(write(new ChatResponse(
                piece.id(), piece.created(), piece.model(), List.of(), piece.usage(), Map.of(), piece.original())));
        return bytes.toByteArray();
    }

    private Map<String, Object> choice(Choice choice) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", choice.index());
        ReasoningDetails details = begun.get(choice.index());
        boolean first = details == null;
        if (details == null) {
            details = new ReasoningDetails();
            begun.put(choice.index(), details);
        }
        fields.put("delta", MessageWriter.delta(choice.message(), first, details));
        fields.put("finish_reason", choice.finishReason() == null ? null : FinishReasons.word(choice.finishReason()));
        return Fields.addRest(fields, choice.extras());
    }

    @Override
    public byte[] end() {
        return DONE;
    }

    @Override
    public byte[] error(ChatException error) {
        return event(Errors.write(error));
    }

    @Override
    public byte[] keepAlive() {
        return KEEP_ALIVE;
    }

    private static byte[] event(@Nullable Object data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(DATA);
        Json.append(bytes, data);
        bytes.writeBytes(END);
        return bytes.toByteArray();
    }
}
