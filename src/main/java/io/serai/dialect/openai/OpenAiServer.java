package io.serai.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect;
import io.serai.embedding.EmbeddingRequest;
import io.serai.embedding.EmbeddingResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * OpenAI's HTTP API as Serai speaks it to clients.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">API reference</a>
 */
public final class OpenAiServer implements ServerDialect {

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public ChatRequest readChat(byte[] body) {
        return read(body, RequestReader::chat);
    }

    @Override
    public byte[] writeChat(ChatResponse answer) {
        return Json.write(json -> AnswerWriter.whole(json, answer));
    }

    @Override
    public EventWriter events() {
        return new OpenAiEvents();
    }

    @Override
    public EmbeddingRequest readEmbedding(byte[] body) {
        return read(body, RequestReader::embedding);
    }

    @Override
    public byte[] writeEmbedding(EmbeddingResponse answer, EmbeddingRequest request) {
        return Json.write(json -> Embeddings.write(json, answer, request.wantsBase64()));
    }

    @Override
    public byte[] writeError(ChatException error) {
        return Json.write(json -> Errors.write(json, error));
    }

    @Override
    public byte[] writeModels(List<ModelEntry> models) {
        return Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (ModelEntry model : models) {
                writeModel(json, model);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    @Override
    public byte[] writeModel(ModelEntry model) {
        return Json.write(json -> writeModel(json, model));
    }

    private static void writeModel(JsonGenerator json, ModelEntry model) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", model.id());
        json.writeStringField("object", "model");
        json.writeNumberField("created", 0);
        json.writeStringField("owned_by", model.owner());
        json.writeEndObject();
    }

    private static <T> T read(byte[] body, Function<Fields, T> reader) {
        try {
            return reader.apply(Json.parseObject(body));
        } catch (MalformedException e) {
            String advice = e.path() == null ? "The body is not a JSON request: " + e.reason() + '.' : e.reason() + '.';
            throw RejectedException.badRequest(advice, e.path());
        }
    }
}
