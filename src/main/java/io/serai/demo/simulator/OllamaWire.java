package io.serai.demo.simulator;

import io.serai.dialect.Json;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's chat, embeddings and tags; streams are lines of JSON.
 *
 * @see <a href="https://docs.ollama.com/api">API reference</a>
 */
final class OllamaWire implements Wire {
    private static final long NANOS_PER_TOKEN = 10_000_000;

    @Override
    public String base() {
        return "";
    }

    @Override
    public @Nullable Asked read(HttpMethod method, String path, Map<String, String> query, byte[] body) {
        if (method == HttpMethod.GET) {
            return path.endsWith("/api/tags")
                    ? Asked.about(Asked.Kind.MODELS)
                    : path.endsWith("/api/version") ? Asked.about(Asked.Kind.VERSION) : null;
        }
        if (path.endsWith("/api/embed")) {
            Object tree = Json.parse(body);
            Object input = Tree.at(tree, "input");
            return Asked.embedding(Tree.text(tree, "model"), Tree.tokens(input), Tree.seeds(input));
        }
        if (!path.endsWith("/api/chat")) {
            return null;
        }
        Object tree = Json.parse(body);
        int most = Tree.most(tree, "options", "num_predict");
        return Asked.chat(Tree.text(tree, "model"), Tree.truth(tree, true, "stream"), most, Tree.tokens(tree));
    }

    @Override
    public Object whole(Answered answer) {
        return last(answer, answer.text());
    }

    @Override
    public String streamType() {
        return "application/x-ndjson";
    }

    @Override
    public String opening(Answered answer) {
        return "";
    }

    @Override
    public String word(Answered answer, int at) {
        Map<String, @Nullable Object> line = line(answer, answer.words().get(at));
        line.put("done", false);
        return Tree.json(line) + '\n';
    }

    @Override
    public String closing(Answered answer) {
        return Tree.json(last(answer, "")) + '\n';
    }

    private static Map<String, @Nullable Object> line(Answered answer, String text) {
        return Tree.of(
                "model",
                answer.model(),
                "created_at",
                Instant.ofEpochSecond(answer.created()).toString(),
                "message",
                Tree.of("role", "assistant", "content", text));
    }

    private static Map<String, @Nullable Object> last(Answered answer, String text) {
        Map<String, @Nullable Object> line = line(answer, text);
        line.put("done", true);
        line.put("done_reason", answer.whole() ? "stop" : "length");
        line.put("total_duration", (answer.prompt() + answer.tokens()) * NANOS_PER_TOKEN);
        line.put("load_duration", NANOS_PER_TOKEN);
        line.put("prompt_eval_count", answer.prompt());
        line.put("prompt_eval_duration", answer.prompt() * NANOS_PER_TOKEN);
        line.put("eval_count", answer.tokens());
        line.put("eval_duration", answer.tokens() * NANOS_PER_TOKEN);
        return line;
    }

    @Override
    public Object vectors(Asked asked, List<double[]> vectors) {
        return Tree.of(
                "model",
                asked.model(),
                "embeddings",
                new ArrayList<Object>(vectors),
                "total_duration",
                asked.prompt() * NANOS_PER_TOKEN,
                "load_duration",
                NANOS_PER_TOKEN,
                "prompt_eval_count",
                asked.prompt());
    }

    @Override
    public Object models(List<String> models) {
        List<Object> all = new ArrayList<>();
        models.forEach(model -> all.add(
                Tree.of("name", model, "model", model, "modified_at", "2026-01-01T00:00:00Z", "size", 1_000_000_000L)));
        return Tree.of("models", all);
    }

    @Override
    public Object error(Problem problem, String text) {
        return Tree.of("error", text);
    }
}
