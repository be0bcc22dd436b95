package io.serai.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Vectors, in the order of the request's input.
 *
 * @param model the model that answered, in the vendor's words
 * @param vectors one for each input
 * @param usage what it cost; null if not told
 * @param extras fields that Serai does not know
 */
public record EmbeddingResponse(
        String model, List<double[]> vectors, @Nullable Usage usage, Map<String, Object> extras) implements Answer {

    /** The same, said to be from a model if it does not say from which. */
    public EmbeddingResponse orFrom(String name) {
        return model.isEmpty() ? new EmbeddingResponse(name, vectors, usage, extras) : this;
    }
}
