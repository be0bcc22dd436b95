package io.serai.batch;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.RequestShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a job: OpenAI's batch lines ({@code custom_id, method, url, body}), Anthropic's ({@code custom_id, params}), plain
 * requests ({@code messages} or {@code input}), {@code {"prompt": ...}}, a JSON text, and records of a CSV file.
 */
final class LineParser {
    static final String CHAT = "/v1/chat/completions";
    static final String COMPLETIONS = "/v1/completions";
    static final String EMBEDDINGS = "/v1/embeddings";
    static final String RESPONSES = "/v1/responses";
    static final String MESSAGES = "/v1/messages";

    /** The endpoint of jobs whose lines may ask at any of them, and may be wrong one by one. */
    static final String ANY = "auto";

    /** What lines may ask at. */
    static final List<String> URLS = List.of(CHAT, RESPONSES, EMBEDDINGS, COMPLETIONS, MESSAGES);

    /** The field without which nothing is asked there. */
    private static final Map<String, String> CONTENTS = Map.of(
            CHAT, "messages", MESSAGES, "messages", RESPONSES, "input", EMBEDDINGS, "input", COMPLETIONS, "prompt");

    /** What is said of a line, and no field of its request. */
    private static final Set<String> OF_LINE = Set.of("custom_id", "prompt", "system", "task", "method", "url");

    private static final int LONGEST_ID = 512;
    private static final byte[] NONE = {};

    private final String endpoint;
    private final Defaults defaults;
    private final LineDefaults fills;
    private final List<String> columns;
    private final boolean writes;

    /**
     * @param endpoint where all lines ask; {@link #ANY} to let each say so
     * @param columns of a CSV file; empty for JSON lines
     */
    LineParser(String endpoint, Defaults defaults, List<String> columns) {
        this(endpoint, defaults, columns, true);
    }

    private LineParser(String endpoint, Defaults defaults, List<String> columns, boolean writes) {
        this.endpoint = endpoint;
        this.defaults = defaults;
        this.fills = new LineDefaults(defaults);
        this.columns = columns;
        this.writes = writes;
    }

    /** One whose lines have no body: they are only looked at. */
    LineParser forLooks() {
        return new LineParser(endpoint, defaults, columns, false);
    }

    /** Reads a line of JSON. */
    BatchLine json(RawLine raw) throws BadLineException {
        if (raw.fault() != null) {
            throw new BadLineException("line_too_long", raw.fault() + '.', null);
        }
        Object value;
        try {
            value = Json.parseWritten(raw.bytes());
        } catch (MalformedException e) {
            throw new BadLineException(
                    "invalid_json_line",
                    "The line is no JSON: " + e.getMessage()
                            + ". Each line is a request of its own, {...}, without brackets around all and commas"
                            + " between them.",
                    null);
        }
        if (value instanceof String prompt) {
            return prompt(raw.number(), "", "", Map.of(), prompt);
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new BadLineException("invalid_json_line", "The line is no JSON object, {...}.", null);
        }
        return object(raw.number(), map);
    }

    private BatchLine object(long number, Map<?, ?> map) throws BadLineException {
        String id = id(map, number);
        String task = text(map, "task");
        if (map.get("params") instanceof Map<?, ?> params) {
            return line(number, id, at(MESSAGES), task, params);
        }
        Object method = map.get("method");
        if (method != null && !"POST".equals(method)) {
            throw new BadLineException("invalid_method", "'method' must be \"POST\".", "method");
        }
        if (map.get("body") instanceof Map<?, ?> body) {
            return line(number, id, at(url(map, body)), task, body);
        }
        if (map.get("body") != null || map.get("url") != null) {
            throw new BadLineException("missing_required_parameter", "'body' must be an object, the request.", "body");
        }
        Map<String, Object> request = new LinkedHashMap<>();
        map.forEach((name, field) -> {
            if (!OF_LINE.contains(String.valueOf(name))) {
                request.put(String.valueOf(name), field);
            }
        });
        if (request.get("messages") == null
                && map.get("prompt") instanceof String text
                && !endpoint.equals(COMPLETIONS)) {
            String system = text(map, "system");
            return prompt(number, given(map), task, request, text, system);
        }
        if (map.get("prompt") != null) {
            request.put("prompt", map.get("prompt"));
        }
        if (map.get("system") != null) {
            request.put("system", map.get("system"));
        }
        return line(number, id, at(guess(request)), task, request);
    }

    /** A text of a line; empty if it has none. */
    private static String text(Map<?, ?> map, String name) throws BadLineException {
        Object value = map.get(name);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw new BadLineException("invalid_type", "'" + name + "' must be a text.", name);
    }

