package io.serai.demo.simulator;

import io.serai.dialect.MalformedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dialect as a vendor speaks it. It is written here once more, by the vendors' documents and not by Serai's own dialects, so that each
 * is checked against the other.
 */
interface Wire {
    /** The dialects that there are. */
    List<String> NAMES = List.of("openai", "anthropic", "gemini", "ollama");

    static Wire of(String name) {
        return switch (name) {
            case "anthropic" -> new AnthropicWire();
            case "gemini" -> new GeminiWire();
            case "ollama" -> new OllamaWire();
            default -> new OpenAiWire();
        };
    }

    /** What its base URL ends with. */
    String base();

    /** Reads the key that a request shows; the empty text if none. */
    default String key(HttpServerRequest request) {
        String shown = request.getHeader("authorization");
        return shown != null && shown.startsWith("Bearer ")
                ? shown.substring("Bearer ".length()).strip()
                : "";
    }

    /**
     * Reads what is wanted; null if nothing is at the path.
     *
     * @param query the value of a parameter, by name
     * @throws MalformedException if the body is no request
     */
    @Nullable
    Asked read(HttpMethod method, String path, Map<String, String> query, byte[] body);

    /** The whole answer. */
    Object whole(Answered answer);

    default String streamType() {
        return "text/event-stream";
    }

    /** What comes before the first word of a stream. */
    String opening(Answered answer);

    /** The piece of a stream with one word. */
    String word(Answered answer, int at);

    String closing(Answered answer);

    Object vectors(Asked asked, List<double[]> vectors);

    Object models(List<String> models);

    /** What there is besides. */
    default Object version() {
        return Tree.of("version", "0.12.0");
    }

    /** An error in its own shape. */
    Object error(Problem problem, String text);

    /** The status of an error. */
    default int status(Problem problem) {
        return problem.status();
    }

    static String event(Object data) {
        return "data: " + Tree.json(data) + "\n\n";
    }
}
