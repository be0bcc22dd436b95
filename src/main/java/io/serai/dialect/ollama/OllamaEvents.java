package io.serai.dialect.ollama;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.ResponseCollector;
import io.serai.chat.Role;
import io.serai.chat.Usage;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Json;
import io.serai.dialect.Sound;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a stream of lines, a JSON object each. Tool calls come whole; the last line has the finish reason and the usage. */
final class OllamaEvents implements EventWriter {
    private static final byte[] NOTHING = {};

    private final AnswerWriter answers;
    private final ChatRequest request;
    private final byte[] keepAlive;
    private final long begun = System.nanoTime();
    private final ResponseCollector calls = new ResponseCollector();
    private long firstPiece;
    private boolean callsTools;
    private boolean done;
    private String model = "";
    private FinishReason reason = FinishReason.STOP;
    private @Nullable Usage usage;

    OllamaEvents(AnswerWriter answers, ChatRequest request) {
        this.answers = answers;
        this.request = request;
        this.keepAlive = line(answers.said(request.model(), message(List.of()), false));
    }

    @Override
    public String contentType() {
        return "application/x-ndjson";
    }

    @Override
    public byte[] piece(ChatResponse piece) {
        firstPiece = firstPiece == 0 ? System.nanoTime() : firstPiece;
        model = AnswerWriter.model(piece.model().isEmpty() ? model : piece.model(), request);
        usage = piece.usage() == null ? usage : piece.usage();
        Original original = piece.originalIn(answers.dialect());
        if (original != null) {
            done |= Boolean.TRUE.equals(original.tree().get("done"));
            return line(original.tree());
        }
        for (Choice choice : piece.choices()) {
            if (choice.index() == 0) {
                return choice(piece, choice);
            }
        }
        return NOTHING;
    }

    private byte[] choice(ChatResponse piece, Choice choice) {
        Message message = Sound.inWords(choice.message(), false);
        if (!message.toolCalls().isEmpty()) {
            callsTools = true;
            calls.add(piece);
        }
        Message said = new Message(Role.ASSISTANT, message.parts(), List.of(), Map.of());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        if (said.saysSomething()) {
            Map<String, Object> line = answers.said(model, said, false);
            bytes.writeBytes(line(line));
        }
        if (choice.finishReason() != null) {
            reason = choice.finishReason();
            bytes.writeBytes(calls());
        }
        return bytes.toByteArray();
    }

    private byte[] calls() {
        if (!callsTools) {
            return NOTHING;
        }
        callsTools = false;
        Message called = calls.whole().choices().getFirst().message();
        return line(answers.said(model, new Message(Role.ASSISTANT, List.of(), called.toolCalls(), Map.of()), false));
    }

    @Override
    public byte[] end() {
        if (done) {
            return NOTHING;
        }
        done = true;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(calls());
        Map<String, Object> last = answers.said(AnswerWriter.model(model, request), message(List.of()), true);
        last.put("done_reason", AnswerWriter.reason(reason, request));
        long first = firstPiece == 0 ? System.nanoTime() : firstPiece;
        last.putAll(Metrics.write(usage, first - begun, System.nanoTime() - first));
        bytes.writeBytes(line(last));
        return bytes.toByteArray();
    }

    @Override
    public byte[] error(ChatException error) {
        done = true;
        return line(Errors.write(error));
    }

    /** An empty piece: clients parse every line, and would stumble over a blank one. */
    @Override
    public byte[] keepAlive() {
        return keepAlive;
    }

    private static Message message(List<Part> parts) {
        return new Message(Role.ASSISTANT, parts, List.of(), Map.of());
    }

    private static byte[] line(Map<String, Object> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        Json.append(bytes, fields);
        bytes.write('\n');
        return bytes.toByteArray();
    }
}
