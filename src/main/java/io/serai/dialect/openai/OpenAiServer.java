package io.serai.dialect.openai;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Fields;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.OldFunctions;
import io.serai.dialect.ServerDialect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * OpenAI's HTTP API as Serai speaks it to clients.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">API reference</a>
 */
public final class OpenAiServer implements ServerDialect {
    private static final String MODELS = "/v1/models/";

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public ChatRequest readChat(Inbound in) {
        return read(in.body(), body -> RequestReader.chat(in, body));
    }

    /**
     * The request in a body that is read already.
     *
     * @param in how the body has come
     * @throws MalformedException if it is none
     */
    public static ChatRequest chat(Inbound in, Fields body) {
        return RequestReader.chat(in, body);
    }

    @Override
    public byte[] writeChat(ChatResponse answer, ChatRequest request) {
        CustomCalls custom = CustomCalls.of(request);
        ChatResponse told = custom == null ? answer : custom.whole(answer);
        return Json.write(AnswerWriter.whole(OldFunctions.areOffered(request) ? OldCalls.of(told, true) : told));
    }

    @Override
    public EventWriter events(ChatRequest request) {
        return new OpenAiEvents(
                request.wantsUsageInStream(), CustomCalls.of(request), OldFunctions.areOffered(request));
    }

    @Override
    public EmbeddingRequest readEmbedding(Inbound in) {
        return read(in.body(), RequestReader::embedding);
    }

    @Override
    public byte[] writeEmbedding(EmbeddingResponse answer, EmbeddingRequest request) {
        return Json.write(Embeddings.write(answer, request));
    }

    @Override
    public byte[] writeError(ChatException error) {
        return Json.write(Errors.write(error));
    }

    @Override
    public Map<String, Operation> operations() {
        return Map.of("models", OpenAiServer::models);
    }

    /** The list of models, or the one that the path names. */
    private static byte[] models(Inbound in, List<ModelEntry> models) {
        String id = in.path().startsWith(MODELS) ? in.path().substring(MODELS.length()) : "";
        if (!id.isEmpty()) {
            return Json.write(model(models.stream()
                    .filter(entry -> entry.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> RejectedException.modelNotFound(
                            "Unknown model '" + id + "'. GET /v1/models lists what there is."))));
        }
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put("data", models.stream().map(OpenAiServer::model).toList());
        return Json.write(list);
    }

    private static Map<String, Object> model(ModelEntry entry) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", entry.id());
        model.put("object", "model");
        model.put("created", 0);
        model.put("owned_by", entry.owner());
        return model;
    }

    private static <T> T read(byte[] body, Function<Fields, T> reader) {
        try {
            return reader.apply(Json.parseRequest(body));
        } catch (MalformedException e) {
            String advice = e.path() == null ? "The body is not a JSON request: " + e.reason() + '.' : e.reason() + '.';
            throw RejectedException.badRequest(advice, e.path());
        }
    }
}
