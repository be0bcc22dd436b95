package io.serai.dialect.gemini;

import io.serai.dialect.Notes;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fits a request that came in Gemini's form to the generation that Serai has chosen: clients write it for the model whose name they know, and
 * generations differ in how they control thinking.
 */
final class Fitting {
    private static final String CONFIG = "generationConfig";
    private static final String THINKING = "thinkingConfig";

    private Fitting() {}

    /**
     * @param body is changed only if it is not the tree
     * @param tree what the client sent, which stays as it is
     */
    static Map<String, Object> fit(Map<String, Object> body, Map<String, Object> tree, String model, Notes notes) {
        Map<?, ?> config = Names.object(body, CONFIG);
        Map<?, ?> thinking = config == null ? null : Names.object(config, THINKING);
        Generation generation = Generation.of(model);
        if (config == null || thinking == null || generation.number() == 0) {
            return body;
        }
        String level = Names.text(thinking, "thinkingLevel").toLowerCase(Locale.ROOT);
        boolean budget = Names.get(thinking, "thinkingBudget") != null;
        boolean byLevel = generation.wantsSignatures();
        boolean fits = level.isEmpty() && !budget
                ? generation.thinks()
                : byLevel ? !budget : generation.thinks() && level.isEmpty();
        return fits ? body : with(body, tree, config, fitted(thinking, level, generation, notes));
    }

    /** Null if the model is to be told nothing. */
    private static @Nullable Map<String, Object> fitted(
            Map<?, ?> thinking, String level, Generation generation, Notes notes) {
        long budget = Names.number(thinking, "thinkingBudget", -1);
        Map<String, Object> told;
        if (!generation.thinks()) {
            notes.drop(CONFIG + '.' + THINKING);
            return null;
        } else if (budget >= 0 && level.isEmpty()) {
            told = generation.thinking(null, budget, notes);
        } else if (level.isEmpty() || level.endsWith("unspecified")) {
            told = new LinkedHashMap<>();
        } else {
            told = generation.thinking(level, null, notes);
        }
        Map<String, Object> fitted = told == null ? new LinkedHashMap<>() : told;
        fitted.remove("includeThoughts");
        Object shown = Names.get(thinking, "includeThoughts");
        if (shown != null) {
            fitted.put("includeThoughts", shown);
        }
        return fitted;
    }

    private static Map<String, Object> with(
            Map<String, Object> body,
            Map<String, Object> tree,
            Map<?, ?> config,
            @Nullable Map<String, Object> thinking) {
        Map<String, Object> other = new LinkedHashMap<>(Names.own(config));
        other.remove(THINKING);
        other.remove(Names.snake(THINKING));
        if (thinking != null && !thinking.isEmpty()) {
            other.put(THINKING, thinking);
        }
        Map<String, Object> fitted = body == tree ? new LinkedHashMap<>(body) : body;
        fitted.remove(Names.snake(CONFIG));
        fitted.put(CONFIG, other);
        return fitted;
    }
}
