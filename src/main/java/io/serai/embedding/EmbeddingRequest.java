package io.serai.embedding;

import java.util.List;
import java.util.Map;

/**
 * A request for vectors.
 *
 * @param dialect the dialect it was written in, whose words the unknown fields are
 * @param model what the client asked for, as in a chat request
 * @param input what to embed: texts, or lists of token numbers
 * @param parameters everything else, in OpenAI's names ({@code dimensions}, {@code encoding_format} ...)
 */
public record EmbeddingRequest(String dialect, String model, List<Object> input, Map<String, Object> parameters) {

    /** The same request for another model. */
    public EmbeddingRequest withModel(String other) {
        return new EmbeddingRequest(dialect, other, input, parameters);
    }

    /** Whether the client wants its vectors as base64 of little-endian 32-bit floats. */
    public boolean wantsBase64() {
        return "base64".equals(parameters.get("encoding_format"));
    }
}
