package io.serai.dialect.ollama;

import io.serai.dialect.Instruction;
import io.serai.dialect.Instruction.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operator's instruction in a request that came in Ollama's form, as messages or as one prompt. */
final class SystemText {
    private static final String SYSTEM = "system";
    private static final String MESSAGES = "messages";

    private SystemText() {}

    static Map<String, Object> inPrompt(Map<String, Object> tree, Instruction ours) {
        Map<String, Object> fields = new LinkedHashMap<>(tree);
        fields.put(SYSTEM, ours.with(tree.get(SYSTEM) instanceof String text ? text : ""));
        return fields;
    }

    static Map<String, Object> inMessages(Map<String, Object> tree, Instruction ours) {
        List<Object> turns = new ArrayList<>();
        if (tree.get(MESSAGES) instanceof List<?> all) {
            turns.addAll(all);
        }
        if (ours.place() == Place.INSTEAD) {
            turns.removeIf(SystemText::isSystem);
        }
        int leading = 0;
        while (leading < turns.size() && isSystem(turns.get(leading))) {
            leading++;
        }
        if (leading == 0) {
            turns.addFirst(turn(Map.of("role", SYSTEM), ours.text()));
        } else {
            int at = ours.place() == Place.BEFORE ? 0 : leading - 1;
            Map<?, ?> theirs = (Map<?, ?>) turns.get(at);
            turns.set(at, turn(theirs, ours.with(theirs.get("content") instanceof String text ? text : "")));
        }
        Map<String, Object> fields = new LinkedHashMap<>(tree);
        fields.put(MESSAGES, turns);
        return fields;
    }

    private static Map<String, Object> turn(Map<?, ?> like, String text) {
        Map<String, Object> turn = new LinkedHashMap<>();
        like.forEach((name, value) -> turn.put(String.valueOf(name), value));
        turn.put("content", text);
        return turn;
    }

    private static boolean isSystem(Object turn) {
        return turn instanceof Map<?, ?> map && (SYSTEM.equals(map.get("role")) || "developer".equals(map.get("role")));
    }
}
