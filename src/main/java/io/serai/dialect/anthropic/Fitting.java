package io.serai.dialect.anthropic;

import io.serai.dialect.JsonInWords;
import io.serai.dialect.Notes;
import io.serai.dialect.ToolSchemas;
import io.serai.dialect.Traits;
import io.serai.dialect.anthropic.Generation.Sampling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fits a request that came in Anthropic's form to the Claude that Serai has chosen: clients write it for the model whose name they know, and
 * generations differ in thinking, effort, sampling, system turns and the length of answers.
 *
 * @see Generation
 */
final class Fitting {
    private static final String THINKING = "thinking";
    private static final String CONFIG = "output_config";
    private static final String EFFORT = "effort";
    private static final String BUDGET = "budget_tokens";
    private static final String MAX_TOKENS = "max_tokens";

    private final Map<String, Object> fields;
    private final Generation generation;
    private final Notes notes;

    private Fitting(Map<String, Object> fields, Generation generation, Notes notes) {
        this.fields = fields;
        this.generation = generation;
        this.notes = notes;
    }

    /** @param fields a request's, of which nothing but fields is changed */
    static void fit(Map<String, Object> fields, String name, Traits model, Notes notes) {
        Fitting fitting = new Fitting(fields, Generation.of(name), notes);
        fitting.length(model);
        fitting.thinking();
        fitting.sampling();
        fitting.format();
        fitting.systemTurns();
        fitting.lastTurn();
        fitting.tools();
    }

    /** The assistant must not end with a text, unless the model goes on with that; with a tool of the vendor's own it pauses. */
    private void lastTurn() {
        if (!generation.goesOn()
                && fields.get("messages") instanceof List<?> turns
                && !turns.isEmpty()
                && turns.getLast() instanceof Map<?, ?> last
                && "assistant".equals(last.get("role"))
                && endsWithText(last.get("content"))) {
            List<Object> ended = new ArrayList<>(turns);
            ended.add(TurnWriter.goOn(notes));
            fields.put("messages", ended);
        }
    }

    private static boolean endsWithText(@Nullable Object content) {
        return content instanceof String
                || (content instanceof List<?> blocks
                        && !blocks.isEmpty()
                        && blocks.getLast() instanceof Map<?, ?> block
                        && "text".equals(block.get("type")));
    }

    /** A schema that is refused makes all requests fail that offer the tool. */
    private void tools() {
        if (!(fields.get("tools") instanceof List<?> tools)) {
            return;
        }
        List<Object> fitted = new ArrayList<>(tools.size());
        boolean changed = false;
        for (Object tool : tools) {
            Object other = tool instanceof Map<?, ?> map ? tool(View.of(map, "")) : tool;
            changed |= other != tool;
            fitted.add(other);
        }
        if (changed) {
            fields.put("tools", fitted);
        }
    }

    private static Object tool(View tool) {
        View schema = tool.objectIfAny("input_schema");
        Map<String, Object> plain = schema == null ? Map.of() : ToolSchemas.plain(schema.fields());
        if (schema == null || plain == schema.fields()) {
            return tool.fields();
        }
        Map<String, Object> fitted = new LinkedHashMap<>(tool.fields());
        fitted.put("input_schema", plain);
        return fitted;
    }

    private void length(Traits model) {
        if (model.maxOutput() > 0
                && fields.get(MAX_TOKENS) instanceof Number wanted
                && wanted.longValue() > model.maxOutput()) {
            notes.adjust(MAX_TOKENS, wanted, model.maxOutput());
            fields.put(MAX_TOKENS, model.maxOutput());
        }
    }

    private void thinking() {
        View thinking = View.of(fields, "").objectIfAny(THINKING);
        String type = thinking == null ? "" : thinking.textIfAny("type");
        Object budget = thinking == null ? null : thinking.get(BUDGET);
        if (generation.adaptive()) {
            if (type.equals("enabled") && budget instanceof Number tokens) {
                String effort = tokens.longValue() <= 4096 ? "low" : tokens.longValue() <= 16_384 ? "medium" : "high";
                notes.adjust("thinking.budget_tokens", tokens, "effort " + effort);
                fields.put(THINKING, Map.of("type", "adaptive"));
                config().putIfAbsent(EFFORT, effort);
            } else if (type.equals("disabled") || type.equals("between_tools")) {
                off(type);
            }
            return;
        }
        Object effort = fields.get(CONFIG) instanceof Map<?, ?> config ? config.get(EFFORT) : null;
        if (effort != null && !generation.knowsEffort()) {
            config().remove(EFFORT);
            if (!type.equals("adaptive")) {
                notes.drop("output_config.effort");
            }
        }
        if (type.equals("adaptive")) {
            budget(effort instanceof String word ? word : "medium");
        } else if (type.equals("between_tools")) {
            fields.remove(THINKING);
            notes.adjust(THINKING, type, "disabled");
        }
    }

