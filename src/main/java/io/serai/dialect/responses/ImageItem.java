package io.serai.dialect.responses;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An image that a model has made.
 *
 * @see <a href="https://platform.openai.com/docs/guides/tools-image-generation">Image generation</a>
 */
final class ImageItem extends Item {
    private final String base64;

    ImageItem(String id, int index, Output.Listener listener, String base64) {
        super(id, index, listener);
        this.base64 = base64;
    }

    @Override
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("type", "image_generation_call");
        fields.put("status", status());
        fields.put("result", status().equals(AnswerWriter.IN_PROGRESS) ? null : base64);
        return fields;
    }

    @Override
    void endParts() {
        tell("response.image_generation_call.completed");
    }
}
