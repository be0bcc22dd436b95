package io.serai.dialect.ollama;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Original;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Instruction;
import io.serai.dialect.Json;
import io.serai.dialect.Notes;
import io.serai.dialect.Traits;
import io.serai.dialect.Unfamiliar;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's own HTTP API as Serai speaks it to Ollama.
 *
 * @see <a href="https://docs.ollama.com/api">API reference</a>
 */
public final class OllamaClient implements ClientDialect {

    @Override
    public String name() {
        return OllamaServer.NAME;
    }

    @Override
    public Payload writeChat(ChatRequest request, Traits model) {
        Original chat = request.originalIn(OllamaServer.NAME);
        if (chat != null) {
            return new Payload("/api/chat", Json.write(RequestWriter.same(chat, request)));
        }
        Original generate = request.originalIn(OllamaGenerateServer.NAME);
        if (generate != null) {
            return new Payload("/api/generate", Json.write(RequestWriter.same(generate, request)));
        }
        Notes notes = new Notes();
        return new Payload(
                "/api/chat",
                Json.write(RequestWriter.chat(Unfamiliar.settle(request, name(), search -> null, notes), notes)),
                Map.of(),
                notes);
    }

    @Override
    public @Nullable Map<String, Object> instructed(Original original, Instruction instruction) {
        return switch (original.dialect()) {
            case OllamaServer.NAME -> SystemText.inMessages(original.tree(), instruction);
            case OllamaGenerateServer.NAME -> SystemText.inPrompt(original.tree(), instruction);
            default -> null;
        };
    }

    @Override
    public AnswerReader readChat(InputStream body) {
        return new OllamaAnswerReader(body);
    }

    @Override
    public Payload writeEmbedding(EmbeddingRequest request) {
        Notes notes = new Notes();
        return new Payload("/api/embed", Json.write(Embeddings.request(request, notes)), Map.of(), notes);
    }

    @Override
    public EmbeddingResponse readEmbedding(InputStream body) throws IOException {
        return Embeddings.read(Json.parseObject(body));
    }

    @Override
    public boolean needsImageData() {
        return true;
    }

    @Override
    public VendorErrorException readError(int status, Map<String, String> headers, byte[] body) {
        return Errors.read(status, headers, body);
    }
}
