package io.serai.dialect.gemini;

import io.serai.chat.ChatResponse;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.EventStream;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Sniffed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers in Gemini's form: a whole one, a stream of events, or a list of what would be events. The first byte shows which.
 * There is no last word: a stream is complete when every candidate has its finish reason.
 */
final class GeminiAnswerReader implements AnswerReader {
    private final InputStream in;
    private final int first;
    private final @Nullable EventStream events;
    private final Answers answers = new Answers();
    private @Nullable Iterator<?> pieces;
    private boolean done;

    GeminiAnswerReader(InputStream body) throws IOException {
        Sniffed answer = Sniffed.of(body, true);
        this.in = answer.in();
        this.first = answer.first();
        this.events = answer.events();
    }

    @Override
    public @Nullable ChatResponse next() throws IOException {
        if (done) {
            return null;
        }
        if (first == '{') {
            done = true;
            return answers.whole(object(Json.parse(in)));
        }
        return events == null ? element() : event(events);
    }

    private @Nullable ChatResponse event(EventStream stream) throws IOException {
        byte[] data = stream.next();
        while (data != null && (data.length == 0 || data[0] == '[')) {
            // Some that stand before Google end a stream as OpenAI does, with [DONE].
            data = stream.next();
        }
        if (data == null) {
            return end();
        }
        try {
            return answers.piece(object(Json.parse(data)));
        } catch (MalformedException e) {
            if (stream.cut()) {
                return end();
            }
            throw e;
        }
    }

    private @Nullable ChatResponse element() throws IOException {
        Iterator<?> rest = pieces;
        if (rest == null) {
            Object list = Json.parse(in);
            rest = list instanceof List<?> items ? items.iterator() : List.of().iterator();
            pieces = rest;
        }
        return rest.hasNext() ? answers.piece(object(rest.next())) : end();
    }

    private @Nullable ChatResponse end() {
        done = true;
        if (!answers.finished()) {
            throw MalformedException.cut("The stream was cut");
        }
        return answers.end();
    }

    private static Map<String, Object> object(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return Names.own(map);
        }
        throw new MalformedException("The answer is no JSON object", null);
    }
}
