package io.serai.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it goes over the wire: a head, pieces with pauses between them, and an ending that may be a bad one.
 *
 * @param status the HTTP status; {@link #NONE} if not even a head is sent
 * @param headers by name in any case, with the one that frames the body
 * @param pieces the body; what is sent in one go, and in a chunked answer one chunk
 * @param thinking the wait before the head
 * @param pausing the wait between two pieces
 */
public record Answer(
        int status,
        Map<String, String> headers,
        List<String> pieces,
        Duration thinking,
        Duration pausing,
        Ending ending) {
    static final int NONE = 0;

    /** How an answer ends. */
    public enum Ending {
        /** As it should: the connection may carry the next request. */
        COMPLETE,
        /** The connection is closed. */
        CUT,
        /** Nothing more comes until the client leaves. */
        STALLED,
        /** The connection is reset. */
        RESET
    }

    public Answer {
        var anyCase = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = Collections.unmodifiableMap(anyCase);
        pieces = List.copyOf(pieces);
    }

    /** An answer of a known length. */
    public static Answer of(int status, String type, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return complete(status, Map.of("content-type", type, "content-length", "" + length), List.of(body));
    }

    public static Answer json(int status, String body) {
        return of(status, "application/json", body);
    }

    /** An error in the shape of OpenAI. */
    public static Answer error(int status, String message, String type, @Nullable String param, @Nullable String code) {
        return json(status, Json.error(message, type, param, code));
    }

    /** A chunked event stream of these events, sent as they are. */
    public static Answer stream(List<String> events) {
        return complete(200, Map.of("content-type", "text/event-stream", "transfer-encoding", "chunked"), events);
    }

    /** No answer at all, only its ending. */
    public static Answer none(Ending ending) {
        return new Answer(NONE, Map.of(), List.of(), Duration.ZERO, Duration.ZERO, ending);
    }

    private static Answer complete(int status, Map<String, String> headers, List<String> pieces) {
        return new Answer(status, headers, pieces, Duration.ZERO, Duration.ZERO, Ending.COMPLETE);
    }

    /** The same with a header more, or with another value of it. */
    public Answer with(String name, String value) {
        return with(Map.of(name, value));
    }

    Answer with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putAll(more);
        return new Answer(status, all, pieces, thinking, pausing, ending);
    }

    /** The same at another pace. */
    public Answer paced(Duration beforeHead, Duration betweenPieces) {
        return new Answer(status, headers, pieces, beforeHead, betweenPieces, ending);
    }

    /** The same in chunks, if it is not already. */
    public Answer inChunks() {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.remove("content-length");
        all.put("transfer-encoding", "chunked");
        return new Answer(status, all, pieces, thinking, pausing, ending);
    }

    /** The same with a last piece more. */
    public Answer followedBy(String piece) {
        var all = new ArrayList<>(pieces);
        all.add(piece);
        return new Answer(status, headers, all, thinking, pausing, ending);
    }

    /**
     * The beginning of this answer, with another ending. Of a stream it keeps some pieces, but never the one with the
     * finish reason; of a body of known length it keeps half, or nothing if no piece is to be kept.
     */
    public Answer unfinished(int kept, Ending with) {
        List<String> some = chunked() ? pieces.subList(0, Math.min(kept, piecesBeforeTheFinish())) : half(kept);
        return new Answer(status, headers, some, thinking, pausing, with);
    }

    private int piecesBeforeTheFinish() {
        int count = 0;
        while (count < pieces.size() && !pieces.get(count).contains("\"finish_reason\":\"")) {
            count++;
        }
        return count;
    }

    private List<String> half(int kept) {
        String body = String.join("", pieces);
        return kept == 0 ? List.of() : List.of(body.substring(0, body.length() / 2));
    }

    /** Whether the body comes in chunks, as all streams do. */
    public boolean chunked() {
        return headers.containsKey("transfer-encoding");
    }

    /** What is written in one go each: the head goes with the first piece, the end of the chunks with the last. */
    List<byte[]> writes() {
        List<String> writes = new ArrayList<>();
        String start = head();
        for (String piece : pieces) {
            writes.add(start + framed(piece));
            start = "";
        }
        String rest = start + (chunked() && ending == Ending.COMPLETE ? "0\r\n\r\n" : "");
        if (writes.isEmpty()) {
            writes.add(rest);
        } else {
            writes.add(writes.removeLast() + rest);
        }
        return writes.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private String head() {
        if (status == NONE) {
            return "";
        }
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(" \r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private String framed(String piece) {
        if (!chunked() || piece.isEmpty()) {
            return piece;
        }
        int length = piece.getBytes(StandardCharsets.UTF_8).length;
        return Integer.toHexString(length) + "\r\n" + piece + "\r\n";
    }
}
