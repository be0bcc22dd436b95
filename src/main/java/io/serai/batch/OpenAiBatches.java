package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OpenAI's batches: {@code POST} and {@code GET /v1/batches}, {@code GET /v1/batches/ID}, {@code POST /v1/batches/ID/cancel}. */
public final class OpenAiBatches {
    private static final Pattern WINDOW = Pattern.compile("(\\d{1,3})([hd])");
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int LARGEST_FACTS = 100_000;
    private static final int MOST_METADATA = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_METADATA = 512;

    private final Batches batches;
    private final Repetitions repetitions;

    public OpenAiBatches(Batches batches) {
        this.batches = batches;
        this.repetitions = new Repetitions(batches);
    }

    public byte[] create(Inbound in) {
        String origin = Paths.origin(JobKind.OPENAI, in);
        return Json.write(object(repetitions.once(origin, in.body(), asked -> make(in, origin, asked))));
    }

    private Job make(Inbound in, String origin, String asked) {
        Map<?, ?> body = body(in);
        String endpoint = endpoint(body);
        String window = text(body, "completion_window");
        Duration time = window(window);
        Owner owner = OpenAiFiles.owner(in);
        StoredFile file = batches.files().find(owner, text(body, "input_file_id"), "input_file_id");
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(Facts.FILE, file.id());
        facts.put(Facts.FORMAT, Batches.isCsv(file.name()) ? "csv" : "jsonl");
        facts.put(Facts.ENDPOINT, endpoint);
        facts.put(Facts.WINDOW, window);
        facts.put(Facts.ASKED, asked);
        Map<String, Object> metadata = metadata(body.get("metadata"));
        if (!metadata.isEmpty()) {
            facts.put(Facts.METADATA, metadata);
        }
        long lasts = Expiry.of(body.get("output_expires_after"), "output_expires_after");
        if (lasts > 0) {
            facts.put(Facts.OUTPUT_LASTS, lasts);
        }
        if (body.get("serai") != null) {
            facts.put(Facts.DEFAULTS, Defaults.asked(body.get("serai")).toMap());
        }
        if (Json.write(facts).length > LARGEST_FACTS) {
            throw RejectedException.badRequest(
                    "'metadata' and 'serai' are larger than " + LARGEST_FACTS + " bytes together.", null);
        }
        long expires = batches.clock().millis() + time.toMillis();
        return batches.create(
                JobKind.OPENAI, owner, file.name(), origin, batches.files().content(file), facts, 0, expires);
    }

    static Map<?, ?> body(Inbound in) {
        try {
            Object body = Json.parseWritten(in.body());
            if (body instanceof Map<?, ?> map) {
                return map;
            }
        } catch (MalformedException e) {
            throw RejectedException.badRequest("The body is no JSON object: " + e.getMessage(), null);
        }
        throw RejectedException.badRequest("The body is no JSON object.", null);
    }

    private static String endpoint(Map<?, ?> body) {
        String endpoint = text(body, "endpoint");
        List<String> known = LineParser.URLS;
        if (!endpoint.equals(LineParser.ANY) && !known.contains(endpoint)) {
            throw RejectedException.badRequest(
                    "'endpoint' must be one of " + String.join(", ", known) + ", or auto.", "endpoint");
        }
        return endpoint;
    }

    static String text(Map<?, ?> body, String name) {
        if (body.get(name) instanceof String text && !text.isBlank()) {
            return text.strip();
        }
        throw RejectedException.badRequest(
                body.get(name) == null
                        ? "'" + name + "' is missing; it must be a text."
                        : "'" + name + "' must be a text that is not blank, in quotes.",
                name);
    }

