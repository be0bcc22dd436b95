package io.serai.dialect.openai;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Signature;
import io.serai.dialect.Fields;
import io.serai.dialect.Signatures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of thoughts in a message's {@code reasoning_details}, a field that OpenRouter has made and many clients send back. Only
 * signatures of other dialects' vendors are ours to write and to read, with the dialect's name in front; all others stay as they are.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">OpenRouter's reasoning tokens</a>
 */
final class ReasoningDetails {
    private static final String FIELD = "reasoning_details";
    private static final Pattern OURS = Pattern.compile("[a-z][a-z-]{1,20}:.*", Pattern.DOTALL);

    private final StringBuilder thoughts = new StringBuilder();
    private int count;

    /** The details of what a message, or its next piece, says; each comes with all of the thoughts that it signs. */
    List<Object> next(Message message) {
        List<Object> details = new ArrayList<>(1);
        for (Part part : message.parts()) {
            if (part instanceof Part.Reasoning thought) {
                Signature signature = thought.signature();
                boolean redacted = signature != null && signature.redacted();
                if (!redacted) {
                    thoughts.append(thought.text());
                }
                if (signature != null) {
                    details.add(detail(signature, redacted ? "" : thoughts.toString()));
                }
                if (signature != null && !redacted) {
                    thoughts.setLength(0);
                }
            }
        }
        return details;
    }

    private Map<String, Object> detail(Signature signature, String text) {
        String value = Signatures.write(signature, "openai");
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("type", signature.redacted() ? "reasoning.encrypted" : "reasoning.text");
        if (signature.redacted()) {
            detail.put("data", value);
        } else {
            detail.put("text", text);
            detail.put("signature", value);
        }
        detail.put("index", count++);
        return detail;
    }

    static void write(Map<String, Object> fields, List<Object> details) {
        if (details.isEmpty()) {
            return;
        }
        List<Object> all = new ArrayList<>();
        if (fields.get(FIELD) instanceof List<?> others) {
            all.addAll(others);
        }
        all.addAll(details);
        fields.put(FIELD, all);
    }

    /** Takes what is ours out of a client's message: the thoughts with their signatures; empty if there is nothing of ours. */
    static List<Part> take(Fields message) {
        if (!(message.peek(FIELD) instanceof List<?> details)) {
            return List.of();
        }
        List<Part> parts = new ArrayList<>(details.size());
        List<Object> others = new ArrayList<>();
        for (Object detail : details) {
            Part part = detail instanceof Map<?, ?> fields ? part(fields) : null;
            if (part == null) {
                others.add(detail);
            } else {
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            return parts;
        }
        message.drop(FIELD);
        if (!others.isEmpty()) {
            message.put(FIELD, others);
        }
        return parts;
    }

    private static @Nullable Part part(Map<?, ?> detail) {
        boolean redacted = "reasoning.encrypted".equals(detail.get("type"));
        if (!(detail.get(redacted ? "data" : "signature") instanceof String value)
                || !OURS.matcher(value).matches()) {
            return null;
        }
        String text = !redacted && detail.get("text") instanceof String thoughts ? thoughts : "";
        return new Part.Reasoning(text, Part.Reasoning.FIELD, Signatures.read(value, "openai", redacted));
    }
}
