package io.serai.demo.simulator;

import io.serai.dialect.Json;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Google's Gemini API: content, embeddings, and the list of models.
 *
 * @see <a href="https://ai.google.dev/api">API reference</a>
 */
final class GeminiWire implements Wire {
    private static final String MODELS = "/models/";

    @Override
    public String base() {
        return "/v1beta";
    }

    @Override
    public String key(HttpServerRequest request) {
        String shown = request.getHeader("x-goog-api-key");
        String asked = shown == null ? request.getParam("key") : shown;
        return asked == null ? "" : asked;
    }

    @Override
    public @Nullable Asked read(HttpMethod method, String path, Map<String, String> query, byte[] body) {
        if (method == HttpMethod.GET) {
            return path.endsWith("/models") ? Asked.about(Asked.Kind.MODELS) : null;
        }
        int begin = path.indexOf(MODELS);
        int end = path.lastIndexOf(':');
        if (begin < 0 || end < begin) {
            return null;
        }
        String model = path.substring(begin + MODELS.length(), end);
        String verb = path.substring(end + 1);
        return switch (verb) {
            case "generateContent", "streamGenerateContent" -> {
                Object tree = Json.parse(body);
                boolean stream = verb.startsWith("stream");
                int most = Tree.most(tree, "generationConfig", "maxOutputTokens");
                yield Asked.chat(model, stream, most, Tree.tokens(tree))
                        .asList(stream && !"sse".equals(query.get("alt")));
            }
            case "embedContent" -> {
                Object tree = Json.parse(body);
                yield Asked.embedding(model, Tree.tokens(tree), List.of(content(tree)));
            }
            case "batchEmbedContents" -> {
                Object tree = Json.parse(body);
                yield Asked.embedding(model, Tree.tokens(tree), seeds(tree)).asList(true);
            }
            default -> null;
        };
    }

    private static List<Integer> seeds(@Nullable Object tree) {
        return Tree.at(tree, "requests") instanceof List<?> requests
                ? requests.stream().map(GeminiWire::content).toList()
                : List.of();
    }

    private static Integer content(@Nullable Object request) {
        return Objects.hashCode(Tree.at(request, "content", "parts"));
    }

    @Override
    public Object whole(Answered answer) {
        return piece(answer, answer.text(), true);
    }

    @Override
    public String opening(Answered answer) {
        return answer.asked().list() ? "[" : "";
    }

    @Override
    public String word(Answered answer, int at) {
        return framed(answer, at, piece(answer, answer.words().get(at), false));
    }

    @Override
    public String closing(Answered answer) {
        return framed(answer, answer.tokens(), piece(answer, "", true))
                + (answer.asked().list() ? "]" : "");
    }

    private static String framed(Answered answer, int at, Object piece) {
        if (!answer.asked().list()) {
            return "data: " + Tree.json(piece) + "\r\n\r\n";
        }
        return (at == 0 ? "" : ",\r\n") + Tree.json(piece);
    }

    private static Object piece(Answered answer, String text, boolean last) {
        List<Object> parts = text.isEmpty() && answer.words().isEmpty() ? List.of() : List.of(Tree.of("text", text));
        Map<String, @Nullable Object> candidate =
                Tree.of("content", Tree.of("parts", parts, "role", "model"), "index", 0);
        if (last) {
            candidate.put("finishReason", answer.whole() ? "STOP" : "MAX_TOKENS");
        }
        Object usage = Tree.of(
                "promptTokenCount",
                answer.prompt(),
                "candidatesTokenCount",
                answer.tokens(),
                "totalTokenCount",
                answer.prompt() + answer.tokens());
        return Tree.of(
                "candidates",
                List.of(candidate),
                "usageMetadata",
                usage,
                "modelVersion",
                answer.model(),
                "responseId",
                answer.id());
    }

    @Override
    public Object vectors(Asked asked, List<double[]> vectors) {
        List<Object> all = new ArrayList<>();
        vectors.forEach(vector -> all.add(Tree.of("values", vector)));
        return asked.list() ? Tree.of("embeddings", all) : Tree.of("embedding", all.getFirst());
    }

    @Override
    public Object models(List<String> models) {
        List<Object> all = new ArrayList<>();
        models.forEach(model -> all.add(Tree.of(
                "name",
                "models/" + model,
                "displayName",
                model,
                "supportedGenerationMethods",
                List.of("generateContent", "embedContent"))));
        return Tree.of("models", all);
    }

    /** Google takes a bad key for a bad argument. */
    @Override
    public int status(Problem problem) {
        return problem == Problem.UNAUTHORIZED ? 400 : problem.status();
    }

    @Override
    public Object error(Problem problem, String text) {
        String status = switch (problem) {
            case UNAUTHORIZED, MALFORMED -> "INVALID_ARGUMENT";
            case NO_MODEL, NO_PATH -> "NOT_FOUND";
            case LIMITED -> "RESOURCE_EXHAUSTED";
            case ERROR -> "INTERNAL";
            case UNAVAILABLE -> "UNAVAILABLE";
        };
        Map<String, @Nullable Object> error = Tree.of("code", status(problem), "message", text, "status", status);
        if (problem == Problem.UNAUTHORIZED) {
            Object info = Tree.of(
                    "@type",
                    "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason",
                    "API_KEY_INVALID",
                    "domain",
                    "googleapis.com");
            error.put("details", List.of(info));
        }
        return Tree.of("error", error);
    }
}
