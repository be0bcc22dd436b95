package io.serai.dialect;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.RejectedException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A wire format as Serai speaks it to its clients. Stateless. */
public interface ServerDialect {

    /** The dialect's name, such as {@code openai}. */
    String name();

    /** Where its clients look for the id of their request. */
    default String requestIdHeader() {
        return "x-request-id";
    }

    /** @throws RejectedException if it is no such request; its message says where and why */
    ChatRequest readChat(Inbound in);

    /** How many bytes are to be read for a request: its own, and those of what it refers to. */
    default long bytes(Inbound in) {
        return in.body().length;
    }

    byte[] writeChat(ChatResponse answer, ChatRequest request);

    /** A writer for one streamed answer. */
    EventWriter events(ChatRequest request);

    /** @throws RejectedException if it is no such request */
    default EmbeddingRequest readEmbedding(Inbound in) {
        throw new RejectedException(404, "not_found", "There are no embeddings in the dialect " + name() + '.', null);
    }

    default byte[] writeEmbedding(EmbeddingResponse answer, EmbeddingRequest request) {
        throw new IllegalStateException("no embeddings in " + name());
    }

    byte[] writeError(ChatException error);

    /** The same for dialects whose errors name their request. */
    default byte[] writeError(ChatException error, String requestId) {
        return writeError(error);
    }

    /** What clients may ask that needs no model: the list of models, a count of tokens ... by a name for the routes. */
    default Map<String, Operation> operations() {
        return Map.of();
    }

    /** Answers a question that needs no model. */
    @FunctionalInterface
    interface Operation {

        /**
         * @param models what may stand in the {@code model} field
         * @throws RejectedException if the question is wrong
         */
        byte[] answer(Inbound in, List<ModelEntry> models);
    }

    /**
     * A name that may stand in the {@code model} field.
     *
     * @param owner who answers: a provider, or {@code serai} for pools and aliases
     * @param known what is known of it, of a pool what the best of its targets can; null where nobody knows
     */
    record ModelEntry(String id, String owner, @Nullable Known known) {

        public ModelEntry(String id, String owner) {
            this(id, owner, null);
        }
    }

    /**
     * What is known of a model.
     *
     * @param context tokens of input and output together; 0 if not told
     * @param embeds whether it makes vectors, and does not chat
     */
    record Known(int context, boolean tools, boolean vision, boolean thinking, boolean embeds) {}
}
