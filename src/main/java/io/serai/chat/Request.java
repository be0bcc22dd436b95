package io.serai.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client's request to a model, in no vendor's form. */
public sealed interface Request permits ChatRequest, EmbeddingRequest {

    /**
     * The body of a message as a request.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Request of(@Nullable Object body) {
        if (body instanceof Request request) {
            return request;
        }
        throw new IllegalArgumentException("The body must be a chat or embedding request, not "
                + (body == null ? "empty" : body.getClass().getSimpleName()));
    }

    /** The dialect it was written in, whose words the unknown fields are. */
    String dialect();

    /** What the client asked for: {@code auto}, a task, a pool, an alias, {@code provider/model} or a bare model name. */
    String model();

    /** What no other component says, in OpenAI's names. */
    Map<String, Object> parameters();

    /** What it was read from, where the dialect's own words say more than this; null where they do not. */
    @Nullable
    Original original();

    /** The same request for another model. */
    Request withModel(String other);

    /** What it was read from, if that was in the given dialect. */
    default @Nullable Original originalIn(String name) {
        Original known = original();
        return known != null && known.dialect().equals(name) ? known : null;
    }
}
