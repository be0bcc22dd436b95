package io.serai.dialect.anthropic;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Citations;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Json;
import io.serai.dialect.Sound;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream as Anthropic's events: message_start, the blocks one after the other, and at the end, when both are known, why it
 * stopped and what it cost. The events of a vendor that speaks this dialect are passed on as they came.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">Streaming messages</a>
 */
final class AnthropicEvents implements EventWriter {
    private static final byte[] NOTHING = {};
    private static final byte[] PING =
            "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ChatRequest request;
    private final ShownThoughts shown;
    private final BlockWriter blocks = new BlockWriter(this::event);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private boolean started;
    private boolean passedOn;
    private boolean stopped;
    private @Nullable FinishReason reason;
    private @Nullable String met;
    /** The tokens of what was said, as estimated. */
    private double said;

    private @Nullable Usage usage;

    /** @param request whose tokens are estimated until the vendor has counted them */
    AnthropicEvents(ChatRequest request) {
        this.request = request;
        this.shown = ShownThoughts.of(request);
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public byte[] piece(ChatResponse piece) {
        Original original = piece.originalIn(AnthropicServer.NAME);
        if (original != null) {
            passedOn = true;
            String type = original.tree().get("type") instanceof String text ? text : "";
            stopped |= type.equals("message_stop");
            // What names an event must not end its line.
            event(type.indexOf('\n') < 0 && type.indexOf('\r') < 0 ? type : "", original.tree());
            return written();
        }
        if (passedOn || (piece.original() != null && piece.isEmpty())) {
            return NOTHING;
        }
        start(piece);
        usage = piece.usage() == null ? usage : piece.usage();
        for (Choice choice : piece.choices()) {
            if (choice.index() == 0) {
                say(choice);
            }
        }
        return written();
    }

    private void start(ChatResponse piece) {
        if (started) {
            return;
        }
        started = true;
        Map<String, Object> message = AnswerWriter.head(piece.id(), piece.model());
        message.put("content", List.of());
        message.put("stop_reason", null);
        message.put("stop_sequence", null);
        message.put("usage", Usages.write(piece.usage(), request, 1));
        event("message_start", Map.of("type", "message_start", "message", message));
    }

    private void say(Choice choice) {
        for (Part said : Sound.inWords(choice.message(), false).distinctParts()) {
            Part part = shown.of(said);
            if (part != null) {
                blocks.say(part);
            }
        }
        Citations.read(choice.message().extras()).forEach(blocks::cite);
        List<ToolCall> calls = choice.message().toolCalls();
        for (int i = 0; i < calls.size(); i++) {
            blocks.call(calls.get(i), i);
        }
        reason = choice.finishReason() == null ? reason : choice.finishReason();
        met = met == null ? StopSequence.met(choice, request) : met;
        said += AnswerWriter.tokens(choice.message());
    }

    @Override
    public byte[] end() {
        if (stopped || passedOn) {
            if (!stopped) {
                event("message_stop", Map.of("type", "message_stop"));
            }
            return written();
        }
        start(new ChatResponse("", 0, "", List.of(), null, Map.of()));
        blocks.end();
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("stop_reason", met == null ? FinishReasons.word(reason, blocks.callsTools()) : StopSequence.REASON);
        delta.put("stop_sequence", met);
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("type", "message_delta");
        last.put("delta", delta);
        last.put("usage", Usages.write(usage, request, said));
        event("message_delta", last);
        event("message_stop", Map.of("type", "message_stop"));
        return written();
    }

    @Override
    public byte[] error(ChatException error) {
        event("error", Errors.write(error));
        return written();
    }

    @Override
    public byte[] error(ChatException error, String requestId) {
        event("error", Errors.write(error, requestId));
        return written();
    }

    @Override
    public byte[] keepAlive() {
        return PING;
    }

    private void event(String name, Map<String, Object> data) {
        if (!name.isEmpty()) {
            out.writeBytes(("event: " + name + '\n').getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(DATA);
        Json.append(out, data);
        out.writeBytes(END);
    }

    private byte[] written() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }
}
