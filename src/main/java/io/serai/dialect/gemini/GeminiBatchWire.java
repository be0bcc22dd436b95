package io.serai.dialect.gemini;

import io.serai.dialect.BatchWire;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gemini's API for batches, with the requests in the body. The batch is a long-running operation, which has its results within itself once it
 * is done.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/batch-api">Batch API</a>
 * @see <a href="https://ai.google.dev/api/batch-api">Reference</a>
 */
public final class GeminiBatchWire implements BatchWire {
    private static final String ONE = ":generateContent";
    private static final String MANY = ":batchGenerateContent";

    /** All answers come as one document. */
    @Override
    public int mostLines() {
        return 500;
    }

    /** Of 20 MB that a body may have. */
    @Override
    public long mostBytes() {
        return 18_000_000;
    }

    @Override
    public boolean takes(String path) {
        return path.endsWith(ONE);
    }

    @Override
    public byte[] line(String customId, String path, byte[] body) {
        return BatchWire.around("{\"request\":", body, ",\"metadata\":{\"key\":\"" + customId + "\"}}");
    }

    @Override
    public Frame frame(String tag) {
        return new Frame(
                "{\"batch\":{\"display_name\":\"" + tag + "\",\"input_config\":{\"requests\":{\"requests\":[",
                ",",
                "]}}}}");
    }

    @Override
    public boolean isUploaded() {
        return false;
    }

    @Override
    public Ask create(String tag, String path, String file) {
        return new Ask("POST", path.substring(0, path.length() - ONE.length()) + MANY);
    }

    @Override
    public Ask look(String id) {
        return new Ask("GET", '/' + id);
    }

    @Override
    public Ask cancel(String id) {
        return new Ask("POST", '/' + id + ":cancel");
    }

    @Override
    public boolean keepsTag() {
        return true;
    }

    @Override
    public Ask newest() {
        return new Ask("GET", "/batches?pageSize=100");
    }

    @Override
    public String listed() {
        return "operations";
    }

    @Override
    public Batch batch(Fields operation) {
        String id = operation.text("name");
        Fields batch = operation.object("metadata");
        String state = batch == null ? "" : batch.textIfAny("state");
        Fields counts = batch == null ? null : batch.object("batchStats");
        Fields error = operation.object("error");
        boolean failed = state.endsWith("_FAILED");
        boolean ended = failed
                || operation.truth("done")
                || state.endsWith("_SUCCEEDED")
                || state.endsWith("_CANCELLED")
                || state.endsWith("_EXPIRED");
        return new Batch(
                id,
                batch == null ? "" : batch.textIfAny("displayName"),
                counts == null ? 0 : count(counts.peek("requestCount")),
                batch == null ? 0 : BatchWire.seconds(batch.textIfAny("createTime")),
                ended,
                failed ? error == null ? "it failed" : error.textIfAny("message") : "",
                List.of());
    }

    /** Whole numbers of 64 bits are texts in Google's JSON. */
    private static int count(@Nullable Object number) {
        try {
            return number == null ? 0 : new BigDecimal(number.toString()).intValue();
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public List<Ask> results(Batch batch) {
        return List.of(look(batch.id()));
    }

    @Override
    public List<Result> readWhole(InputStream results) throws IOException {
        Fields operation = Json.parseObject(results);
        Fields answers = inlined(operation.object("response"));
        if (answers == null) {
            Fields batch = operation.object("metadata");
            answers = batch == null ? null : inlined(batch.object("output"));
        }
        List<Result> all = new ArrayList<>();
        if (answers != null) {
            answers.objects("inlinedResponses").forEach(one -> all.add(result(one)));
        }
        return all;
    }

    private static @Nullable Fields inlined(@Nullable Fields of) {
        return of == null ? null : of.object("inlinedResponses");
    }

    private static Result result(Fields one) {
        Fields metadata = one.object("metadata");
        String id = metadata == null ? "" : metadata.textIfAny("key");
        if (one.peek("response") instanceof Map<?, ?> answer) {
            return new Result(id, Json.write(answer), "");
        }
        Fields error = one.object("error");
        return new Result(id, null, error == null ? "missing" : "code " + error.peek("code"));
    }

    @Override
    public Result readResult(byte[] line) {
        throw new IllegalStateException("its results are one document");
    }
}
