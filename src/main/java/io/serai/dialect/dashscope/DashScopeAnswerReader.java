package io.serai.dialect.dashscope;

import io.serai.chat.ChatResponse;
import io.serai.chat.Usage;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.EventStream;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Sniffed;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers in DashScope's form, a whole one or a stream: the first byte shows which. Nothing marks the end of a stream; it is
 * complete when every choice has its finish reason.
 */
final class DashScopeAnswerReader implements AnswerReader {
    private final InputStream in;
    private final @Nullable EventStream events;
    private final Answers answers = new Answers();
    private boolean done;

    DashScopeAnswerReader(InputStream body) throws IOException {
        Sniffed answer = Sniffed.of(body, false);
        this.in = answer.in();
        this.events = answer.events();
    }

    @Override
    public @Nullable ChatResponse next() throws IOException {
        if (done) {
            return null;
        }
        if (events == null) {
            done = true;
            return answers.read(whole(in).rest(), true);
        }
        byte[] data = events.next();
        while (data != null && data.length == 0) {
            data = events.next();
        }
        return data == null ? end() : piece(events, data);
    }

    private @Nullable ChatResponse piece(EventStream stream, byte[] data) {
        boolean error = stream.name().equals("error");
        Map<String, Object> piece;
        try {
            piece = Json.parseObject(data).rest();
        } catch (MalformedException e) {
            if (error) {
                throw new VendorErrorException(0, "", new String(data, StandardCharsets.UTF_8), null, null);
            }
            if (stream.cut()) {
                return end();
            }
            throw e;
        }
        if (error) {
            throw Errors.in(piece);
        }
        return answers.read(piece, false);
    }

    private @Nullable ChatResponse end() {
        done = true;
        if (!answers.finished()) {
            throw MalformedException.cut("The stream was cut");
        }
        Usage usage = answers.usage();
        return usage == null ? null : new ChatResponse("", 0, "", List.of(), usage, Map.of());
    }

    static Fields whole(InputStream body) throws IOException {
        return Json.parseObject(body);
    }
}
