package io.serai.dialect.gemini;

import io.serai.dialect.Notes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The differences between Gemini's generations, by the name of a model.
 *
 * @param number the generation, such as 2.5; 0 for a model that is no Gemini
 * @see <a href="https://ai.google.dev/gemini-api/docs/thinking">Thinking: levels and budgets</a>
 */
record Generation(double number, boolean pro, boolean lite) {
    private static final Pattern GEMINI = Pattern.compile("gemini-(\\d{1,2}(?:\\.\\d{1,2})?)");
    /** Such as gemini-flash-latest. */
    private static final Pattern LATEST = Pattern.compile("gemini-[a-z-]*latest");

    private static final double THINKS_BY_LEVEL = 3;
    private static final double THINKS = 2.5;
    private static final long SMALL = 2_048;
    private static final long MIDDLE = 12_288;
    private static final Map<String, Long> BUDGETS =
            Map.of("none", 0L, "minimal", 1024L, "low", 1024L, "medium", 8192L, "high", 24_576L, "xhigh", 24_576L);

    private static final List<String> LEVELS = List.of("minimal", "low", "medium", "high");

    static Generation of(String model) {
        boolean pro = model.contains("pro");
        boolean lite = model.contains("lite");
        Matcher name = GEMINI.matcher(model);
        if (name.find()) {
            return new Generation(Double.parseDouble(name.group(1)), pro, lite);
        }
        return new Generation(LATEST.matcher(model).find() ? THINKS_BY_LEVEL : 0, pro, lite);
    }

    /** Whether it can be told how to think. */
    boolean thinks() {
        return number >= THINKS;
    }

    /** Whether a call that comes back without its signature is refused. */
    boolean wantsSignatures() {
        return number >= THINKS_BY_LEVEL;
    }

    /** Whether the result of a function may hold images; before, they stand beside it. */
    boolean takesMediaInResults() {
        return number >= THINKS_BY_LEVEL;
    }

    /** Before, "function calling with a response mime type 'application/json' is unsupported". */
    boolean takesToolsWithJson() {
        return number >= THINKS_BY_LEVEL;
    }

    /** How much to think, in the words of this generation; null if nothing is said of it. */
    @Nullable
    Map<String, Object> thinking(@Nullable Object effort, @Nullable Object budget, Notes notes) {
        if (effort == null && budget == null) {
            return null;
        }
        if (number < THINKS) {
            notes.drop(effort == null ? "reasoning_budget" : "reasoning_effort");
            return null;
        }
        Map<String, Object> config = new LinkedHashMap<>();
        boolean thinks = !"none".equals(effort) && !(budget instanceof Number tokens && tokens.longValue() == 0);
        if (number >= THINKS_BY_LEVEL) {
            config.put("thinkingLevel", budget instanceof Number tokens ? level(tokens, notes) : level(effort, notes));
        } else {
            config.put(
                    "thinkingBudget", budget instanceof Number tokens ? budget(tokens, notes) : budget(effort, notes));
        }
        if (thinks) {
            config.put("includeThoughts", true);
        }
        return config;
    }

    private String level(@Nullable Object effort, Notes notes) {
        String level = String.valueOf(effort);
        String taken = switch (level) {
            case "none", "minimal" -> pro ? "low" : "minimal";
            case "xhigh" -> "high";
            default -> LEVELS.contains(level) ? level : "high";
        };
        if (!taken.equals(level)) {
            notes.adjust("reasoning_effort", level, taken);
        }
        return taken;
    }

    private String level(Number budget, Notes notes) {
        long tokens = budget.longValue();
        String level = tokens <= 0 ? "minimal" : tokens <= SMALL ? "low" : tokens <= MIDDLE ? "medium" : "high";
        String taken = pro && level.equals("minimal") ? "low" : level;
        notes.adjust("reasoning_budget", tokens, taken);
        return taken;
    }

    private long budget(@Nullable Object effort, Notes notes) {
        long tokens = BUDGETS.getOrDefault(String.valueOf(effort), 24_576L);
        long taken = inRange(tokens);
        if (taken != tokens) {
            notes.adjust("reasoning_effort", String.valueOf(effort), taken + " tokens");
        }
        return taken;
    }

    private long budget(Number budget, Notes notes) {
        long tokens = budget.longValue();
        long taken = inRange(tokens);
        if (taken != tokens) {
            notes.adjust("reasoning_budget", tokens, taken);
        }
        return taken;
    }

    /** Pro cannot but think; -1 leaves it to the model. */
    private long inRange(long tokens) {
        if (tokens == -1 || (tokens == 0 && !pro)) {
            return tokens;
        }
        return pro ? Math.clamp(tokens, 128, 32_768) : Math.clamp(tokens, lite ? 512 : 1, 24_576);
    }
}
