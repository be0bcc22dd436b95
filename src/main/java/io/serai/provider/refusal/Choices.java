package io.serai.provider.refusal;

import io.serai.dialect.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The choice of one function, for vendors that know words only: it is the only one that is offered, and one must be called. */
final class Choices {
    /** LM Studio: "Invalid tool_choice type: 'object'. Supported string values: none, auto, required". */
    private static final Pattern WORDS_ONLY = Pattern.compile(
            "tool_choice.{0,80}(?:supported|valid|expected|must|should|one of).{0,80}required",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String CHOICE = "tool_choice";
    private static final String TOOLS = "tools";

    private Choices() {}

    static @Nullable Lesson refused(String text, Map<String, Object> sent) {
        return WORDS_ONLY.matcher(text).find() && named(sent.get(CHOICE)) != null
                ? Lesson.of(Lesson.Kind.CHOICE_IN_A_WORD)
                : null;
    }

    private static @Nullable Object named(@Nullable Object choice) {
        return choice instanceof Map<?, ?> map && map.get("function") instanceof Map<?, ?> function
                ? function.get("name")
                : null;
    }

    static boolean inAWord(Map<String, Object> tree, Notes notes) {
        Object name = named(tree.get(CHOICE));
        if (name == null || !(tree.get(TOOLS) instanceof List<?> tools)) {
            return false;
        }
        List<Object> only = new ArrayList<>(1);
        for (Object tool : tools) {
            if (tool instanceof Map<?, ?> map
                    && map.get("function") instanceof Map<?, ?> function
                    && name.equals(function.get("name"))) {
                only.add(tool);
            }
        }
        if (only.isEmpty()) {
            return false;
        }
        tree.put(TOOLS, only);
        tree.put(CHOICE, "required");
        notes.adjust(CHOICE, name, "required, of this one alone");
        return true;
    }
}
