package io.serai.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads the requests of one connection, with bodies of known length or in chunks. */
final class RequestReader {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[4096];
    private int position;
    private int limit;

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Waits for the next request; false if the client is done. */
    boolean hasNext() throws IOException {
        return position < limit || fill();
    }

    RecordedRequest next() throws IOException {
        String start = line();
        String[] words = start.split(" ", 3);
        if (words.length < 3) {
            throw new IOException("Not a request line: " + start);
        }
        Map<String, String> headers = headers();
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
        }
        return new RecordedRequest(words[0], words[1], headers, body(headers));
    }

    /**
     * Takes in what comes while nothing is expected, and keeps it for later.
     *
     * @throws EOFException if the client leaves
     */
    void listen() throws IOException {
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            throw new EOFException("The client left");
        }
        limit += read;
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).trim(), (first, second) -> first + ", " + second);
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        return bytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(bytes(size));
            line();
        }
        headers(); // trailers, or the empty line at the end
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        String line = line();
        int extension = line.indexOf(';');
        return Integer.parseInt(
                extension < 0 ? line : line.substring(0, extension).trim(), 16);
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        int buffered = Math.min(length, limit - position);
        System.arraycopy(buffer, position, bytes, 0, buffered);
        position += buffered;
        if (in.readNBytes(bytes, buffered, length - buffered) < length - buffered) {
            throw new EOFException("The client left in the middle of a body");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        for (char c = character(); c != '\n'; c = character()) {
            if (c != '\r') {
                line.append(c);
            }
        }
        return line.toString();
    }

    private char character() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException("The client left in the middle of a head");
        }
        return (char) (buffer[position++] & 0xff);
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        return limit > 0;
    }
}
