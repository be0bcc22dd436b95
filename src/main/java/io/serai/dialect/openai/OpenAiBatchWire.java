package io.serai.dialect.openai;

import io.serai.dialect.BatchWire;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * OpenAI's API for batches: the requests are a file of JSON lines, all to one endpoint and one model; answers and errors are two files.
 *
 * @see <a href="https://platform.openai.com/docs/guides/batch">Batch API</a>
 * @see <a href="https://platform.openai.com/docs/api-reference/batch">Reference</a>
 */
public final class OpenAiBatchWire implements BatchWire {
    private static final String BATCHES = "/batches";
    private static final String TAG = "serai_batch";
    private static final int OK = 200;

    @Override
    public int mostLines() {
        return 50_000;
    }

    /** Of 200 MB that a file may have. */
    @Override
    public long mostBytes() {
        return 190_000_000;
    }

    @Override
    public boolean takes(String path) {
        return path.equals("/chat/completions") || path.equals("/embeddings");
    }

    @Override
    public byte[] line(String customId, String path, byte[] body) {
        return BatchWire.around(
                "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"/v1" + path + "\",\"body\":",
                body,
                "}");
    }

    @Override
    public Frame frame(String tag) {
        return new Frame("", "\n", "\n");
    }

    @Override
    public boolean isUploaded() {
        return true;
    }

    @Override
    public Ask create(String tag, String path, String file) {
        byte[] body = Json.write(Map.of(
                "input_file_id",
                file,
                "endpoint",
                "/v1" + path,
                "completion_window",
                "24h",
                "metadata",
                Map.of(TAG, tag)));
        return new Ask("POST", BATCHES, Map.of(), body);
    }

    @Override
    public Ask look(String id) {
        return new Ask("GET", BATCHES + '/' + id);
    }

    @Override
    public Ask cancel(String id) {
        return new Ask("POST", BATCHES + '/' + id + "/cancel");
    }

    @Override
    public boolean keepsTag() {
        return true;
    }

    @Override
    public Ask newest() {
        return new Ask("GET", BATCHES + "?limit=100");
    }

    @Override
    public Ask delete(String file) {
        return new Ask("DELETE", "/files/" + file);
    }

    @Override
    public String listed() {
        return "data";
    }

    @Override
    public Batch batch(Fields batch) {
        String status = batch.text("status");
        List<String> files = new ArrayList<>();
        for (String name : new String[] {"output_file_id", "error_file_id"}) {
            String file = batch.textIfAny(name);
            if (!file.isEmpty()) {
                files.add(file);
            }
        }
        Fields counts = batch.object("request_counts");
        Fields metadata = batch.object("metadata");
        boolean ended = Set.of("failed", "completed", "expired", "cancelled").contains(status);
        return new Batch(
                batch.text("id"),
                metadata == null ? "" : metadata.textIfAny(TAG),
                counts == null ? 0 : (int) counts.numberIfAny("total", 0),
                batch.numberIfAny("created_at", 0),
                ended,
                status.equals("failed") ? why(batch) : "",
                files);
    }

    private static String why(Fields batch) {
        Fields errors = batch.object("errors");
        List<Fields> all = errors == null ? List.of() : errors.objects("data");
        return all.isEmpty() ? "it failed" : all.getFirst().textIfAny("message");
    }

    @Override
    public List<Ask> results(Batch batch) {
        return batch.files().stream()
                .map(file -> new Ask("GET", "/files/" + file + "/content"))
                .toList();
    }

    @Override
    public Result readResult(byte[] line) {
        Fields result = Json.parseObject(line);
        String id = result.text("custom_id");
        Fields response = result.object("response");
        long status = response == null ? 0 : response.numberIfAny("status_code", 0);
        if (response != null && status == OK) {
            return new Result(id, Json.write(response.peek("body")), "");
        }
        Fields error = result.object("error");
        return new Result(id, null, error == null ? "status " + status : error.textIfAny("code"));
    }
}
