package io.serai.dialect.gemini;

import io.serai.chat.ChatRequest;
import io.serai.chat.Original;
import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.ServerDialect.Known;
import io.serai.dialect.ServerDialect.ModelEntry;
import io.serai.dialect.TokenEstimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers to what needs no model: which models there are, and how many tokens a prompt has.
 *
 * @see <a href="https://ai.google.dev/api/models">Models</a>
 * @see <a href="https://ai.google.dev/api/tokens">Counting tokens</a>
 */
final class Questions {
    private static final List<String> METHODS =
            List.of("generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents");

    private Questions() {}

    /** The list of models, or the one that the path names. */
    static byte[] models(Inbound in, List<ModelEntry> models) {
        String id = Path.of(in.path()).model();
        if (id.isEmpty()) {
            Map<String, Object> list = new LinkedHashMap<>();
            list.put("models", models.stream().map(Questions::model).toList());
            return Json.write(list);
        }
        return Json.write(model(models.stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(() -> RejectedException.modelNotFound(
                        "Unknown model '" + id + "'. GET /v1beta/models lists what there is."))));
    }

    private static Map<String, Object> model(ModelEntry entry) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", "models/" + entry.id());
        model.put("version", "1");
        model.put("displayName", entry.id());
        model.put("description", "Answered by " + entry.owner());
        Known known = entry.known();
        if (known != null && known.context() > 0) {
            model.put("inputTokenLimit", known.context());
        }
        model.put("supportedGenerationMethods", METHODS);
        return model;
    }

    static byte[] countTokens(Inbound in) {
        Map<String, Object> body = Json.parseRequest(in.body()).rest();
        Map<?, ?> inner = Names.object(body, "generateContentRequest");
        Map<String, Object> counted = inner == null ? body : Names.own(inner);
        String model = Path.of(in.path()).model();
        ChatRequest request = RequestReader.chat(counted, model, false, false, Original.of("gemini", counted));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("totalTokens", TokenEstimate.count(request));
        return Json.write(answer);
    }
}
