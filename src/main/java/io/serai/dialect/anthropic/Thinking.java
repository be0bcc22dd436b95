package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.dialect.Notes;
import io.serai.dialect.Signatures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The amount of thinking: newer models take an effort, older ones a number of tokens.
 *
 * @param fields the field {@code thinking}; empty to leave it out
 * @param effort the effort in {@code output_config}; empty to leave it out
 * @param budget the tokens for thinking; 0 if none are set aside
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">Adaptive thinking</a>
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">Extended thinking</a>
 */
record Thinking(Map<String, Object> fields, String effort, long budget) {
    private static final Thinking UNSAID = new Thinking(Map.of(), "", 0);
    private static final String EFFORT = "reasoning_effort";
    private static final String BUDGET = "reasoning_budget";

    /** The least that Anthropic takes. */
    static final long LEAST = 1024;

    private static final Map<String, Long> BUDGETS =
            Map.of("minimal", 1024L, "low", 2048L, "medium", 8192L, "high", 16_384L, "xhigh", 32_768L, "max", 32_768L);

    /** With thinking turned off these are refused. */
    private static final List<String> HIGHER = List.of("xhigh", "max");

    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");

    /**
     * @param forced whether it must call a tool, which no model does that thinks before
     * @param limit the client's limit of the answer's length, thoughts included; null if it has none
     */
    static Thinking of(ChatRequest request, Generation generation, boolean forced, @Nullable Long limit, Notes notes) {
        Object effort = request.parameters().get(EFFORT);
        Object budget = request.parameters().get(BUDGET);
        String asked = budget instanceof Number ? BUDGET : EFFORT;
        boolean off = "none".equals(effort) || (budget instanceof Number zero && zero.longValue() == 0);
        if (generation.adaptive()) {
            String word = off ? "none" : adaptiveEffort(effort, budget, generation, notes);
            return word.isEmpty() && !forced ? UNSAID : adaptive(word, asked, generation, forced, notes);
        }
        long tokens = off ? 0 : tokens(effort, budget, limit, notes);
        if (tokens == 0) {
            return UNSAID;
        }
        if (forced || tokens < LEAST || (limit != null && limit <= tokens) || lacksThoughts(request.messages())) {
            notes.drop(asked);
            return UNSAID;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "enabled");
        fields.put("budget_tokens", tokens);
        return new Thinking(fields, "", tokens);
    }

    /** Tokens for an effort. */
    static long budget(String effort) {
        return BUDGETS.getOrDefault(effort, BUDGETS.getOrDefault("medium", LEAST));
    }

    private static Thinking adaptive(String word, String asked, Generation generation, boolean forced, Notes notes) {
        boolean none = word.equals("none");
        if (none && generation.alwaysThinks()) {
            notes.adjust(asked, "none", "low");
            return new Thinking(Map.of(), "low", 0);
        }
        boolean silenced = none || forced;
        String level = none ? "" : word;
        if (silenced) {
            if (HIGHER.contains(level)) {
                notes.adjust(asked, level, "high");
                level = "high";
            }
            boolean thinksUnasked = !generation.off().isEmpty() && !generation.alwaysThinks();
            return new Thinking(thinksUnasked ? Map.of("type", generation.off()) : Map.of(), level, 0);
        }
        // Most of these models keep their thoughts to themselves unless asked.
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "adaptive");
        fields.put("display", "summarized");
        return new Thinking(fields, level, 0);
    }

    private static String adaptiveEffort(
            @Nullable Object effort, @Nullable Object budget, Generation generation, Notes notes) {
        if (budget instanceof Number tokens) {
            String word = tokens.longValue() <= 4096 ? "low" : tokens.longValue() <= 16_384 ? "medium" : "high";
            notes.adjust(BUDGET, tokens, "effort " + word);
            return word;
        }
        if (!(effort instanceof String word) || word.isEmpty()) {
            return "";
        }
        String near = word.equals("minimal") ? "low" : word.equals("xhigh") ? generation.effort() : word;
        if (!EFFORTS.contains(near)) {
            notes.drop(EFFORT);
            return "";
        }
        if (!near.equals(word)) {
            notes.adjust(EFFORT, word, near);
        }
        return near;
    }

    /** Half of the answer at most, if the client has said no number, since the answer has to fit in, too. */
    private static long tokens(@Nullable Object effort, @Nullable Object budget, @Nullable Long limit, Notes notes) {
        if (budget instanceof Number tokens) {
            long wanted = Math.max(LEAST, tokens.longValue());
            long taken = limit != null && limit > LEAST ? Math.min(wanted, limit - 1) : wanted;
            if (taken != tokens.longValue()) {
                notes.adjust(BUDGET, tokens, taken);
            }
            return taken;
        }
        Long usual = effort instanceof String word ? BUDGETS.get(word) : null;
        if (usual == null) {
            if (effort != null) {
                notes.drop(EFFORT);
            }
            return 0;
        }
        return limit == null ? usual : Math.max(LEAST, Math.min(usual, limit / 2));
    }

    /** Whether the model is in the midst of calling tools, and its own thoughts before that are not there: then it may not think now. */
    private static boolean lacksThoughts(List<Message> messages) {
        if (messages.isEmpty() || messages.getLast().role() != Role.TOOL) {
            return false;
        }
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (message.role() == Role.USER) {
                return false;
            }
            if (message.role() == Role.ASSISTANT && message.parts().stream().noneMatch(Thinking::isOwn)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOwn(Part part) {
        return part instanceof Part.Reasoning thoughts
                && Signatures.ownOf(thoughts.signature(), AnthropicServer.NAME) != null;
    }
}
