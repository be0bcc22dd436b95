package io.serai.dialect.openai;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages in OpenAI's form, and the deltas of a stream, which have the same, to canonical ones. */
final class MessageReader {
    /** Where vendors put a model's thoughts; OpenAI itself shows none. */
    private static final List<String> REASONING_FIELDS = List.of("reasoning_content", "reasoning");

    /**
     * Takes Mistral's sources out of the parts of an answer, so that its text is one text.
     *
     * @see <a href="https://docs.mistral.ai/capabilities/citations/">Mistral's citations</a>
     */
    private static final String REFERENCES = "references";

    /**
     * Where images stand that a model has made. OpenAI's own chat shows none.
     *
     * @see <a href="https://openrouter.ai/docs/features/multimodal/image-generation">OpenRouter's image generation</a>
     */
    static final String IMAGES = "images";

    private MessageReader() {}

    /** A turn of a conversation. */
    static Message turn(Fields message, Role role) {
        return read(message, role, false);
    }

    /** What a model says, or adds to what it said. */
    static Message said(Fields message) {
        message.drop("role");
        return read(message, Role.ASSISTANT, true);
    }

    private static Message read(Fields message, Role role, boolean said) {
        List<Part> signed = said ? List.of() : ReasoningDetails.take(message);
        List<Part> parts = new ArrayList<>(signed.isEmpty() ? 2 : 2 + signed.size());
        parts.addAll(signed);
        for (String field : REASONING_FIELDS) {
            if (message.peek(field) instanceof String text) {
                message.drop(field);
                // What is signed has its text with it.
                if (signed.isEmpty()) {
                    parts.add(new Part.Reasoning(text, field));
                }
            }
        }
        Object content = message.peek("content");
        if (content instanceof String text) {
            message.drop("content");
            parts.add(new Part.Text(text, true, Map.of()));
        } else if (content instanceof List<?> items && !items.isEmpty()) {
            message.drop("content");
            List<Object> references = new ArrayList<>(0);
            for (int i = 0; i < items.size(); i++) {
                if (said && isReference(items.get(i))) {
                    references.add(items.get(i));
                } else {
                    parts.add(part(message, i, items.get(i), said));
                }
            }
            if (!references.isEmpty()) {
                message.put(REFERENCES, references);
            }
        }
        if (message.peek("refusal") instanceof String text) {
            message.drop("refusal");
            parts.add(new Part.Refusal(text, true));
        }
        if (said
                && message.peek(IMAGES) instanceof List<?> images
                && images.stream().allMatch(MessageReader::isImage)) {
            message.objects(IMAGES).forEach(image -> parts.add(image(image)));
        }
        List<Fields> calls = message.objects("tool_calls");
        List<ToolCall> toolCalls = new ArrayList<>(calls.size());
        for (Fields call : calls) {
            toolCalls.add(toolCall(call));
        }
        return new Message(role, parts, toolCalls, message.rest());
    }

    /** Answers have their text as one; some vendors send it as a list of parts nevertheless, with the model's thoughts among them. */
    private static Part part(Fields message, int index, @Nullable Object item, boolean said) {
        if (item instanceof String text) {
            return new Part.Text(text, said, Map.of());
        }
        if (!(item instanceof Map<?, ?> map)) {
            throw message.wrong("content[" + index + ']', "an object with a type", item);
        }
        Fields part = message.part("content[" + index + ']', map);
        switch (part.peek("type") instanceof String type ? type : "") {
            case "text" -> {
                if (part.has("text")) {
                    return text(part, said);
                }
            }
            case "image_url" -> {
                return image(part);
            }
            case "refusal" -> {
                if (map.size() == 2 && part.peek("refusal") instanceof String text) {
                    return new Part.Refusal(text, false);
                }
            }
            case "thinking" -> {
                // Of clients only Anthropic's form of it, a text, is another dialect's.
                boolean told = said || part.peek("thinking") instanceof String;
                String thoughts = told ? thoughts(part.peek("thinking")) : null;
                if (thoughts != null) {
                    return new Part.Reasoning(thoughts, REASONING_FIELDS.getFirst());
                }
            }
            default -> {
                Part foreign = said ? null : ForeignTurns.part(map);
                if (foreign != null) {
                    return foreign;
                }
            }
        }
        return new Part.Other(part.rest());
    }

    private static Part text(Fields part, boolean said) {
        part.drop("type");
        String text = part.text("text");
        part.drop("text");
        return new Part.Text(text, said && part.rest().isEmpty(), part.rest());
    }

    private static boolean isImage(@Nullable Object item) {
        Object told = item instanceof Map<?, ?> map ? map.get("image_url") : null;
        Object url = told instanceof Map<?, ?> map ? map.get("url") : told;
        return url instanceof String text && !text.isEmpty();
    }

    private static Part image(Fields part) {
        part.drop("type");
        if (part.peek("image_url") instanceof String url) {
            part.drop("image_url");
            return new Part.Image(url, null, part.rest());
        }
        Fields image = part.object("image_url");
        String url = image == null ? "" : image.text("url");
        if (image == null || url.isEmpty()) {
            throw part.missing("image_url.url", "the image's address or a data: URL");
        }
        String detail = image.text("detail");
        part.keep("image_url", image.rest());
        return new Part.Image(url, detail.isEmpty() ? null : detail, part.rest());
    }

    /**
     * The text of a part of thoughts; null if there is more to it than text.
     *
     * @see <a href="https://docs.mistral.ai/capabilities/reasoning/">Mistral's reasoning</a>
     */
    private static @Nullable String thoughts(@Nullable Object thinking) {
        if (thinking instanceof String text) {
            return text;
        }
        if (!(thinking instanceof List<?> items)) {
            return null;
        }
        StringBuilder joined = new StringBuilder();
        for (Object item : items) {
            if (item instanceof Map<?, ?> map && map.get("text") instanceof String text) {
                joined.append(text);
            } else if (!isReference(item)) {
                return null;
            }
        }
        return joined.toString();
    }

    private static boolean isReference(@Nullable Object part) {
        return part instanceof Map<?, ?> fields
                && fields.get("type") instanceof String type
                && type.endsWith("reference");
    }

    private static ToolCall toolCall(Fields call) {
        int index = call.placeIfAny("index", -1);
        String id = call.textIfAny("id");
        Fields function = call.object("function");
        if (function == null) {
            return new ToolCall(index, id, "", "", call.rest());
        }
        String name = function.textIfAny("name");
        String arguments = arguments(function);
        call.keep("function", function.rest());
        return new ToolCall(index, id, name, arguments, call.rest());
    }

    /** Some servers give the arguments as an object rather than as its text. */
    private static String arguments(Fields function) {
        Object arguments = function.peek("arguments");
        if (arguments == null || arguments instanceof String) {
            return function.textIfAny("arguments");
        }
        function.drop("arguments");
        return new String(Json.write(arguments), StandardCharsets.UTF_8);
    }
}
