package io.serai.dialect.anthropic;

import io.serai.dialect.CallIds;
import io.serai.dialect.Notes;
import io.serai.dialect.Pairs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link Pairs} for turns in Anthropic's form: each call has an id of its own, and its result in the
 * turn behind it. What is right stays as it came.
 */
final class TurnPairs {
    private static final String CONTENT = "content";
    private static final String CALL_OF = "tool_use_id";

    private final List<?> turns;
    private final Notes notes;
    private final CallIds ids = new CallIds();
    /** The calls that wait for their result: their ids now, by those that they had. */
    private final Map<String, Deque<String>> open = new LinkedHashMap<>();

    private boolean changed;

    private TurnPairs(List<?> turns, Notes notes) {
        this.turns = turns;
        this.notes = notes;
    }

    /** The turns themselves if there is nothing to mend. */
    static List<?> of(List<?> turns, Notes notes) {
        return new TurnPairs(turns, notes).mended();
    }

    private List<?> mended() {
        List<Object> mended = new ArrayList<>(turns.size());
        for (int i = 0; i < turns.size(); i++) {
            if (!(turns.get(i) instanceof Map<?, ?> told)) {
                return turns;
            }
            View turn = View.of(told, "messages[" + i + ']');
            String role = turn.textIfAny("role");
            View other = turn;
            if (role.equals("assistant")) {
                other = calling(turn);
            } else if (role.equals("user")) {
                other = answering(turn, !role(i + 1).equals(role));
            }
            changed |= other != turn;
            mended.add(other.fields());
        }
        if (!open.isEmpty()) {
            changed = true;
            Map<String, Object> turn = new LinkedHashMap<>();
            turn.put("role", "user");
            turn.put(CONTENT, missing("messages[" + turns.size() + ']'));
            mended.add(turn);
        }
        return changed ? mended : turns;
    }

    /** Who speaks next; the system may speak between, and is passed over. */
    private String role(int index) {
        for (int i = index; i < turns.size(); i++) {
            if (turns.get(i) instanceof Map<?, ?> turn && !"system".equals(turn.get("role"))) {
                return String.valueOf(turn.get("role"));
            }
        }
        return "";
    }

    private View calling(View turn) {
        if (!(turn.get(CONTENT) instanceof List<?> blocks)) {
            return turn;
        }
        List<Object> written = new ArrayList<>(blocks.size());
        boolean renamed = false;
        for (Object block : blocks) {
            String told = id(block, "tool_use", "id");
            String id = told.isEmpty() ? told : ids.own(told);
            renamed |= !id.equals(told);
            written.add(id.equals(told) ? block : with(block, "id", id));
            if (!told.isEmpty()) {
                open.computeIfAbsent(told, first -> new ArrayDeque<>(1)).add(id);
            }
        }
        return renamed ? View.of(with(turn.fields(), CONTENT, written), turn.path()) : turn;
    }

    /** @param last whether the assistant speaks next, so that all results must have come */
    private View answering(View turn, boolean last) {
        List<Object> results = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        boolean mended = false;
        for (Object block : blocks(turn.get(CONTENT))) {
            String told = id(block, "tool_result", CALL_OF);
            Deque<String> calls = open.get(told);
            String id = calls == null ? null : calls.poll();
            if (calls != null && calls.isEmpty()) {
                open.remove(told);
            }
            if (told.isEmpty()) {
                others.add(block);
            } else if (id == null) {
                mended = true;
                notes.adjust(turn.path(), "a result without its call", "words");
                others.addAll(inWords(block));
            } else {
                mended |= !id.equals(told);
                results.add(id.equals(told) ? block : with(block, CALL_OF, id));
            }
        }
        if (last && !open.isEmpty()) {
            mended = true;
            results.addAll(missing(turn.path()));
        }
        results.addAll(others);
        return mended ? View.of(with(turn.fields(), CONTENT, results), turn.path()) : turn;
    }

    private List<Object> missing(String place) {
        List<Object> results = new ArrayList<>();
        for (Deque<String> calls : open.values()) {
            for (String id : calls) {
                notes.adjust(place, "no result of " + id, "one that says so");
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("type", "tool_result");
                result.put(CALL_OF, id);
                result.put(CONTENT, Pairs.NO_RESULT);
                results.add(result);
            }
        }
        open.clear();
        return results;
    }

    /** Results are words and what they show. */
    private static List<Object> inWords(Object result) {
        StringBuilder text = new StringBuilder();
        List<Object> shown = new ArrayList<>();
        for (Object block : blocks(result instanceof Map<?, ?> map ? map.get(CONTENT) : null)) {
            if (block instanceof Map<?, ?> map && map.get("text") instanceof String piece) {
                text.append(piece);
            } else {
                shown.add(block);
            }
        }
        shown.addFirst(AnswerWriter.text("[Result of a tool: " + text + ']'));
        return shown;
    }

    private static List<?> blocks(@Nullable Object content) {
        return switch (content) {
            case List<?> list -> list;
            case String text when !text.isBlank() -> List.of(AnswerWriter.text(text));
            case null, default -> List.of();
        };
    }

    private static String id(Object block, String type, String name) {
        return block instanceof Map<?, ?> map && type.equals(map.get("type")) && map.get(name) instanceof String id
                ? id
                : "";
    }

    private static Map<String, Object> with(Object object, String name, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((field, told) -> copy.put(String.valueOf(field), told));
        }
        copy.put(name, value);
        return copy;
    }
}
