package io.serai.demo.simulator;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's messages and list of models.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages/create">API reference</a>
 */
final class AnthropicWire implements Wire {

    @Override
    public String base() {
        return "/v1";
    }

    @Override
    public String key(HttpServerRequest request) {
        String shown = request.getHeader("x-api-key");
        return shown == null ? Wire.super.key(request) : shown;
    }

    @Override
    public @Nullable Asked read(HttpMethod method, String path, Map<String, String> query, byte[] body) {
        if (method == HttpMethod.GET) {
            return path.endsWith("/models") ? Asked.about(Asked.Kind.MODELS) : null;
        }
        if (!path.endsWith("/messages")) {
            return null;
        }
        Object tree = Json.parse(body);
        if (!(Tree.at(tree, "max_tokens") instanceof Number)) {
            throw new MalformedException("max_tokens: Field required", "max_tokens");
        }
        int most = Tree.most(tree, "max_tokens");
        return Asked.chat(Tree.text(tree, "model"), Tree.truth(tree, false, "stream"), most, Tree.tokens(tree));
    }

    @Override
    public Object whole(Answered answer) {
        List<Object> content =
                answer.words().isEmpty() ? List.of() : List.of(Tree.of("type", "text", "text", answer.text()));
        return message(answer, content, reason(answer), answer.tokens());
    }

    private static Map<String, @Nullable Object> message(
            Answered answer, List<Object> content, @Nullable String reason, int tokens) {
        Object usage = Tree.of(
                "input_tokens",
                answer.prompt(),
                "cache_creation_input_tokens",
                0,
                "cache_read_input_tokens",
                0,
                "output_tokens",
                tokens);
        return Tree.of(
                "id",
                "msg_" + answer.id(),
                "type",
                "message",
                "role",
                "assistant",
                "model",
                answer.model(),
                "content",
                content,
                "stop_reason",
                reason,
                "stop_sequence",
                null,
                "usage",
                usage);
    }

    @Override
    public String opening(Answered answer) {
        String start = event("message_start", "message", message(answer, List.of(), null, 1));
        if (answer.words().isEmpty()) {
            return start;
        }
        Map<String, @Nullable Object> block = Tree.of("type", "content_block_start", "index", 0);
        block.put("content_block", Tree.of("type", "text", "text", ""));
        return start + named("content_block_start", block) + named("ping", Tree.of("type", "ping"));
    }

    @Override
    public String word(Answered answer, int at) {
        Object delta = Tree.of(
                "type",
                "content_block_delta",
                "index",
                0,
                "delta",
                Tree.of("type", "text_delta", "text", answer.words().get(at)));
        return named("content_block_delta", delta);
    }

    @Override
    public String closing(Answered answer) {
        String stop = answer.words().isEmpty()
                ? ""
                : named("content_block_stop", Tree.of("type", "content_block_stop", "index", 0));
        Object delta = Tree.of(
                "type",
                "message_delta",
                "delta",
                Tree.of("stop_reason", reason(answer), "stop_sequence", null),
                "usage",
                Tree.of("output_tokens", answer.tokens()));
        return stop + named("message_delta", delta) + named("message_stop", Tree.of("type", "message_stop"));
    }

    private static String event(String type, String field, Object value) {
        return named(type, Tree.of("type", type, field, value));
    }

    private static String named(String type, Object data) {
        return "event: " + type + '\n' + Wire.event(data);
    }

    private static String reason(Answered answer) {
        return answer.whole() ? "end_turn" : "max_tokens";
    }

    @Override
    public Object vectors(Asked asked, List<double[]> vectors) {
        throw new IllegalStateException("Anthropic has no embeddings");
    }

    @Override
    public Object models(List<String> models) {
        List<Object> data = new ArrayList<>();
        models.forEach(model -> data.add(
                Tree.of("type", "model", "id", model, "display_name", model, "created_at", "2026-01-01T00:00:00Z")));
        return Tree.of(
                "data",
                data,
                "has_more",
                false,
                "first_id",
                models.isEmpty() ? null : models.getFirst(),
                "last_id",
                models.isEmpty() ? null : models.getLast());
    }

    @Override
    public int status(Problem problem) {
        return problem == Problem.UNAVAILABLE ? 529 : problem.status();
    }

    @Override
    public Object error(Problem problem, String text) {
        String type = switch (problem) {
            case UNAUTHORIZED -> "authentication_error";
            case NO_MODEL, NO_PATH -> "not_found_error";
            case MALFORMED -> "invalid_request_error";
            case LIMITED -> "rate_limit_error";
            case ERROR -> "api_error";
            case UNAVAILABLE -> "overloaded_error";
        };
        return Tree.of("type", "error", "error", Tree.of("type", type, "message", text), "request_id", "req_simulated");
    }
}