    private static Duration window(String window) {
        Matcher matcher = WINDOW.matcher(window);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration time = matcher.group(2).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number);
            if (time.isPositive() && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        }
        throw RejectedException.badRequest(
                "'completion_window' must be hours or days such as 24h or 7d, 30d at most.", "completion_window");
    }

    private static Map<String, Object> metadata(@Nullable Object given) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (given == null) {
            return metadata;
        }
        if (!(given instanceof Map<?, ?> map) || map.size() > MOST_METADATA) {
            throw RejectedException.badRequest(
                    "'metadata' must be an object of at most " + MOST_METADATA + " texts.", "metadata");
        }
        for (Map.Entry<?, ?> pair : map.entrySet()) {
            if (String.valueOf(pair.getKey()).length() > LONGEST_NAME) {
                throw RejectedException.badRequest(
                        "'metadata' has a name of more than " + LONGEST_NAME + " characters.", "metadata");
            }
            if (!(pair.getValue() instanceof String text) || text.length() > LONGEST_METADATA) {
                throw RejectedException.badRequest(
                        "'metadata." + pair.getKey() + "' must be a text of at most " + LONGEST_METADATA
                                + " characters.",
                        "metadata");
            }
            metadata.put(String.valueOf(pair.getKey()), text);
        }
        return metadata;
    }

    public byte[] list(Inbound in) {
        int most = Paths.number(in, "limit", 20, 100);
        List<Job> jobs = batches.jobs(JobKind.OPENAI, OpenAiFiles.owner(in), Paths.text(in, "after"), "", most + 1);
        return Json.write(OpenAiFiles.page(
                jobs.stream().limit(most).map(OpenAiBatches::object).toList(), jobs.size() > most));
    }

    public byte[] get(Inbound in) {
        return Json.write(object(job(in)));
    }

    public byte[] cancel(Inbound in) {
        Job job = job(in);
        if (job.state() != JobState.CANCELLING) {
            batches.cancel(job);
        }
        return Json.write(object(job(in)));
    }

    private Job job(Inbound in) {
        return batches.job(JobKind.OPENAI, OpenAiFiles.owner(in), Paths.behind(in, "batches"));
    }

    private static Map<String, Object> object(Job job) {
        JobState state = job.state() == JobState.PAUSED ? JobState.IN_PROGRESS : job.state();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", job.id());
        object.put("object", "batch");
        object.put("endpoint", job.endpoint());
        object.put("errors", errors(job));
        object.put("input_file_id", job.text(Facts.FILE));
        object.put("completion_window", job.text(Facts.WINDOW));
        object.put("status", state.word());
        object.put("output_file_id", id(job, Facts.OUTPUT));
        object.put("error_file_id", id(job, Facts.ERRORS));
        object.put("created_at", job.created() / 1000);
        object.put("in_progress_at", seconds(job.begun()));
        object.put("expires_at", seconds(job.expires()));
        object.put("finalizing_at", seconds(job.finishing()));
        object.put("completed_at", ended(job, JobState.COMPLETED));
        object.put("failed_at", ended(job, JobState.FAILED));
        object.put("expired_at", ended(job, JobState.EXPIRED));
        object.put("cancelling_at", seconds(job.cancelling()));
        object.put("cancelled_at", ended(job, JobState.CANCELLED));
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("total", job.total());
        counts.put("completed", job.done());
        counts.put("failed", job.failed());
        object.put("request_counts", counts);
        object.put("model", job.text(Facts.MODEL).isEmpty() ? null : job.text(Facts.MODEL));
        object.put("usage", usage(job.tokens()));
        object.put("metadata", job.fact(Facts.METADATA));
        return object;
    }

    private static Map<String, Object> usage(Tokens tokens) {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("input_tokens", tokens.input());
        usage.put("input_tokens_details", Map.of("cached_tokens", tokens.cached()));
        usage.put("output_tokens", tokens.output());
        usage.put("output_tokens_details", Map.of("reasoning_tokens", tokens.reasoning()));
        usage.put("total_tokens", tokens.input() + tokens.output());
        return usage;
    }

    private static @Nullable Object errors(Job job) {
        List<Map<String, Object>> problems = Sources.problems(job.fact(Facts.PROBLEMS));
        // OpenAI has all of its fields in each of them.
        problems.forEach(problem -> List.of("line", "param").forEach(name -> problem.putIfAbsent(name, null)));
        return problems.isEmpty() ? null : Map.of("object", "list", "data", problems);
    }

    private static @Nullable String id(Job job, String fact) {
        String id = job.text(fact);
        return id.isEmpty() || !job.state().ended() ? null : id;
    }

    private static @Nullable Long seconds(long millis) {
        return millis == 0 ? null : millis / 1000;
    }

    private static @Nullable Long ended(Job job, JobState state) {
        return job.state() == state ? seconds(job.ended()) : null;
    }
}
