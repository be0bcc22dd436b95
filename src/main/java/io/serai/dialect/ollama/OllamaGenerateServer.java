package io.serai.dialect.ollama;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.ServerDialect;
import java.util.Map;

/**
 * The older forms of Ollama's HTTP API, that have a prompt in place of messages or inputs: generate and embeddings.
 *
 * @see <a href="https://docs.ollama.com/api/generate">API reference</a>
 */
public final class OllamaGenerateServer implements ServerDialect {
    static final String NAME = "ollama-generate";

    private static final AnswerWriter ANSWERS = new AnswerWriter(NAME);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest readChat(Inbound in) {
        return OllamaServer.read(() -> RequestReader.generate(in.body()));
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
        return OllamaServer.read(() -> RequestReader.embeddingOfPrompt(in.body()));
    }

    @Override
    public byte[] writeEmbedding(EmbeddingResponse answer, EmbeddingRequest request) {
        return Json.write(Map.of("embedding", answer.vectors().getFirst()));
    }

    @Override
    public byte[] writeError(ChatException error) {
        return Json.write(Errors.write(error));
    }
}
