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
    private static final String GEMINI = "systemInstruction";

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

    /** Whether a system says anything. */
    static boolean areIn(Map<String, Object> tree) {
        return tree.get("system") != null
                || tree.get(GEMINI) != null
                || messages(tree).stream().anyMatch(SystemTurns::isSystem);
    }

    /** What systems say becomes the beginning of what the user says first; in Gemini's form it is a content of the user's. */
    static boolean asUser(Map<String, Object> tree, Notes notes) {
        if (!areIn(tree)) {
            return false;
        }
        if (tree.remove(GEMINI) instanceof Map<?, ?> instruction) {
            List<Object> contents = new ArrayList<>();
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("role", "user");
            first.put("parts", instruction.get("parts"));
            contents.add(first);
            contents.addAll((List<?>) tree.getOrDefault("contents", List.of()));
            tree.put("contents", contents);
        } else {
            boolean unused = toTheFront(tree, new Notes());
            tellByUser(tree);
        }
        notes.adjust("messages", "system", "user");
        return true;
    }

    private static void tellByUser(Map<String, Object> tree) {
        List<Object> all = new ArrayList<>(messages(tree));
        Object told = tree.remove("system");
        if (told == null && !all.isEmpty() && all.getFirst() instanceof Map<?, ?> first && isSystem(first)) {
            told = first.get("content");
            all.removeFirst();
        }
        String words = text(told);
        if (!all.isEmpty() && all.getFirst() instanceof Map<?, ?> first && isUsers(first)) {
            Map<String, Object> turn = new LinkedHashMap<>();
            first.forEach((name, value) -> turn.put(name.toString(), value));
            turn.put("content", TurnsInTurn.joined(words, first.get("content")));
            all.set(0, turn);
        } else {
            all.addFirst(TurnsInTurn.turn("user", words));
        }
        tree.put("messages", all);
    }

    private static boolean isUsers(Map<?, ?> message) {
        return "user".equals(message.get("role"));
    }

    private static boolean isSystem(Map<?, ?> message) {
        return "system".equals(message.get("role")) || "developer".equals(message.get("role"));
    }

    @SuppressWarnings("unchecked")
    static List<Map<Object, Object>> messages(Map<String, Object> tree) {
        if (!(tree.get("messages") instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .map(item -> item instanceof Map<?, ?> map ? (Map<Object, Object>) map : new HashMap<>())
                .toList();
    }

    static String text(@Nullable Object content) {
        if (content instanceof List<?> parts) {
            return parts.stream()
                    .map(part -> part instanceof Map<?, ?> map && map.get("text") instanceof String text ? text : "")
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("\n\n"));
        }
        return content instanceof String text ? text : "";
    }
}
