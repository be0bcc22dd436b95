package io.serai.dialect.anthropic;

import io.serai.dialect.BatchWire;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import java.util.List;
import java.util.Map;

/**
 * Anthropic's API for message batches: the requests are one body, the results one file of JSON lines. A batch has no name that could be
 * chosen.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/batch-processing">Batch processing</a>
 * @see <a href="https://platform.claude.com/docs/en/api/messages/batches/create">Reference</a>
 */
public final class AnthropicBatchWire implements BatchWire {
    private static final String BATCHES = "/messages/batches";
    private static final Map<String, String> VERSION = Map.of(AnthropicClient.VERSION_HEADER, AnthropicClient.VERSION);

    @Override
    public int mostLines() {
        return 100_000;
    }

    /** Of 256 MB that a batch may have. */
    @Override
    public long mostBytes() {
        return 240_000_000;
    }

    @Override
    public boolean takes(String path) {
        return path.equals("/messages");
    }

    @Override
    public byte[] line(String customId, String path, byte[] body) {
        return BatchWire.around("{\"custom_id\":\"" + customId + "\",\"params\":", body, "}");
    }

    @Override
    public Frame frame(String tag) {
        return new Frame("{\"requests\":[", ",", "]}");
    }

    @Override
    public boolean isUploaded() {
        return false;
    }

    @Override
    public Ask create(String tag, String path, String file) {
        return new Ask("POST", BATCHES, VERSION, null);
    }

    @Override
    public Ask look(String id) {
        return new Ask("GET", BATCHES + '/' + id, VERSION, null);
    }

    @Override
    public Ask cancel(String id) {
        return new Ask("POST", BATCHES + '/' + id + "/cancel", VERSION, null);
    }

    @Override
    public boolean keepsTag() {
        return false;
    }

    @Override
    public Ask newest() {
        return new Ask("GET", BATCHES + "?limit=100", VERSION, null);
    }

    @Override
    public String listed() {
        return "data";
    }

    @Override
    public Batch batch(Fields batch) {
        Fields counts = batch.object("request_counts");
        int lines = 0;
        if (counts != null) {
            for (String kind : new String[] {"processing", "succeeded", "errored", "canceled", "expired"}) {
                lines += (int) counts.numberIfAny(kind, 0);
            }
        }
        boolean ended = batch.text("processing_status").equals("ended");
        return new Batch(
                batch.text("id"), "", lines, BatchWire.seconds(batch.textIfAny("created_at")), ended, "", List.of());
    }

    @Override
    public List<Ask> results(Batch batch) {
        return List.of(new Ask("GET", BATCHES + '/' + batch.id() + "/results", VERSION, null));
    }

    @Override
    public Result readResult(byte[] line) {
        Fields all = Json.parseObject(line);
        String id = all.text("custom_id");
        Fields result = all.object("result");
        String type = result == null ? "missing" : result.text("type");
        return result != null && type.equals("succeeded")
                ? new Result(id, Json.write(result.peek("message")), "")
                : new Result(id, null, type);
    }
}
