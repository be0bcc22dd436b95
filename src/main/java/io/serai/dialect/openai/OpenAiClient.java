package io.serai.dialect.openai;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.BatchWire;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Notes;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** OpenAI's HTTP API as Serai speaks it to vendors, OpenAI itself and all that are compatible with it. */
public final class OpenAiClient implements ClientDialect {

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Payload writeChat(ChatRequest request, Traits model) {
        Notes notes = new Notes();
        ChatRequest own = request.dialect().equals(name()) ? request : ForeignRequest.translate(request, model, notes);
        return new Payload("/chat/completions", Json.write(RequestWriter.chat(own)), Map.of(), notes);
    }

    /** @see <a href="https://platform.openai.com/docs/api-reference/chat/create">Names of tools</a> */
    @Override
    public String toolNames() {
        return "64 of A-Za-z0-9_-";
    }

    @Override
    public AnswerReader readChat(InputStream body) throws IOException {
        return new OpenAiAnswerReader(body);
    }

    @Override
    public Payload writeEmbedding(EmbeddingRequest request) {
        Notes notes = new Notes();
        EmbeddingRequest own = request.dialect().equals(name()) ? request : ForeignRequest.translate(request, notes);
        return new Payload("/embeddings", Json.write(RequestWriter.embedding(own)), Map.of(), notes);
    }

    @Override
    public EmbeddingResponse readEmbedding(InputStream body) throws IOException {
        Fields answer = whole(body);
        Errors.throwIfAny(answer, "data");
        return Embeddings.read(answer);
    }

    @Override
    public BatchWire batches() {
        return new OpenAiBatchWire();
    }

    @Override
    public VendorErrorException readError(int status, Map<String, String> headers, byte[] body) {
        return Errors.read(status, headers, body);
    }

    /** A whole answer; where it is a list, as Gemini's errors are, the first of it. */
    static Fields whole(InputStream body) throws IOException {
        Object json = Json.parse(body);
        Object answer = json instanceof List<?> list && !list.isEmpty() ? list.getFirst() : json;
        if (answer instanceof Map<?, ?> map) {
            return Fields.of(map);
        }
        throw new MalformedException("The answer is no JSON object", null);
    }
}
