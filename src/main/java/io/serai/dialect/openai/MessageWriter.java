package io.serai.dialect.openai;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Canonical messages and pieces of them to OpenAI's form. */
final class MessageWriter {

    private MessageWriter() {}

    /** A turn of a conversation. */
    static Map<String, Object> turn(Message message) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", message.extras().getOrDefault("role", name(message.role())));
        say(turn, message, content(message, false), false);
        return turn;
    }

    /** The message of a whole answer. */
    static Map<String, Object> whole(Message message) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("role", "assistant");
        whole.put("content", null);
        say(whole, message, content(message, true), false);
        show(whole, message);
        ReasoningDetails.write(whole, new ReasoningDetails().next(message));
        whole.putIfAbsent("refusal", null);
        return whole;
    }

    /**
     * @param first whether it is the first piece of its choice, the one with the role
     * @param details those of its choice so far
     */
    static Map<String, Object> delta(Message message, boolean first, ReasoningDetails details) {
        Map<String, Object> delta = new LinkedHashMap<>();
        if (first) {
            delta.put("role", "assistant");
        }
        say(delta, message, content(message, true), true);
        show(delta, message);
        ReasoningDetails.write(delta, details.next(message));
        return delta;
    }

    private static void say(Map<String, Object> fields, Message message, @Nullable Object content, boolean piece) {
        if (content != null) {
            fields.put("content", content);
        }
        Map<String, StringBuilder> texts = new LinkedHashMap<>(2);
        for (Part part : message.parts()) {
            if (part instanceof Part.Reasoning reasoning) {
                if (reasoning.signature() == null || !reasoning.text().isEmpty()) {
                    append(texts, reasoning.field(), reasoning.text());
                }
            } else if (part instanceof Part.Refusal refusal && refusal.bare()) {
                append(texts, "refusal", refusal.text());
            }
        }
        texts.forEach((name, text) -> fields.put(name, text.toString()));
        List<ToolCall> calls = message.toolCalls();
        if (!calls.isEmpty()) {
            List<Object> list = new ArrayList<>(calls.size());
            for (ToolCall call : calls) {
                list.add(toolCall(call, piece ? list.size() : -1));
            }
            fields.put("tool_calls", list);
        }
        Fields.addRest(fields, message.extras());
    }

    /** The images of an answer, whose content is a text to all clients. */
    private static void show(Map<String, Object> fields, Message message) {
        List<Object> images = new ArrayList<>(0);
        for (Part part : message.parts()) {
            if (part instanceof Part.Image) {
                images.add(part(part));
            }
        }
        if (!images.isEmpty()) {
            fields.put(MessageReader.IMAGES, images);
        }
    }

    private static void append(Map<String, StringBuilder> texts, String name, String text) {
        texts.computeIfAbsent(name, first -> new StringBuilder()).append(text);
    }

    /** A text, or a list of parts; null if there is nothing that belongs there. */
    private static @Nullable Object content(Message message, boolean answer) {
        List<Part> shown = new ArrayList<>(message.parts().size());
        boolean text = true;
        for (Part part : message.parts()) {
            // Another vendor's own kind of part has no type.
            boolean unknown = answer
                    && part instanceof Part.Other other
                    && !other.fields().containsKey("type");
            boolean shownApart = answer && part instanceof Part.Image;
            if (unknown
                    || shownApart
                    || part instanceof Part.Reasoning
                    || (part instanceof Part.Refusal refusal && refusal.bare())) {
                continue;
            }
            shown.add(part);
            text &= part instanceof Part.Text piece
                    && (piece.bare() || (answer && piece.extras().isEmpty()));
        }
        if (shown.isEmpty()) {
            return null;
        }
        if (text) {
            return message.text();
        }
        List<Object> parts = new ArrayList<>(shown.size());
        for (Part part : shown) {
            parts.add(part(part));
        }
        return parts;
    }

    private static Map<String, Object> part(Part part) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (part) {
            case Part.Text text -> {
                fields.put("type", "text");
                fields.put("text", text.text());
                Fields.addRest(fields, text.extras());
            }
            case Part.Refusal refusal -> {
                fields.put("type", "refusal");
                fields.put("refusal", refusal.text());
            }
            case Part.Image image -> {
                fields.put("type", "image_url");
                Map<String, Object> address = new LinkedHashMap<>();
                address.put("url", image.url());
                if (image.detail() != null) {
                    address.put("detail", image.detail());
                }
                fields.put("image_url", Fields.addRest(address, image.extras().get("image_url")));
                Fields.addRest(fields, image.extras());
            }
            case Part.Other other -> fields.putAll(other.fields());
            case Part.Reasoning reasoning -> throw new IllegalArgumentException("Reasoning is no part of the content");
        }
        return fields;
    }

    private static Map<String, Object> toolCall(ToolCall call, int position) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (call.index() >= 0 || position >= 0) {
            fields.put("index", call.index() >= 0 ? call.index() : position);
        }
        if (!call.id().isEmpty()) {
            fields.put("id", call.id());
            fields.put("type", kind(call));
        }
        Map<String, Object> function = new LinkedHashMap<>();
        if (!call.name().isEmpty()) {
            function.put("name", call.name());
        }
        Object rest = call.extras().get("function");
        boolean named = !call.name().isEmpty() || !call.arguments().isEmpty();
        // Strict clients want the object in each piece of a function's call.
        if (named || (position >= 0 && !(rest instanceof Map) && isFunction(call))) {
            function.put("arguments", call.arguments());
        }
        Fields.addRest(function, rest);
        if (!function.isEmpty()) {
            fields.put("function", function);
        }
        Fields.addRest(fields, call.extras());
        fields.remove("type", "");
        return fields;
    }

    /** What is called; a vendor that leaves it open means a function. */
    private static Object kind(ToolCall call) {
        return call.extras().get("type") instanceof String type && !type.isEmpty() ? type : "function";
    }

    /** Whether it is a call, or a piece of one, that stands in no field of another kind. */
    private static boolean isFunction(ToolCall call) {
        return kind(call).equals("function") && call.extras().values().stream().noneMatch(Map.class::isInstance);
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
