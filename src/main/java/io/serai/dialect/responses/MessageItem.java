package io.serai.dialect.responses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's message, or its refusal. */
final class MessageItem extends Item {
    private final List<Content> contents = new ArrayList<>(1);

    MessageItem(String id, int index, Output.Listener listener) {
        super(id, index, listener);
    }

    /** @param logprobs of the tokens of the piece, if the vendor sends them */
    void say(String piece, boolean refusal, List<?> logprobs) {
        if (contents.isEmpty() || contents.getLast().refusal != refusal) {
            endLast();
            Content next = new Content(refusal);
            contents.add(next);
            tell("response.content_part.added", "content_index", contents.size() - 1, "part", next.fields());
        }
        contents.getLast().text.append(piece);
        if (refusal) {
            tell("response.refusal.delta", "content_index", contents.size() - 1, "delta", piece);
        } else {
            tell(
                    "response.output_text.delta",
                    "content_index",
                    contents.size() - 1,
                    "delta",
                    piece,
                    "logprobs",
                    logprobs);
        }
        weigh(logprobs);
    }

    /** Takes over the sources of the text; chat has them in an object of their own. */
    void annotate(@Nullable Object annotations) {
        if (!(annotations instanceof List<?> list)) {
            return;
        }
        for (Object annotation : list) {
            if (annotation instanceof Map<?, ?> map
                    && map.get("type") instanceof String type
                    && map.get(type) instanceof Map<?, ?> told) {
                Map<Object, Object> flat = new LinkedHashMap<>();
                flat.put("type", type);
                flat.putAll(told);
                Content last = contents.getLast();
                last.annotations.add(flat);
                tell(
                        "response.output_text.annotation.added",
                        "content_index",
                        contents.size() - 1,
                        "annotation_index",
                        last.annotations.size() - 1,
                        "annotation",
                        flat);
            }
        }
    }

    void weigh(List<?> logprobs) {
        contents.getLast().logprobs.addAll(logprobs);
    }

    private void endLast() {
        if (contents.isEmpty()) {
            return;
        }
        Content last = contents.getLast();
        int index = contents.size() - 1;
        if (last.refusal) {
            tell("response.refusal.done", "content_index", index, "refusal", last.text.toString());
        } else {
            tell(
                    "response.output_text.done",
                    "content_index",
                    index,
                    "text",
                    last.text.toString(),
                    "logprobs",
                    List.copyOf(last.logprobs));
        }
        tell("response.content_part.done", "content_index", index, "part", last.fields());
    }

    @Override
    void endParts() {
        endLast();
    }

    @Override
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("type", "message");
        fields.put("status", status());
        fields.put("role", "assistant");
        fields.put("content", contents.stream().<Object>map(Content::fields).toList());
        return fields;
    }

    /** A part of it. */
    private static final class Content {
        private final boolean refusal;
        private final StringBuilder text = new StringBuilder();
        private final List<Object> annotations = new ArrayList<>(0);
        private final List<Object> logprobs = new ArrayList<>(0);

        Content(boolean refusal) {
            this.refusal = refusal;
        }

        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("type", refusal ? "refusal" : "output_text");
            fields.put(refusal ? "refusal" : "text", text.toString());
            if (!refusal) {
                fields.put("annotations", List.copyOf(annotations));
                fields.put("logprobs", List.copyOf(logprobs));
            }
            return fields;
        }
    }
}
