package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.journal.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's message batches: {@code POST} and {@code GET /v1/messages/batches}, {@code GET} and {@code DELETE /v1/messages/batches/ID},
 * {@code POST .../ID/cancel}, {@code GET .../ID/results}.
 */
public final class AnthropicBatches {
    private static final Pattern CUSTOM_ID = Pattern.compile("[\\w-]{1,64}");
    private static final int MOST_REQUESTS = 100_000;
    private static final Duration WINDOW = Duration.ofHours(24);

    private final Batches batches;
    private final Repetitions repetitions;

    public AnthropicBatches(Batches batches) {
        this.batches = batches;
        this.repetitions = new Repetitions(batches);
    }

    public byte[] create(Inbound in) {
        String origin = Paths.origin(JobKind.ANTHROPIC, in);
        return Json.write(object(repetitions.once(origin, in.body(), asked -> make(in, origin, asked)), in));
    }

    private Job make(Inbound in, String origin, String asked) {
        List<?> requests = requests(in);
        Path lines;
        try {
            lines = batches.shelf().upload();
            try {
                write(requests, lines);
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put(Facts.FORMAT, "jsonl");
                facts.put(Facts.ENDPOINT, LineParser.MESSAGES);
                facts.put(Facts.ASKED, asked);
                long expires = batches.clock().millis() + WINDOW.toMillis();
                return batches.create(
                        JobKind.ANTHROPIC,
                        OpenAiFiles.owner(in),
                        requests.size() + " messages",
                        origin,
                        lines,
                        facts,
                        requests.size(),
                        expires);
            } finally {
                Files.deleteIfExists(lines);
            }
        } catch (IOException e) {
            throw new RejectedException(
                    507, "storage_full", "Serai cannot store the batch now; make room, and send it again.", null);
        }
    }

    private static List<?> requests(Inbound in) {
        try {
            if (Json.parseWritten(in.body()) instanceof Map<?, ?> body
                    && body.get("requests") instanceof List<?> list
                    && !list.isEmpty()
                    && list.size() <= MOST_REQUESTS) {
                return list;
            }
        } catch (MalformedException e) {
            throw RejectedException.badRequest("The body is no JSON object: " + e.getMessage(), null);
        }
        throw RejectedException.badRequest(
                "requests: must be a list of 1 to " + MOST_REQUESTS + " objects with 'custom_id' and 'params'.",
                "requests");
    }

    private static void write(List<?> requests, Path lines) throws IOException {
        Set<String> ids = new HashSet<>();
        try (OutputStream out =
                new BufferedOutputStream(Channels.newOutputStream(PrivateFiles.create(lines)), 1 << 16)) {
            for (int i = 0; i < requests.size(); i++) {
                Object request = requests.get(i);
                String at = "requests." + i;
                if (!(request instanceof Map<?, ?> map) || !(map.get("params") instanceof Map<?, ?> params)) {
                    throw RejectedException.badRequest(at + ".params: must be an object, the request.", at);
                }
                if (!(map.get("custom_id") instanceof String id)
                        || !CUSTOM_ID.matcher(id).matches()) {
                    throw RejectedException.badRequest(
                            at + ".custom_id: must have 1 to 64 letters, digits, '_' and '-'.", at);
                }
                if (!ids.add(id)) {
                    throw RejectedException.badRequest(at + ".custom_id: '" + id + "' appears twice.", at);
                }
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("custom_id", id);
                line.put("params", params);
                out.write(Json.write(line));
                out.write('\n');
            }
        }
    }

    public byte[] list(Inbound in) {
        int most = Paths.number(in, "limit", 20, 1000);
        String older = Paths.text(in, "after_id");
        List<Job> jobs =
                batches.jobs(JobKind.ANTHROPIC, OpenAiFiles.owner(in), older, Paths.text(in, "before_id"), most + 1);
        boolean more = jobs.size() > most;
        // Of those that are newer the ones next to the given one are wanted.
        List<Job> some = more && older.isEmpty() && !Paths.text(in, "before_id").isEmpty()
                ? jobs.subList(1, jobs.size())
                : jobs.subList(0, Math.min(most, jobs.size()));
        List<Map<String, Object>> objects =
                some.stream().map(job -> object(job, in)).toList();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("data", objects);
        page.put("has_more", more);
        page.put("first_id", OpenAiFiles.id(objects, true));
        page.put("last_id", OpenAiFiles.id(objects, false));
        return Json.write(page);
    }

    public byte[] get(Inbound in) {
        return Json.write(object(job(in), in));
    }

    public byte[] cancel(Inbound in) {
        Job job = job(in);
        if (!job.state().ended() && job.state() != JobState.CANCELLING && job.state() != JobState.FINALIZING) {
            batches.cancel(job);
        }
        return Json.write(object(job(in), in));
    }

    public byte[] delete(Inbound in) {
        Job job = job(in);
        batches.delete(job);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", job.id());
        answer.put("type", "message_batch_deleted");
        return Json.write(answer);
    }

    public Download results(Inbound in) {
        Job job = job(in);
        String output = job.text(Facts.OUTPUT);
        if (!job.state().ended() || output.isEmpty()) {
            throw new RejectedException(
                    404, "not_found", "The batch '" + job.id() + "' has no results yet; it is in progress.", null);
        }
        return new Download(
                batches.files().content(batches.files().find(job.owner(), output, "id")), "application/x-jsonl");
    }

    private Job job(Inbound in) {
        return batches.job(JobKind.ANTHROPIC, OpenAiFiles.owner(in), Paths.behind(in, "batches"));
    }

    private static Map<String, Object> object(Job job, Inbound in) {
        boolean ended = job.state().ended();
        boolean stopped = !ended && job.cancelling() > 0;
        long left = job.total() - job.done() - job.failed();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("processing", ended ? 0 : left);
        counts.put("succeeded", job.done());
        counts.put("errored", job.failed());
        counts.put("canceled", job.state() == JobState.CANCELLED ? left : 0);
        counts.put("expired", job.state() == JobState.EXPIRED ? left : 0);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", job.id());
        object.put("type", "message_batch");
        object.put("processing_status", ended ? "ended" : stopped ? "canceling" : "in_progress");
        object.put("request_counts", counts);
        object.put("created_at", time(job.created()));
        object.put("expires_at", time(job.expires()));
        object.put("ended_at", time(job.ended()));
        object.put("cancel_initiated_at", time(job.cancelling()));
        object.put("archived_at", null);
        object.put("results_url", ended ? url(in) + "/v1/messages/batches/" + job.id() + "/results" : null);
        return object;
    }

    /** Where the client has reached Serai, as it says itself. */
    private static String url(Inbound in) {
        String scheme = "https".equals(in.headers().get("x-forwarded-proto")) ? "https://" : "http://";
        return scheme + in.headers().getOrDefault("host", "localhost");
    }

    private static @Nullable String time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }
}
