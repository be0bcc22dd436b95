package io.serai.dialect.cohere;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Json;
import io.serai.dialect.JsonInWords;
import io.serai.dialect.Notes;
import io.serai.dialect.Traits;
import io.serai.dialect.Unfamiliar;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Cohere's HTTP API, version 2, as Serai speaks it to Cohere.
 *
 * @see <a href="https://docs.cohere.com/reference/chat">API reference</a>
 */
public final class CohereClient implements ClientDialect {

    @Override
    public String name() {
        return "cohere";
    }

    @Override
    public Payload writeChat(ChatRequest request, Traits model) {
        Notes notes = new Notes();
        return new Payload(
                "/chat",
                Json.write(RequestWriter.chat(
                        formed(Unfamiliar.settle(request, name(), search -> null, notes), notes), notes)),
                Map.of(),
                notes);
    }

    /**
     * Where a form of the answer and tools do not go together, words ask for the form.
     *
     * @see <a href="https://docs.cohere.com/docs/structured-outputs">Structured outputs</a>
     */
    private static ChatRequest formed(ChatRequest request, Notes notes) {
        return request.wantsJson() && !request.tools().isEmpty() ? JsonInWords.ask(request, false, notes) : request;
    }

    /** @see <a href="https://docs.cohere.com/docs/tool-use">Names of tools</a> */
    @Override
    public String toolNames() {
        return "64 of A-Za-z0-9_, first A-Za-z_";
    }

    @Override
    public AnswerReader readChat(InputStream body) throws IOException {
        return new CohereAnswerReader(body);
    }

    @Override
    public Payload writeEmbedding(EmbeddingRequest request) {
        Notes notes = new Notes();
        return new Payload("/embed", Json.write(RequestWriter.embedding(request, notes)), Map.of(), notes);
    }

    @Override
    public EmbeddingResponse readEmbedding(InputStream body) throws IOException {
        return Embeddings.read(CohereAnswerReader.whole(body).rest());
    }

    @Override
    public VendorErrorException readError(int status, Map<String, String> headers, byte[] body) {
        return Errors.read(status, headers, body);
    }
}
