package io.serai.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's answer of which the first byte has told whether it is JSON or an event stream, since content types cannot be relied on.
 *
 * @param first its first byte behind white space and a byte order mark
 * @param events its events; null if it is JSON
 */
public record Sniffed(InputStream in, int first, @Nullable EventStream events) {
    /** How the lines of an event stream may begin: data, event, id, retry, or a comment. */
    private static final String LINE_STARTS = "deir:";

    private static final String SPACE = " \n\r\t\u00EF\u00BB\u00BF";

    /**
     * Looks at an answer.
     *
     * @param lists whether a list of JSON may be one, too
     * @throws MalformedException if it is empty or neither of both
     */
    public static Sniffed of(InputStream body, boolean lists) throws IOException {
        PushbackInputStream in = new PushbackInputStream(body, 1);
        int first = in.read();
        while (first >= 0 && SPACE.indexOf(first) >= 0) {
            first = in.read();
        }
        if (first < 0) {
            throw MalformedException.empty("The answer is empty");
        }
        if (first == '<') {
            throw new MalformedException("The answer is a web page", null);
        }
        boolean json = first == '{' || lists && first == '[';
        if (!json && LINE_STARTS.indexOf(first) < 0) {
            throw new MalformedException(
                    "The answer is neither " + (lists ? "JSON" : "a JSON object") + " nor an event stream", null);
        }
        in.unread(first);
        return new Sniffed(in, first, json ? null : new EventStream(in));
    }
}
