package io.serai.provider.refusal;

import io.serai.dialect.Notes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of a payload as templates of open models want them: user and assistant take turns, and the user speaks first and last. */
final class TurnsInTurn {
    private static final String ROLE = "role";
    private static final String CONTENT = "content";

    /** Stands for what a user who has said nothing might have said. */
    private static final String NOTHING_SAID = ".";

    private static final String GO_ON = "Continue.";
    private static final String OK = "Ok.";

    private TurnsInTurn() {}

    /** Whether two messages of one side follow each other, or the assistant begins. */
    static boolean areNot(Map<String, Object> tree) {
        String before = "assistant";
        for (Map<Object, Object> message : SystemTurns.messages(tree)) {
            String role = String.valueOf(message.get(ROLE));
            if (role.equals(before) && mayJoin(role)) {
                return true;
            }
            before = role.equals("system") || role.equals("developer") ? before : role;
        }
        return SystemTurns.areScattered(tree);
    }

    /** Joins messages of one side that follow each other; those of the system stand at the front then. */
    static boolean alternating(Map<String, Object> tree, Notes notes) {
        if (!areNot(tree)) {
            return false;
        }
        boolean unused = SystemTurns.toTheFront(tree, new Notes());
        List<Object> turns = new ArrayList<>();
        Map<String, Object> last = Map.of(ROLE, "assistant");
        for (Map<Object, Object> message : SystemTurns.messages(tree)) {
            Map<String, Object> turn = new LinkedHashMap<>();
            message.forEach((name, value) -> turn.put(name.toString(), value));
            String role = String.valueOf(turn.get(ROLE));
            boolean goesOn = role.equals(last.get(ROLE)) && mayJoin(role);
            if (goesOn && !last.containsKey(CONTENT)) {
                turns.add(turn("user", NOTHING_SAID));
                goesOn = false;
            }
            if (goesOn && !last.containsKey("tool_calls")) {
                join(last, turn);
            } else {
                turns.add(turn);
                last = role.equals("system") ? last : turn;
            }
        }
        tree.put("messages", turns);
        notes.adjust("messages", "turns of one side", "joined");
        return true;
    }

    private static void join(Map<String, Object> turn, Map<String, Object> more) {
        Object content = joined(turn.get(CONTENT), more.get(CONTENT));
        more.forEach((name, value) -> {
            if (value != null) {
                turn.merge(name, value, TurnsInTurn::both);
            }
        });
        turn.put(CONTENT, content);
    }

    /** Lists, such as images, go on; of other fields the first counts. */
    private static Object both(Object before, Object more) {
        if (!(before instanceof List<?> list) || !(more instanceof List<?> others)) {
            return before;
        }
        List<Object> all = new ArrayList<>(list);
        all.addAll(others);
        return all;
    }

    private static boolean mayJoin(String role) {
        return role.equals("user") || role.equals("assistant");
    }

    /** Whether the user speaks right behind the result of a tool. */
    static boolean followTools(Map<String, Object> tree) {
        String before = "";
        for (Map<Object, Object> message : SystemTurns.messages(tree)) {
            String role = String.valueOf(message.get(ROLE));
            if (role.equals("user") && before.equals("tool")) {
                return true;
            }
            before = role;
        }
        return false;
    }

    static boolean answeringTools(Map<String, Object> tree, Notes notes) {
        if (!followTools(tree)) {
            return false;
        }
        List<Object> turns = new ArrayList<>();
        String before = "";
        for (Map<Object, Object> message : SystemTurns.messages(tree)) {
            String role = String.valueOf(message.get(ROLE));
            if (role.equals("user") && before.equals("tool")) {
                turns.add(turn("assistant", OK));
            }
            turns.add(message);
            before = role;
        }
        tree.put("messages", turns);
        notes.adjust("messages", "user after a tool", "the assistant between them");
        return true;
    }

    /** Whether the assistant has said something last, and awaits no result. */
    static boolean endWithAssistant(Map<String, Object> tree) {
        List<Map<Object, Object>> messages = SystemTurns.messages(tree);
        return !messages.isEmpty()
                && "assistant".equals(messages.getLast().get(ROLE))
                && !messages.getLast().containsKey("tool_calls");
    }

    static boolean endingWithUser(Map<String, Object> tree, Notes notes) {
        if (!endWithAssistant(tree)) {
            return false;
        }
        List<Object> messages = new ArrayList<>(SystemTurns.messages(tree));
        messages.add(turn("user", GO_ON));
        tree.put("messages", messages);
        notes.adjust("messages", "ended by the assistant", "ended by the user with \"" + GO_ON + '"');
        return true;
    }

    /** Two contents as one: texts stand apart by an empty line, parts follow each other. */
    static Object joined(@Nullable Object before, @Nullable Object more) {
        if (before == null || before.equals("") || more == null || more.equals("")) {
            return before == null || before.equals("") ? more == null ? "" : more : before;
        }
        if (before instanceof String text && more instanceof String other) {
            return text + "\n\n" + other;
        }
        List<Object> parts = new ArrayList<>(parts(before));
        parts.addAll(parts(more));
        return parts;
    }

    private static List<?> parts(Object content) {
        if (content instanceof List<?> list) {
            return list;
        }
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("type", "text");
        text.put("text", content.toString());
        return List.of(text);
    }

    static Map<String, Object> turn(String role, Object content) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put(ROLE, role);
        turn.put(CONTENT, content);
        return turn;
    }
}
