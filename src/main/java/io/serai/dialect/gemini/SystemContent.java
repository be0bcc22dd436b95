package io.serai.dialect.gemini;

import io.serai.dialect.Instruction;
import io.serai.dialect.Instruction.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operator's instruction in a request that came in Gemini's form: a part of its own beside those of the client. */
final class SystemContent {
    private static final String NAME = "systemInstruction";

    private SystemContent() {}

    static Map<String, Object> with(Map<String, Object> tree, Instruction ours) {
        Map<String, Object> body = new LinkedHashMap<>(tree);
        Object theirs = Names.get(tree, NAME);
        body.keySet().removeIf(name -> Names.camel(name).equals(NAME));
        Map<String, Object> content = new LinkedHashMap<>();
        List<Object> parts = new ArrayList<>();
        if (ours.place() != Place.INSTEAD && theirs instanceof Map<?, ?> said) {
            said.forEach((name, value) -> content.put(String.valueOf(name), value));
            parts.addAll(Names.list(said, "parts"));
        }
        if (parts.isEmpty()) {
            parts.add(part(ours.with(theirs instanceof String text ? text : "")));
        } else {
            parts.add(ours.place() == Place.BEFORE ? 0 : parts.size(), part(ours.block()));
        }
        content.put("parts", parts);
        body.put(NAME, content);
        return body;
    }

    private static Map<String, Object> part(String text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("text", text);
        return part;
    }
}
