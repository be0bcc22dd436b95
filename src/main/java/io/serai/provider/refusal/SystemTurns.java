package io.serai.provider.refusal;

import io.serai.dialect.Notes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** System messages of a payload with a list of {@code messages}, where a vendor's template takes them. */
final class SystemTurns {
    private SystemTurns() {}

    /** Whether there is one that a template may refuse: a second one, or one behind others. */
    static boolean areScattered(Map<String, Object> tree) {
        List<Map<Object, Object>> messages = messages(tree);
        for (int i = 0; i < messages.size(); i++) {
            if (isSystem(messages.get(i)) && (i > 0 || tree.containsKey("system"))) {
                return true;
            }
        }
        return false;
    }

    static boolean hasDeveloper(Map<String, Object> tree) {
        return messages(tree).stream().anyMatch(message -> "developer".equals(message.get("role")));
    }

    /** One message at the front says what all of them do; in Anthropic's form that is no message, but {@code system}. */
    static boolean toTheFront(Map<String, Object> tree, Notes notes) {
        if (!areScattered(tree)) {
            return false;
        }
        List<Map<Object, Object>> all = messages(tree);
        List<Object> others = new ArrayList<>();
        List<String> words = new ArrayList<>();
        boolean anthropic = tree.containsKey("system");
        Object first = tree.get("system");
        if (first != null) {
            words.add(text(first));
        }
        for (Map<Object, Object> message : all) {
            if (isSystem(message)) {
                words.add(text(message.get("content")));
            } else {
                others.add(message);
            }
        }
        String whole = words.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining("\n\n"));
        if (anthropic) {
            tree.put("system", whole);
        } else {
            Map<String, Object> system = new LinkedHashMap<>();
            system.put("role", "system");
            system.put("content", whole);
            others.addFirst(system);
        }
        tree.put("messages", others);
        notes.adjust("messages", "system", "one, at the front");
        return true;
    }

    static boolean withoutDeveloper(Map<String, Object> tree, Notes notes) {
        boolean changed = false;
        for (Map<Object, Object> message : messages(tree)) {
            if ("developer".equals(message.get("role"))) {
                message.put("role", "system");
                changed = true;
            }
        }
        if (changed) {
            notes.adjust("messages", "developer", "system");
        }
        return changed;
    }

    private static boolean isSystem(Map<Object, Object> message) {
        return "system".equals(message.get("role")) || "developer".equals(message.get("role"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<Object, Object>> messages(Map<String, Object> tree) {
        if (!(tree.get("messages") instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .map(item -> item instanceof Map<?, ?> map ? (Map<Object, Object>) map : new HashMap<>())
                .toList();
    }

    private static String text(@Nullable Object content) {
        if (content instanceof List<?> parts) {
            return parts.stream()
                    .map(part -> part instanceof Map<?, ?> map && map.get("text") instanceof String text ? text : "")
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("\n\n"));
        }
        return content instanceof String text ? text : "";
    }
}
