package io.serai.dialect.anthropic;

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
 * Reads answers in Anthropic's form, a whole one or a stream: the first byte shows which, since content types are unreliable.
 * A stream is complete when message_stop has come, or, for vendors that leave it out, the reason why it stopped.
 */
final class AnthropicAnswerReader implements AnswerReader {
    private final InputStream in;
    private final @Nullable EventStream events;
    private final Answers answers = new Answers();
    private boolean done;

    AnthropicAnswerReader(InputStream body) throws IOException {
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
            return answers.whole(view(Json.parseObject(in)));
        }
        byte[] data = events.next();
        while (data != null && (data.length == 0 || data[0] == '[')) {
            // Some compatible servers end with OpenAI's [DONE].
            data = events.next();
        }
        return data == null ? end() : piece(events, data);
    }

    private @Nullable ChatResponse piece(EventStream stream, byte[] data) {
        boolean error = stream.name().equals("error");
        View event;
        try {
            event = view(Json.parseObject(data));
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
            throw Errors.in(event.fields(), 0);
        }
        done = event.textIfAny("type").equals("message_stop");
        return answers.piece(event);
    }

    private @Nullable ChatResponse end() {
        done = true;
        if (!answers.stopped()) {
            throw MalformedException.cut("The stream was cut");
        }
        return null;
    }

    private static View view(Fields json) {
        return View.of(json.rest(), "");
    }
}
