package io.serai.dialect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A vendor's API for batches as a wire format: what is sent, and what the answers mean. Stateless. */
public interface BatchWire {
    /** The most requests of one batch. */
    int mostLines();

    /** The most bytes of one batch. */
    long mostBytes();

    /**
     * Whether requests to a path can be in a batch.
     *
     * @param path what follows the provider's URL, such as {@code /chat/completions}
     */
    boolean takes(String path);

    /**
     * One request as it stands among the others.
     *
     * @param body one line of JSON
     */
    byte[] line(String customId, String path, byte[] body);

    /** What stands before, between and after the requests. */
    Frame frame(String tag);

    /** Whether the requests are uploaded as a file before a batch of them is made; otherwise they are the body that makes it. */
    boolean isUploaded();

    /**
     * Makes a batch.
     *
     * @param tag a name of ours, by which the batch is found again where the vendor keeps one
     * @param file the id of the upload; empty if the requests are the body
     */
    Ask create(String tag, String path, String file);

    Ask look(String id);

    Ask cancel(String id);

    /** Whether the vendor keeps the name that a batch is given. */
    boolean keepsTag();

    /** Asks for the newest batches. */
    Ask newest();

    /** Deletes a file of the vendor's; null if there is no such thing. */
    default @Nullable Ask delete(String file) {
        return null;
    }

    /** The field of the answer to {@link #newest} that has the batches. */
    String listed();

    /** @throws MalformedException if it describes no batch */
    Batch batch(Fields fields);

    /** @throws MalformedException if it describes no batch */
    default Batch read(byte[] answer) {
        return batch(Json.parseObject(answer));
    }

    /** @throws MalformedException if it is no list of batches */
    default List<Batch> readNewest(byte[] answer) {
        return Json.parseObject(answer).objects(listed()).stream()
                .map(this::batch)
                .toList();
    }

    /** Asks for the results of a batch that has ended. */
    List<Ask> results(Batch batch);

    /** Reads results that come as one document; null if they come as lines of JSON. */
    default @Nullable List<Result> readWhole(InputStream results) throws IOException {
        return null;
    }

    /** @throws MalformedException if it is no line of results */
    Result readResult(byte[] line);

    /** A request with what stands around it. */
    static byte[] around(String before, byte[] body, String after) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(before.length() + body.length + after.length());
        line.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        line.writeBytes(body);
        line.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return line.toByteArray();
    }

    /** A moment such as {@code 2026-11-30T08:00:00Z} in seconds since 1970; 0 if it is none. */
    static long seconds(String moment) {
        try {
            return moment.isEmpty() ? 0 : Instant.parse(moment).getEpochSecond();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** What stands before the first request, between two, and after the last. */
    record Frame(String before, String between, String after) {}

    /**
     * What is asked over HTTP.
     *
     * @param path what follows the provider's URL
     * @param body null for none, or for the requests themselves
     */
    record Ask(String method, String path, Map<String, String> headers, byte @Nullable [] body) {

        /** One without headers of its own. */
        public Ask(String method, String path) {
            this(method, path, Map.of(), null);
        }
    }

    /**
     * A batch as its vendor describes it.
     *
     * @param tag the name that was given to it; empty if the vendor keeps none
     * @param created when it was made, in seconds since 1970; 0 if it does not say
     * @param ended whether nothing more comes
     * @param refused why nothing of it was done; empty if something was, or may be
     * @param files of its results, or what else {@link #results} needs
     */
    record Batch(String id, String tag, int lines, long created, boolean ended, String refused, List<String> files) {}

    /**
     * What became of one request.
     *
     * @param answer in the vendor's words; null if there is none
     * @param why there is no answer, for people; empty if there is one
     */
    record Result(String customId, byte @Nullable [] answer, String why) {}
}