    private static String given(Map<?, ?> map) {
        return map.get("custom_id") instanceof String text ? text : "";
    }

    private static String id(Map<?, ?> map, long number) throws BadLineException {
        Object id = map.get("custom_id");
        if (id == null) {
            return "line-" + number;
        }
        if (!(id instanceof String text) || text.isEmpty() || text.length() > LONGEST_ID) {
            throw new BadLineException(
                    "invalid_custom_id",
                    "'custom_id' must be a text of 1 to " + LONGEST_ID + " characters.",
                    "custom_id");
        }
        return text;
    }

    private String url(Map<?, ?> map, Map<?, ?> body) throws BadLineException {
        Object url = map.get("url");
        if (url == null) {
            return endpoint.equals(ANY) ? guess(body) : endpoint;
        }
        if (url instanceof String text && URLS.contains(text)) {
            return text;
        }
        throw new BadLineException("invalid_url", "'url' must be one of " + String.join(", ", URLS) + '.', "url");
    }

    /** At which path a request asks that does not say so: where its job asks, if it can be asked there, or what its fields show. */
    private String guess(Map<?, ?> request) throws BadLineException {
        String content = CONTENTS.getOrDefault(endpoint, "");
        if (request.get(content) != null) {
            return endpoint;
        }
        if (request.get("messages") != null) {
            // OpenAI's chat has no such field.
            return request.get("system") == null ? CHAT : MESSAGES;
        }
        if (request.get("input") != null) {
            return RequestShape.of(request).vectors() ? EMBEDDINGS : RESPONSES;
        }
        if (request.get("prompt") != null) {
            return COMPLETIONS;
        }
        throw new BadLineException(
                "missing_required_parameter",
                "The line asks nothing; give 'prompt', 'messages', or 'custom_id', 'method', 'url' and 'body'.",
                null);
    }

    /** Where the line asks, which must be where its job asks. */
    private String at(String url) throws BadLineException {
        if (endpoint.equals(ANY) || endpoint.equals(url)) {
            return url;
        }
        throw new BadLineException(
                "mismatched_url", "The line asks at " + url + ", but its batch is for " + endpoint + '.', "url");
    }

    private BatchLine prompt(long number, String id, String task, Map<String, Object> request, String prompt)
            throws BadLineException {
        return prompt(number, id, task, request, prompt, "");
    }

    private BatchLine prompt(
            long number, String id, String task, Map<String, Object> request, String prompt, String system)
            throws BadLineException {
        if (prompt.isBlank()) {
            throw new BadLineException("empty_prompt", "The prompt is empty.", "prompt");
        }
        List<Object> messages = new ArrayList<>();
        if (!system.isEmpty()) {
            messages.add(Map.of("role", "system", "content", system));
        }
        messages.add(Map.of("role", "user", "content", prompt));
        Map<String, Object> whole = new LinkedHashMap<>(request);
        whole.put("messages", messages);
        return line(number, id.isEmpty() ? "line-" + number : id, at(CHAT), task, whole);
    }

    private BatchLine line(long number, String id, String url, String task, Map<?, ?> request) {
        Map<String, Object> whole = new LinkedHashMap<>();
        request.forEach((name, value) -> whole.put(String.valueOf(name), value));
        fills.fill(url, whole);
        // Nobody reads pieces here.
        whole.remove("stream");
        whole.remove("stream_options");
        if (url.equals(CHAT)) {
            whole.putIfAbsent("model", "auto");
        }
        String model = whole.get("model") instanceof String name ? name : "";
        return new BatchLine(
                number, id, url, task.isEmpty() ? defaults.task() : task, model, writes ? Json.write(whole) : NONE);
    }

    /** Reads a record of a CSV file; the columns {@code model}, {@code system} and {@code task} take precedence over the defaults. */
    BatchLine record(RawLine raw, List<String> fields) throws BadLineException {
        Map<String, Object> request = new LinkedHashMap<>();
        String model = field(fields, "model");
        if (model != null && !model.isBlank()) {
            request.put("model", model.strip());
        }
        String id = field(fields, "custom_id");
        String task = field(fields, "task");
        String system = field(fields, "system");
        return prompt(
                raw.number(),
                id == null ? "" : id.strip(),
                task == null ? "" : task.strip(),
                request,
                defaults.prompt(columns, fields),
                system == null ? "" : system);
    }

    private @Nullable String field(List<String> fields, String name) {
        int column = Defaults.column(columns, name);
        return column < 0 ? null : fields.get(column);
    }

    /** The beginning of a line, for people. */
    static String shown(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8);
        return text.strip();
    }
}
