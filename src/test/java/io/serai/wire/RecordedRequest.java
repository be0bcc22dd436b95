package io.serai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as a fake vendor got it. */
public final class RecordedRequest {
    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;
    private @Nullable JsonNode json;

    RecordedRequest(String method, String path, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    public String method() {
        return method;
    }

    /** The path with its query, as sent. */
    public String path() {
        return path;
    }

    /** The headers by lower-case name; values of a repeated one are joined by {@code ", "}. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The value of a header in any case, or null if it was not sent. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The key after {@code Bearer}, empty if there is none. */
    public String bearer() {
        String authorization = headers.getOrDefault("authorization", "");
        return authorization.startsWith("Bearer ") ? authorization.substring("Bearer ".length()) : "";
    }

    public byte[] bytes() {
        return body.clone();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body as JSON.
     *
     * @throws IllegalArgumentException if it is none
     */
    public JsonNode json() {
        JsonNode parsed = json;
        if (parsed == null) {
            parsed = Json.parse(body);
            json = parsed;
        }
        return parsed;
    }

    @Override
    public String toString() {
        return method + " " + path + " " + text();
    }
}
