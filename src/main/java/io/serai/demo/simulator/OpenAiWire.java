package io.serai.demo.simulator;

import io.serai.dialect.Json;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions, embeddings and list of models.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">API reference</a>
 */
final class OpenAiWire implements Wire {

    @Override
    public String base() {
        return "/v1";
    }

    @Override
    public @Nullable Asked read(HttpMethod method, String path, Map<String, String> query, byte[] body) {
        if (method == HttpMethod.GET) {
            return path.endsWith("/models") ? Asked.about(Asked.Kind.MODELS) : null;
        }
        if (path.endsWith("/embeddings")) {
            Object tree = Json.parse(body);
            Object input = Tree.at(tree, "input");
            return Asked.embedding(Tree.text(tree, "model"), Tree.tokens(input), Tree.seeds(input));
        }
        if (!path.endsWith("/chat/completions")) {
            return null;
        }
        Object tree = Json.parse(body);
        int most = Math.min(Tree.most(tree, "max_completion_tokens"), Tree.most(tree, "max_tokens"));
        return Asked.chat(Tree.text(tree, "model"), Tree.truth(tree, false, "stream"), most, Tree.tokens(tree))
                .withUsage(Tree.truth(tree, false, "stream_options", "include_usage"));
    }

    @Override
    public Object whole(Answered answer) {
        Object message = Tree.of("role", "assistant", "content", answer.text(), "refusal", null);
        return Tree.of(
                "id",
                id(answer),
                "object",
                "chat.completion",
                "created",
                answer.created(),
                "model",
                answer.model(),
                "choices",
                List.of(Tree.of("index", 0, "message", message, "logprobs", null, "finish_reason", reason(answer))),
                "usage",
                usage(answer));
    }

    @Override
    public String opening(Answered answer) {
        return chunk(answer, Tree.of("role", "assistant", "content", ""), null);
    }

    @Override
    public String word(Answered answer, int at) {
        return chunk(answer, Tree.of("content", answer.words().get(at)), null);
    }

    @Override
    public String closing(Answered answer) {
        String last = chunk(answer, Tree.of(), reason(answer));
        if (answer.asked().usage()) {
            Map<String, @Nullable Object> usage = frame(answer);
            usage.put("choices", List.of());
            usage.put("usage", usage(answer));
            last += Wire.event(usage);
        }
        return last + "data: [DONE]\n\n";
    }

    private static String chunk(Answered answer, Object delta, @Nullable String reason) {
        Map<String, @Nullable Object> chunk = frame(answer);
        chunk.put("choices", List.of(Tree.of("index", 0, "delta", delta, "logprobs", null, "finish_reason", reason)));
        return Wire.event(chunk);
    }

    private static Map<String, @Nullable Object> frame(Answered answer) {
        return Tree.of(
                "id",
                id(answer),
                "object",
                "chat.completion.chunk",
                "created",
                answer.created(),
                "model",
                answer.model());
    }

    private static String id(Answered answer) {
        return "chatcmpl-" + answer.id();
    }

    private static String reason(Answered answer) {
        return answer.whole() ? "stop" : "length";
    }

    private static Object usage(Answered answer) {
        return Tree.of(
                "prompt_tokens",
                answer.prompt(),
                "completion_tokens",
                answer.tokens(),
                "total_tokens",
                answer.prompt() + answer.tokens());
    }

    @Override
    public Object vectors(Asked asked, List<double[]> vectors) {
        List<Object> data = new ArrayList<>();
        for (double[] vector : vectors) {
            data.add(Tree.of("object", "embedding", "index", data.size(), "embedding", vector));
        }
        return Tree.of(
                "object",
                "list",
                "data",
                data,
                "model",
                asked.model(),
                "usage",
                Tree.of("prompt_tokens", asked.prompt(), "total_tokens", asked.prompt()));
    }

    @Override
    public Object models(List<String> models) {
        List<Object> data = new ArrayList<>();
        models.forEach(model ->
                data.add(Tree.of("id", model, "object", "model", "created", 1_700_000_000, "owned_by", "simulator")));
        return Tree.of("object", "list", "data", data);
    }

    @Override
    public Object error(Problem problem, String text) {
        String type = switch (problem) {
            case LIMITED -> "requests";
            case ERROR, UNAVAILABLE -> "server_error";
            default -> "invalid_request_error";
        };
        String code = switch (problem) {
            case UNAUTHORIZED -> "invalid_api_key";
            case NO_MODEL -> "model_not_found";
            case LIMITED -> "rate_limit_exceeded";
            default -> null;
        };
        return Tree.of("error", Tree.of("message", text, "type", type, "param", null, "code", code));
    }
}
