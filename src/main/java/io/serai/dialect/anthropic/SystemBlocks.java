package io.serai.dialect.anthropic;

import io.serai.dialect.Instruction;
import io.serai.dialect.Instruction.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operator's instruction in a request that came in Anthropic's form: a block of its own, so that blocks that end a cache stay whole. */
final class SystemBlocks {
    private static final String SYSTEM = "system";
    private static final String MESSAGES = "messages";

    private SystemBlocks() {}

    static Map<String, Object> with(Map<String, Object> tree, Instruction ours) {
        Map<String, Object> fields = new LinkedHashMap<>(tree);
        Object theirs = tree.get(SYSTEM);
        if (ours.place() == Place.INSTEAD) {
            fields.put(SYSTEM, ours.text());
            if (tree.get(MESSAGES) instanceof List<?> turns) {
                fields.put(
                        MESSAGES, turns.stream().filter(turn -> !isSystem(turn)).toList());
            }
        } else if (theirs instanceof List<?> blocks && !blocks.isEmpty()) {
            List<Object> all = new ArrayList<>(blocks);
            all.add(ours.place() == Place.BEFORE ? 0 : all.size(), AnswerWriter.text(ours.text()));
            fields.put(SYSTEM, all);
        } else {
            fields.put(SYSTEM, ours.with(theirs instanceof String text ? text : ""));
        }
        return fields;
    }

    private static boolean isSystem(Object turn) {
        return turn instanceof Map<?, ?> map && SYSTEM.equals(map.get("role"));
    }
}
