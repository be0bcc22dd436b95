package io.serai.dialect.cohere;

import io.serai.chat.ChatResponse;
import io.serai.chat.Usage;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.EventStream;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Sniffed;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads answers in Cohere's form, a whole one or a stream: the first byte shows which. A stream is complete with message-end. */
final class CohereAnswerReader implements AnswerReader {
    private final InputStream in;
    private final @Nullable EventStream events;
    private final Answers answers = new Answers();
    private @Nullable Usage usage;
    private boolean done;

    CohereAnswerReader(InputStream body) throws IOException {
        Sniffed answer = Sniffed.of(body, false);
        this.in = answer.in();
        this.events = answer.events();
    }

    @Override
    public @Nullable ChatResponse next() throws IOException {
        if (events == null) {
            ChatResponse whole = done ? null : answers.whole(whole(in).rest());
            done = true;
            return whole;
        }
        while (!answers.done()) {
            byte[] data = events.next();
            if (data == null) {
                throw MalformedException.cut("The stream was cut");
            }
            ChatResponse piece = data.length == 0 || data[0] == '[' ? null : event(events, data);
            if (piece != null) {
                return piece;
            }
        }
        Usage told = usage;
        usage = null;
        return told == null ? null : new ChatResponse("", 0, "", List.of(), told, Map.of());
    }

    private @Nullable ChatResponse event(EventStream stream, byte[] data) {
        Map<String, Object> event;
        try {
            event = Json.parseObject(data).rest();
        } catch (MalformedException e) {
            throw stream.cut() ? MalformedException.cut("The stream was cut") : e;
        }
        if (event.get("delta") instanceof Map<?, ?> delta) {
            usage = delta.get("usage") instanceof Map ? Usages.read(delta.get("usage")) : usage;
        }
        return answers.event(event);
    }

    static Fields whole(InputStream body) throws IOException {
        return Json.parseObject(body);
    }
}
