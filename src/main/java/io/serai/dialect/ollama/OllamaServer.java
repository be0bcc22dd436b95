package io.serai.dialect.ollama;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Ollama's HTTP API as Serai speaks it to clients: chat, embed, and what is asked about models. Streaming is its default.
 *
 * @see <a href="https://docs.ollama.com/api">API reference</a>
 */
public final class OllamaServer implements ServerDialect {
    static final String NAME = "ollama";

    private static final AnswerWriter ANSWERS = new AnswerWriter(NAME);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest readChat(Inbound in) {
        return read(() -> RequestReader.chat(in.body()));
    }

    @Override
    public byte[] writeChat(ChatResponse answer, ChatRequest request) {
        return Json.write(ANSWERS.whole(answer, request));
    }

    @Override
    public EventWriter events(ChatRequest request) {
        return new OllamaEvents(ANSWERS, request);
    }

    @Override
    public EmbeddingRequest readEmbedding(Inbound in) {
        return read(() -> RequestReader.embedding(in.body()));
    }

    @Override
    public byte[] writeEmbedding(EmbeddingResponse answer, EmbeddingRequest request) {
        return Json.write(Embeddings.write(answer));
    }

    @Override
    public byte[] writeError(ChatException error) {
        return Json.write(Errors.write(error));
    }

    @Override
    public Map<String, Operation> operations() {
        return Map.of(
                "tags", Models::tags,
                "show", (in, models) -> read(() -> Models.show(in, models)),
                "ps", Models::running,
                "version", Models::version);
    }

    static <T> T read(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (MalformedException e) {
            String advice = e.path() == null ? "The body is not a JSON request: " + e.reason() + '.' : e.reason() + '.';
            throw RejectedException.badRequest(advice, e.path());
        }
    }
}
