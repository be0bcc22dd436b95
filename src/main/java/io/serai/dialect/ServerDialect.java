package io.serai.dialect;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.embedding.EmbeddingRequest;
import io.serai.embedding.EmbeddingResponse;
import java.util.List;

/** A wire format as Serai speaks it to its clients. Stateless. */
public interface ServerDialect {

    /** The dialect's name, such as {@code openai}. */
    String name();

    /** @throws RejectedException if the body is no such request; its message says where and why */
    ChatRequest readChat(byte[] body);

    byte[] writeChat(ChatResponse answer);

    /** A writer for one streamed answer. */
    EventWriter events();

    /** @throws RejectedException if the body is no such request */
    EmbeddingRequest readEmbedding(byte[] body);

    byte[] writeEmbedding(EmbeddingResponse answer, EmbeddingRequest request);

    byte[] writeError(ChatException error);

    /** The list of what may stand in the {@code model} field. */
    byte[] writeModels(List<ModelEntry> models);

    byte[] writeModel(ModelEntry model);

    /**
     * A name that may stand in the {@code model} field.
     *
     * @param owner who answers: a provider, or {@code serai} for pools and aliases
     */
    record ModelEntry(String id, String owner) {}
}
