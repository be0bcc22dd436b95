package io.serai.dialect.ollama;

import io.serai.chat.ChatResponse;
import io.serai.chat.Usage;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.Bounds;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.LineStream;
import io.serai.dialect.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers in Ollama's form: a stream of lines that is complete with the one that is done, or a whole answer, which is such a line by
 * itself, or which a proxy has spread over several.
 */
final class OllamaAnswerReader implements AnswerReader {
    private final LineStream lines;
    private final Answers answers = new Answers();
    private boolean begun;
    private boolean ended;

    OllamaAnswerReader(InputStream body) {
        this.lines = new LineStream(body);
    }

    @Override
    public @Nullable ChatResponse next() throws IOException {
        if (ended) {
            return null;
        }
        if (answers.done()) {
            ended = true;
            Usage usage = answers.takeUsage();
            return usage == null ? null : new ChatResponse("", 0, "", List.of(), usage, Map.of());
        }
        byte[] line = lines.next();
        if (line == null) {
            throw new MalformedException(begun ? "The stream was cut" : "The answer is empty", null);
        }
        boolean first = !begun;
        begun = true;
        return answers.read(first ? first(line) : object(line).rest(), first);
    }

    private Map<String, Object> first(byte[] line) throws IOException {
        if (line[0] == '<') {
            throw new MalformedException("The answer is a web page", null);
        }
        try {
            return Json.parseObject(line).rest();
        } catch (MalformedException e) {
            return spread(line, e).rest();
        }
    }

    private Fields object(byte[] line) {
        try {
            return Json.parseObject(line);
        } catch (MalformedException e) {
            throw lines.cut() ? MalformedException.cut("The stream was cut") : e;
        }
    }

    /** A whole answer on several lines. */
    private Fields spread(byte[] line, MalformedException ofFirst) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(1024);
        whole.writeBytes(line);
        if (line[0] != '{' || line[line.length - 1] == '}') {
            throw lines.cut() ? MalformedException.cut("The answer was cut") : ofFirst;
        }
        for (byte[] more = lines.next(); more != null; more = lines.next()) {
            whole.write('\n');
            whole.writeBytes(more);
            if (whole.size() > Bounds.answer()) {
                throw new MalformedException(
                        "An answer is longer than " + (Bounds.answer() >> 20) + " MiB (serai.vendor.answer-limit)",
                        null);
            }
        }
        return object(whole.toByteArray());
    }
}
