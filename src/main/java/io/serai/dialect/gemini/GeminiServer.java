package io.serai.dialect.gemini;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Original;
import io.serai.chat.RejectedException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Google's Gemini API as Serai speaks it to clients. The path has the model and, after a colon, the method.
 *
 * @see <a href="https://ai.google.dev/api">API reference</a>
 */
public final class GeminiServer implements ServerDialect {

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public ChatRequest readChat(Inbound in) {
        return read(() -> RequestReader.chat(in));
    }

    @Override
    public byte[] writeChat(ChatResponse answer, ChatRequest request) {
        Original original = answer.originalIn(name());
        return Json.write(original == null ? AnswerWriter.whole(answer, seesThoughts(request)) : original.tree());
    }

    @Override
    public EventWriter events(ChatRequest request) {
        Original original = request.originalIn(name());
        return new GeminiEvents(
                original != null && !"sse".equals(original.headers().get(RequestReader.FORM)), seesThoughts(request));
    }

    /** Clients of Google's see thoughts only if they ask for them, and some take any text for the answer. */
    private static boolean seesThoughts(ChatRequest request) {
        if (!request.dialect().equals("gemini")) {
            return true;
        }
        Original original = request.originalIn("gemini");
        Map<?, ?> config = original == null ? null : Names.object(original.tree(), "generationConfig");
        Map<?, ?> thinking = config == null ? null : Names.object(config, "thinkingConfig");
        return thinking != null && Boolean.TRUE.equals(Names.get(thinking, "includeThoughts"));
    }

    @Override
    public EmbeddingRequest readEmbedding(Inbound in) {
        return read(() -> RequestReader.embedding(in));
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
        return Map.of(
                "models", Questions::models, "countTokens", (in, models) -> read(() -> Questions.countTokens(in)));
    }

    private static <T> T read(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (MalformedException e) {
            String advice = e.path() == null ? "The body is not a JSON request: " + e.reason() + '.' : e.reason() + '.';
            throw RejectedException.badRequest(advice, e.path());
        }
    }
}
