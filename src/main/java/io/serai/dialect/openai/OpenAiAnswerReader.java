package io.serai.dialect.openai;

import io.serai.chat.ChatResponse;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads answers in OpenAI's form, a whole one or a stream: the first byte shows which, since content types are unreliable.
 * A stream is complete when [DONE] has come, or, for vendors that leave it out, when every choice has its finish reason.
 */
final class OpenAiAnswerReader implements AnswerReader {
    private final InputStream in;
    private final @Nullable EventStream events;
    private final Answers answers = new Answers();
    private boolean done;

    OpenAiAnswerReader(InputStream body) throws IOException {
        Sniffed answer = Sniffed.of(body, true);
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
            return answers.whole(OpenAiClient.whole(in));
        }
        byte[] data = events.next();
        while (data != null && data.length == 0) {
            data = events.next();
        }
        if (data == null) {
            return end();
        }
        if (isDone(data)) {
            done = true;
            return answers.end();
        }
        return piece(events, data);
    }

    private @Nullable ChatResponse piece(EventStream stream, byte[] data) {
        boolean error = stream.name().equals("error");
        Fields piece;
        try {
            piece = Json.parseObject(data);
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
            throw Errors.in(piece.rest(), 0);
        }
        return answers.piece(piece);
    }

    private @Nullable ChatResponse end() {
        done = true;
        if (!answers.finished()) {
            throw MalformedException.cut("The stream was cut");
        }
        return answers.end();
    }

    private static boolean isDone(byte[] data) {
        return data.length >= 6 && data[0] == '[' && data[1] == 'D' && data[5] == ']';
    }
}
