package io.serai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A vendor that answers OpenAI's chat, embeddings and models requests as it should.
 *
 * <p>It says {@code NAME says: } and the last text of the user, a word to a token and to an event. If the request has
 * tools and that text contains "call tools", it calls two of them instead. Canned answers replace all this for every
 * POST, at any path.
 */
public class HealthyVendor extends FakeVendor {
    private final String name;
    private final AtomicInteger answers = new AtomicInteger();
    private volatile List<String> models = List.of("small", "large");
    private volatile Map<String, String> headers = Map.of();
    private volatile Duration thinking = Duration.ZERO;
    private volatile Duration pausing = Duration.ZERO;
    private volatile boolean chunking;
    private volatile @Nullable String body;
    private volatile @Nullable List<String> events;

    public HealthyVendor(String name) {
        this.name = name;
    }

    /** Waits before each answer. */
    public final HealthyVendor thinking(Duration delay) {
        thinking = delay;
        return this;
    }

    /** Waits between two events of a stream. */
    public final HealthyVendor pausing(Duration delay) {
        pausing = delay;
        return this;
    }

    /** Sends this header with each answer, in place of its own one of that name. */
    public final HealthyVendor telling(String header, String value) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.put(header, value);
        headers = all;
        return this;
    }

    /** Lists these models; it answers for any model, though. */
    public final HealthyVendor offering(String... ids) {
        models = List.of(ids);
        return this;
    }

    /** Sends plain answers in chunks too, as vendors behind a proxy do. */
    public final HealthyVendor chunking() {
        chunking = true;
        return this;
    }

    /** Answers this, byte for byte, where no stream is asked for; or always, unless a stream is canned as well. */
    public final HealthyVendor answering(String json) {
        body = json;
        return this;
    }

    /**
     * Streams these events, byte for byte and each in one go, where a stream is asked for; or always, unless an answer
     * is canned as well. An event needs its {@code "data: "} and its empty line.
     */
    public final HealthyVendor streaming(String... canned) {
        events = List.of(canned);
        return this;
    }

    /** The vector that the embeddings of any healthy vendor hold for a text. */
    public static float[] vector(String text) {
        return Embeddings.vector(text);
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        Answer answer = request.method().equals("GET") ? listed(request) : answered(request);
        answer = chunking && !answer.chunked() ? answer.inChunks() : answer;
        return answer.with(headers).paced(thinking, pausing);
    }

    /** Whether to answer with a stream: if it was asked for in the body, or in the path as with Gemini. */
    protected boolean streams(RecordedRequest request) {
        return request.path().contains(":stream")
                || request.json().path("stream").asBoolean();
    }

    private Answer answered(RecordedRequest request) {
        List<String> cannedEvents = events;
        String cannedBody = body;
        if (cannedEvents != null && (cannedBody == null || streams(request))) {
            return Answer.stream(cannedEvents);
        }
        return cannedBody != null ? Answer.json(200, cannedBody) : understood(request);
    }

    private Answer understood(RecordedRequest request) {
        if (request.path().endsWith("/chat/completions")) {
            return chat(request);
        }
        return request.path().endsWith("/embeddings")
                ? Answer.json(200, Embeddings.answer(request.json()))
                : unknown(request);
    }

    private Answer chat(RecordedRequest request) {
        JsonNode json = request.json();
        var completion = Completion.to(json, name, "chatcmpl-" + name + "-" + answers.incrementAndGet());
        return streams(request)
                ? Answer.stream(completion.events(
                        json.at("/stream_options/include_usage").asBoolean()))
                : Answer.json(200, completion.whole());
    }

    private Answer listed(RecordedRequest request) {
        if (!request.path().endsWith("/models")) {
            return unknown(request);
        }
        ObjectNode list = Json.object().put("object", "list");
        list.putArray("data");
        for (String model : models) {
            ObjectNode item = list.withArray("data").addObject();
            item.put("id", model)
                    .put("object", "model")
                    .put("created", 1_763_683_200L)
                    .put("owned_by", name);
        }
        return Answer.json(200, list.toString());
    }

    private static Answer unknown(RecordedRequest request) {
        String message = "Invalid URL (" + request.method() + " " + request.path() + ")";
        return Answer.error(404, message, "invalid_request_error", null, null);
    }
}
