package io.serai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A vendor that has the APIs for batches of OpenAI, Anthropic and Gemini, besides the usual requests. A batch ends when it is looked at, unless all are
 * {@link #holding held}; its results are in another order than its requests.
 *
 * <p>A request whose text contains "expire" expires in a batch, one with "err" fails there.
 */
public final class BatchingVendor extends HealthyVendor {
    private static final String ERROR = "invalid_request_error";

    private final String name;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, Made> batches = new LinkedHashMap<>();
    private volatile boolean held;
    private volatile int refusing;
    private volatile Answer.@Nullable Ending creation;

    /** Whose API a batch was made with. */
    private enum Kind {
        OPENAI,
        ANTHROPIC,
        GEMINI
    }

    /** A batch as the vendor keeps it. */
    private static final class Made {
        private final String id;
        private final Kind kind;
        private final List<JsonNode> requests;
        private final String file;
        private final String endpoint;
        private final JsonNode metadata;
        private final Instant created = Instant.now();
        private String problem = "";
        private boolean cancelled;
        private boolean ended;
        private String output = "";
        private String errors = "";

        Made(String id, Kind kind, List<JsonNode> requests, String file, String endpoint, JsonNode metadata) {
            this.id = id;
            this.kind = kind;
            this.requests = requests;
            this.file = file;
            this.endpoint = endpoint;
            this.metadata = metadata;
        }
    }

    public BatchingVendor(String name) {
        super(name);
        this.name = name;
    }

    /** Ends no batch from now on, or does so again. */
    public BatchingVendor holding(boolean all) {
        held = all;
        return this;
    }

    /** Answers whoever wants a batch with a status; 0 for no more. */
    public BatchingVendor refusing(int status) {
        refusing = status;
        return this;
    }

    /** Makes the next batch, but says nothing of it. */
    public BatchingVendor silent(Answer.Ending ending) {
        creation = ending;
        return this;
    }

    /** How many batches were made. */
    public synchronized int made() {
        return batches.size();
    }

    /** How many requests are in each of them. */
    public synchronized List<Integer> sizes() {
        return batches.values().stream().map(batch -> batch.requests.size()).toList();
    }

    public synchronized boolean allCancelled() {
        return batches.values().stream().allMatch(batch -> batch.cancelled);
    }

    /** How many files it keeps. */
    public synchronized int files() {
        return files.size();
    }

    /** How many requests came one by one. */
    public long single() {
        return requests().stream()
                .filter(request -> request.method().equals("POST")
                        && (request.path().endsWith("/chat/completions")
                                || request.path().endsWith(":generateContent")
                                || request.path().endsWith("/messages")
                                || request.path().endsWith("/embeddings")))
                .count();
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        String path = request.path().replaceFirst("^/v1", "").replaceFirst("\\?.*", "");
        boolean ofBatches = path.startsWith("/files")
                || path.startsWith("/batches")
                || path.startsWith("/messages/batches")
                || path.endsWith(":batchGenerateContent");
        if (ofBatches && refusing != 0) {
            return Answer.error(refusing, "No batches for you", ERROR, null, null);
        }
        if (path.startsWith("/messages") && request.header("anthropic-version") == null) {
            return Answer.error(400, "anthropic-version: header is required", ERROR, null, null);
        }
        if (path.equals("/messages")) {
            return Answer.json(200, message(request.json()).toString());
        }
        if (path.endsWith(":generateContent")) {
            return Answer.json(200, content(request.json()).toString());
        }
        if (path.endsWith(":batchGenerateContent")) {
            return createOfContents(request.json());
        }
        return ofBatches ? batch(request, path) : super.answer(request);
    }

    private synchronized Answer batch(RecordedRequest request, String path) {
        String[] parts = path.substring(1).split("/");
        boolean post = request.method().equals("POST");
        boolean anthropic = parts[0].equals("messages");
        boolean gemini = request.path().contains("pageSize=");
        int at = anthropic ? 2 : 1;
        if (parts[0].equals("files")) {
            return parts.length == 1 ? upload(request) : file(request.method(), parts[1], parts.length > 2);
        }
        if (parts.length == at) {
            return post
                    ? silenced(anthropic ? createOfMessages(request) : create(request.json()))
                    : list(anthropic ? Kind.ANTHROPIC : gemini ? Kind.GEMINI : Kind.OPENAI);
        }
        Made made = batches.get(parts[at].replace(":cancel", ""));
        if (made == null) {
            return Answer.error(404, "No such batch", ERROR, null, null);
        }
        if (parts[at].endsWith(":cancel") && post) {
            made.cancelled = true;
            return Answer.json(200, "{}");
        }
        if (parts.length == at + 1) {
            return Answer.json(200, looked(made).toString());
        }
        if (parts[at + 1].equals("cancel") && post) {
            made.cancelled = true;
            return Answer.json(200, described(made).toString());
        }
        return parts[at + 1].equals("results") && made.ended
                ? Answer.of(200, "application/x-jsonl", made.output)
                : Answer.error(404, "No such thing", ERROR, null, null);
    }

    private Answer silenced(Answer answer) {
        Answer.Ending ending = creation;
        creation = null;
        return ending == null ? answer : Answer.none(ending);
    }

    private Answer upload(RecordedRequest request) {
        String type = String.valueOf(request.header("content-type"));
        String text = new String(request.bytes(), StandardCharsets.UTF_8);
        String boundary = "--" + type.substring(type.indexOf("boundary=") + 9);
        String content = "";
        String purpose = "";
        for (String part : text.split(Pattern.quote(boundary))) {
            int body = part.indexOf("\r\n\r\n");
            if (body > 0) {
                String value = part.substring(body + 4, part.length() - 2);
                if (part.contains("name=\"purpose\"")) {
                    purpose = value;
                } else if (part.contains("filename=")) {
                    content = value;
                }
            }
        }
        if (!purpose.equals("batch") || content.isEmpty()) {
            return Answer.error(400, "purpose and file are required", ERROR, null, null);
        }
        String id = keep(content);
        return Answer.json(
                200,
                Json.object()
                        .put("id", id)
                        .put("object", "file")
                        .put("purpose", "batch")
                        .put("bytes", content.length())
                        .toString());
    }

    private String keep(String content) {
        String id = "file-" + ids.incrementAndGet();
        files.put(id, content);
        return id;
    }

    private Answer file(String method, String id, boolean content) {
        String text = files.get(id);
        if (text == null) {
            return Answer.error(404, "No such File object: " + id, ERROR, "id", null);
        }
        if (method.equals("DELETE")) {
            files.remove(id);
            return Answer.json(
                    200, Json.object().put("id", id).put("deleted", true).toString());
        }
        return content
                ? Answer.of(200, "application/octet-stream", text)
                : Answer.json(200, Json.object().put("id", id).toString());
    }

    private Answer create(JsonNode asked) {
        String file = asked.path("input_file_id").asText();
        String endpoint = asked.path("endpoint").asText();
        if (!files.containsKey(file)
                || !asked.path("completion_window").asText().equals("24h")) {
            return Answer.error(400, "Invalid input_file_id or completion_window", ERROR, null, null);
        }
        List<JsonNode> lines = new ArrayList<>();
        files.get(file).lines().forEach(line -> lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8))));
        Made made =
                new Made("batch_" + ids.incrementAndGet(), Kind.OPENAI, lines, file, endpoint, asked.path("metadata"));
        Set<String> seen = new HashSet<>();
        Set<String> models = new HashSet<>();
        for (JsonNode line : lines) {
            models.add(line.at("/body/model").asText());
            if (!line.path("url").asText().equals(endpoint)
                    || !line.path("method").asText().equals("POST")
                    || !seen.add(line.path("custom_id").asText())
                    || models.size() > 1) {
                made.problem = "line " + seen.size() + " does not fit";
            }
        }
        batches.put(made.id, made);
        return Answer.json(200, described(made).toString());
    }

    private Answer createOfMessages(RecordedRequest request) {
        List<JsonNode> lines = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode line : request.json().path("requests")) {
            String id = line.path("custom_id").asText();
            if (!id.matches("[a-zA-Z0-9_-]{1,64}")
                    || !seen.add(id)
                    || !line.at("/params/max_tokens").isInt()) {
                return Answer.error(400, "requests: " + id + " does not fit", ERROR, null, null);
            }
            lines.add(line);
        }
        Made made = new Made("msgbatch_" + ids.incrementAndGet(), Kind.ANTHROPIC, lines, "", "", Json.object());
        batches.put(made.id, made);
        return Answer.json(200, described(made).toString());
    }

    private synchronized Answer createOfContents(JsonNode asked) {
        JsonNode batch = asked.path("batch");
        List<JsonNode> lines = new ArrayList<>();
        batch.at("/input_config/requests/requests").forEach(lines::add);
        if (lines.isEmpty() || batch.path("display_name").asText().isEmpty()) {
            return Answer.error(400, "display_name and requests are required", ERROR, null, null);
        }
        String id = "g_" + ids.incrementAndGet();
        ObjectNode named =
                Json.object().put("displayName", batch.path("display_name").asText());
        batches.put(id, new Made(id, Kind.GEMINI, lines, "", "", named));
        return silenced(Answer.json(200, described(batches.get(id)).toString()));
    }

    private Answer list(Kind kind) {
        ObjectNode list = Json.object().put("object", "list").put("has_more", false);
        ArrayNode data = list.putArray(kind == Kind.GEMINI ? "operations" : "data");
        List<Made> all = new ArrayList<>(batches.values());
        for (Made made : all.reversed()) {
            if (made.kind == kind) {
                data.add(described(made));
            }
        }
        return Answer.json(200, list.toString());
    }

    private ObjectNode looked(Made made) {
        if (!made.ended && (made.cancelled || !held)) {
            made.ended = true;
            if (made.problem.isEmpty()) {
                work(made);
            }
        }
        return described(made);
    }

    private void work(Made made) {
        if (made.kind == Kind.GEMINI) {
            // Its results are made when they are asked for.
            return;
        }
        StringBuilder output = new StringBuilder();
        StringBuilder errors = new StringBuilder();
        for (JsonNode line : made.requests.reversed()) {
            JsonNode request = line.path(made.kind == Kind.ANTHROPIC ? "params" : "body");
            String text = request.toString();
            ObjectNode result =
                    Json.object().put("custom_id", line.path("custom_id").asText());
            boolean well = !made.cancelled && !text.contains("expire") && !text.contains("err");
            if (made.kind == Kind.ANTHROPIC) {
                ObjectNode of = result.putObject("result");
                String bad = made.cancelled ? "canceled" : text.contains("expire") ? "expired" : "errored";
                of.put("type", well ? "succeeded" : bad);
                if (well) {
                    of.set("message", message(request));
                }
                output.append(result).append('\n');
                continue;
            }
            result.put("id", "batch_req_" + ids.incrementAndGet());
            if (well) {
                ObjectNode response = result.putNull("error").putObject("response");
                response.put("status_code", 200).put("request_id", "req");
                response.set("body", answered(request));
            } else if (text.contains("err")) {
                ObjectNode response = result.putNull("error").putObject("response");
                response.put("status_code", 400).put("request_id", "req");
                response.set(
                        "body", Json.parse(Json.error("Bad", ERROR, null, null).getBytes(StandardCharsets.UTF_8)));
            } else {
                result.putNull("response").putObject("error").put("code", "batch_expired");
            }
            (well ? output : errors).append(result).append('\n');
        }
        made.output = made.kind == Kind.ANTHROPIC || output.isEmpty() ? output.toString() : keep(output.toString());
        made.errors = errors.isEmpty() ? "" : keep(errors.toString());
    }

    private JsonNode answered(JsonNode request) {
        String body = request.has("input")
                ? Embeddings.answer(request)
                : Completion.to(request, name, "chatcmpl-batch-" + ids.incrementAndGet())
                        .whole();
        return Json.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode message(JsonNode request) {
        ObjectNode message = Json.object()
                .put("id", "msg_" + ids.incrementAndGet())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", request.path("model").asText());
        message.putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", name + " says: " + Prompt.lastUserText(request));
        message.put("stop_reason", "end_turn").putNull("stop_sequence");
        message.putObject("usage").put("input_tokens", Prompt.tokens(request)).put("output_tokens", 5);
        return message;
    }

    private ObjectNode content(JsonNode request) {
        JsonNode contents = request.path("contents");
        String asked = contents.path(contents.size() - 1).at("/parts/0/text").asText();
        ObjectNode answer = Json.object().put("modelVersion", "small");
        ObjectNode candidate = answer.putArray("candidates").addObject().put("index", 0);
        candidate.put("finishReason", "STOP");
        candidate
                .putObject("content")
                .put("role", "model")
                .putArray("parts")
                .addObject()
                .put("text", name + " says: " + asked);
        answer.putObject("usageMetadata")
                .put("promptTokenCount", 3)
                .put("candidatesTokenCount", 5)
                .put("totalTokenCount", 8);
        return answer;
    }

    /** A long-running operation. */
    private ObjectNode operation(Made made) {
        ObjectNode operation = Json.object().put("name", "batches/" + made.id).put("done", made.ended);
        ObjectNode batch = operation.putObject("metadata");
        String state = made.cancelled ? "CANCELLED" : made.ended ? "SUCCEEDED" : "RUNNING";
        batch.put("state", "BATCH_STATE_" + state).put("createTime", made.created.toString());
        batch.put("displayName", made.metadata.path("displayName").asText());
        batch.putObject("batchStats").put("requestCount", "" + made.requests.size());
        if (made.ended) {
            ArrayNode all = operation
                    .putObject("response")
                    .putObject("inlinedResponses")
                    .putArray("inlinedResponses");
            for (JsonNode line : made.requests.reversed()) {
                String text = line.toString();
                ObjectNode one = all.addObject();
                one.set("metadata", line.path("metadata"));
                if (made.cancelled || text.contains("expire") || text.contains("err")) {
                    one.putObject("error").put("code", 13).put("message", "Internal");
                } else {
                    one.set("response", content(line.path("request")));
                }
            }
        }
        return operation;
    }

    private ObjectNode described(Made made) {
        if (made.kind == Kind.GEMINI) {
            return operation(made);
        }
        int all = made.requests.size();
        ObjectNode batch = Json.object().put("id", made.id);
        if (made.kind == Kind.ANTHROPIC) {
            batch.put("type", "message_batch")
                    .put("processing_status", made.ended ? "ended" : made.cancelled ? "canceling" : "in_progress")
                    .put("created_at", made.created.toString());
            batch.putObject("request_counts")
                    .put("processing", made.ended ? 0 : all)
                    .put("succeeded", made.ended ? all : 0)
                    .put("errored", 0)
                    .put("canceled", 0)
                    .put("expired", 0);
            return batch.put("results_url", (String) null);
        }
        String status = !made.problem.isEmpty() && made.ended
                ? "failed"
                : made.cancelled ? "cancelled" : made.ended ? "completed" : "in_progress";
        batch.put("object", "batch")
                .put("endpoint", made.endpoint)
                .put("input_file_id", made.file)
                .put("status", status)
                .put("created_at", made.created.getEpochSecond())
                .put("output_file_id", made.output.isEmpty() ? null : made.output)
                .put("error_file_id", made.errors.isEmpty() ? null : made.errors);
        batch.set("metadata", made.metadata);
        batch.putObject("request_counts")
                .put("total", all)
                .put("completed", made.ended ? all : 0)
                .put("failed", 0);
        if (!made.problem.isEmpty()) {
            batch.putObject("errors")
                    .putArray("data")
                    .addObject()
                    .put("code", "invalid")
                    .put("message", made.problem);
        }
        return batch;
    }
}
