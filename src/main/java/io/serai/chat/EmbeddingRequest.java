package io.serai.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for vectors.
 *
 * @param dialect the dialect it was written in, whose words the unknown fields are
 * @param model what the client asked for, as in a chat request
 * @param input what to embed: texts, or lists of token numbers
 * @param parameters everything else, in OpenAI's names ({@code dimensions}, {@code encoding_format} ...)
 * @param original what it was read from, where the dialect's own words say more than this record; null where they do not
 */
public record EmbeddingRequest(
        String dialect,
        String model,
        List<Object> input,
        Map<String, Object> parameters,
        @Nullable Original original) implements Request {

    /** A request of which this record says all. */
    public EmbeddingRequest(String dialect, String model, List<Object> input, Map<String, Object> parameters) {
        this(dialect, model, input, parameters, null);
    }

    @Override
    public EmbeddingRequest withModel(String other) {
        return new EmbeddingRequest(dialect, other, input, parameters, original);
    }

    /** The same request with other parameters. */
    public EmbeddingRequest withParameters(Map<String, Object> others) {
        return new EmbeddingRequest(dialect, model, input, others);
    }

    /** Whether the client wants its vectors as base64 of little-endian 32-bit floats. */
    public boolean wantsBase64() {
        return "base64".equals(parameters.get("encoding_format"));
    }
}