    private void off(String type) {
        String word = generation.off();
        if (generation.alwaysThinks()) {
            fields.remove(THINKING);
            config().putIfAbsent(EFFORT, "low");
            notes.adjust(THINKING, type, "effort low");
        } else if (word.isEmpty() && type.equals("between_tools")) {
            fields.put(THINKING, Map.of("type", "disabled"));
            notes.adjust(THINKING, type, "disabled");
        } else if (!word.isEmpty() && !word.equals(type)) {
            fields.put(THINKING, Map.of("type", word));
            notes.adjust(THINKING, type, word);
        }
    }

    /** A number of tokens that is below the answer's length, as it must be. */
    private void budget(String effort) {
        long tokens = Thinking.budget(effort);
        long most = fields.get(MAX_TOKENS) instanceof Number limit ? limit.longValue() : Long.MAX_VALUE;
        long taken = Math.min(tokens, most / 2);
        if (taken < Thinking.LEAST) {
            fields.remove(THINKING);
            notes.drop(THINKING);
            return;
        }
        Map<String, Object> enabled = new LinkedHashMap<>();
        enabled.put("type", "enabled");
        enabled.put(BUDGET, taken);
        fields.put(THINKING, enabled);
        notes.adjust(THINKING, "adaptive", taken + " tokens");
    }

    private void sampling() {
        if (generation.sampling() == Sampling.NONE) {
            for (String name : List.of("temperature", "top_p", "top_k")) {
                Object value = fields.remove(name);
                boolean usual = value instanceof Number number && !name.equals("top_k") && number.doubleValue() == 1;
                if (value != null && !usual) {
                    notes.drop(name);
                }
            }
        } else if (generation.sampling() == Sampling.ONE
                && fields.get("temperature") != null
                && fields.remove("top_p") != null) {
            notes.drop("top_p");
        }
    }

    /** A schema that the model cannot be held to is asked for in words. */
    private void format() {
        if (generation.schemas()) {
            return;
        }
        Object format = fields.remove("output_format");
        if (fields.get(CONFIG) instanceof Map<?, ?> config && config.get("format") != null) {
            format = config().remove("format");
        }
        if (format instanceof Map<?, ?> told && told.get("schema") instanceof Map<?, ?> schema) {
            instruct(JsonInWords.words(schema));
            notes.adjust("output_config.format", "json_schema", "words in the system prompt");
        }
        if (fields.get(CONFIG) instanceof Map<?, ?> config && config.isEmpty()) {
            fields.remove(CONFIG);
        }
    }

    private void instruct(String words) {
        List<Object> system = new ArrayList<>();
        Object told = fields.get("system");
        if (told instanceof String text && !text.isBlank()) {
            system.add(AnswerWriter.text(text));
        } else if (told instanceof List<?> blocks) {
            system.addAll(blocks);
        }
        system.add(AnswerWriter.text(words));
        fields.put("system", system);
    }

    private Map<String, Object> config() {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (fields.get(CONFIG) instanceof Map<?, ?> config) {
            copy.putAll(View.of(config, "").fields());
        }
        fields.put(CONFIG, copy);
        return copy;
    }

    /** What the system says in the midst of a conversation is said by the user; behind the results of tools, which must come first. */
    private void systemTurns() {
        if (fields.get(CONFIG) instanceof Map<?, ?> config && config.isEmpty()) {
            fields.remove(CONFIG);
        }
        if (generation.systemTurns() || !(fields.get("messages") instanceof List<?> turns)) {
            return;
        }
        List<Object> written = new ArrayList<>(turns.size());
        List<Object> waiting = new ArrayList<>(0);
        for (Object turn : turns) {
            Map<?, ?> told = turn instanceof Map<?, ?> map ? map : Map.of();
            if ("system".equals(told.get("role"))) {
                waiting.add(asUser(told));
                continue;
            }
            boolean results = OriginalWriter.has(told, "tool_result");
            if (!results) {
                written.addAll(waiting);
                waiting.clear();
            }
            written.add(turn);
            if (results) {
                written.addAll(waiting);
                waiting.clear();
            }
        }
        written.addAll(waiting);
        if (written.size() != turns.size() || turns.stream().anyMatch(Fitting::isSystem)) {
            fields.put("messages", written);
            notes.adjust("messages", "role system", "user");
        }
    }

    private static boolean isSystem(@Nullable Object turn) {
        return turn instanceof Map<?, ?> map && "system".equals(map.get("role"));
    }

    private static Map<String, Object> asUser(Map<?, ?> turn) {
        Map<String, Object> user = new LinkedHashMap<>(View.of(turn, "").fields());
        user.put("role", "user");
        if (user.get("content") instanceof List<?> blocks) {
            List<Object> own = new ArrayList<>(blocks.size());
            for (Object block : blocks) {
                if (block instanceof Map<?, ?> map && "text".equals(map.get("type"))) {
                    own.add(block);
                }
            }
            user.put(
                    "content",
                    own.isEmpty()
                            ? List.of(AnswerWriter.text("[Something that cannot be shown here was left out.]"))
                            : own);
        }
        return user;
    }
}
