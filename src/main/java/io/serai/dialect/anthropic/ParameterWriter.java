package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.Clamp;
import io.serai.dialect.JsonInWords;
import io.serai.dialect.Notes;
import io.serai.dialect.Traits;
import io.serai.dialect.anthropic.Generation.Sampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of canonical requests, as far as a model of Anthropic's takes them; what it does not take is noted. */
final class ParameterWriter {
    /** The length of an answer where neither the client nor the catalogue says one, which Anthropic demands. */
    private static final int MOST_TOKENS = 4096;

    /** What is written here, or means nothing to Anthropic. */
    private static final Set<String> READ = Set.of(
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "stop",
            "n",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "reasoning_effort",
            "reasoning_budget",
            "user",
            "service_tier",
            "stream_options");

    private final Map<String, Object> asked;
    private final Generation generation;
    private final Traits model;
    private final Notes notes;
    private final Map<String, Object> config = new LinkedHashMap<>();
    private final String instruction;
    private final boolean forced;
    private final ChatRequest request;

    ParameterWriter(ChatRequest request, Generation generation, Traits model, Notes notes) {
        this.request = request;
        this.asked = request.parameters();
        this.generation = generation;
        this.model = model;
        this.notes = notes;
        this.instruction = format();
        this.forced = "required".equals(asked.get("tool_choice")) || asked.get("tool_choice") instanceof Map;
    }

    /** What to add to the system prompt, for what only words can ask for. */
    String instruction() {
        return instruction;
    }

    static int mostTokens(Traits model) {
        return model.maxOutput() > 0 ? model.maxOutput() : MOST_TOKENS;
    }

    void write(Map<String, Object> fields) {
        if (asked.get("n") instanceof Number several) {
            Clamp.toOneAnswer(several, notes);
        }
        Long limit = limit();
        // What a model thinks has to fit into the longest answer that it gives.
        Long bound = limit == null && model.maxOutput() > 0 ? Long.valueOf(model.maxOutput()) : limit;
        Thinking thinking = Thinking.of(request, generation, forced, bound, notes);
        long most = limit != null ? limit : mostTokens(model);
        if (limit == null && model.maxOutput() <= 0) {
            most += thinking.budget();
        }
        fields.put("max_tokens", most);
        if (!thinking.fields().isEmpty()) {
            fields.put("thinking", thinking.fields());
        }
        if (!thinking.effort().isEmpty()) {
            config.put("effort", thinking.effort());
        }
        if (!config.isEmpty()) {
            fields.put("output_config", config);
        }
        sampling(fields, thinking.budget() > 0);
        stop(fields);
        toolChoice(fields);
        if (asked.get("user") instanceof String user && !user.isEmpty()) {
            fields.put("metadata", Map.of("user_id", user));
        }
        tier(fields);
        asked.forEach((name, value) -> {
            if (!READ.contains(name) && says(value)) {
                notes.drop(name);
            }
        });
    }

    private void tier(Map<String, Object> fields) {
        Object wanted = asked.get("service_tier");
        Parameters.TIERS.forEach((word, tier) -> {
            if (tier.equals(wanted)) {
                fields.put("service_tier", word);
            }
        });
        if (wanted != null && !fields.containsKey("service_tier")) {
            notes.drop("service_tier");
        }
    }

    /** Whether leaving a parameter out makes a difference. */
    private static boolean says(@Nullable Object value) {
        boolean nothing = value == null
                || Boolean.FALSE.equals(value)
                || (value instanceof Number number && number.doubleValue() == 0)
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof List<?> list && list.isEmpty());
        return !nothing;
    }

    private @Nullable Long limit() {
        Object wanted = asked.get("max_completion_tokens");
        wanted = wanted instanceof Number ? wanted : asked.get("max_tokens");
        if (!(wanted instanceof Number number)) {
            return null;
        }
        if (model.maxOutput() > 0 && number.longValue() > model.maxOutput()) {
            notes.adjust("max_tokens", number, model.maxOutput());
            return (long) model.maxOutput();
        }
        return number.longValue();
    }

    /** @see <a href="https://platform.claude.com/docs/en/api/migration-2026-10-21">Which models take which sampling parameters</a> */
    private void sampling(Map<String, Object> fields, boolean thinks) {
        boolean none = generation.sampling() == Sampling.NONE;
        if (asked.get("temperature") instanceof Number temperature) {
            boolean usual = temperature.doubleValue() == 1;
            if (!none && !(thinks && !usual)) {
                fields.put("temperature", clamped(temperature));
            } else if (!usual) {
                notes.drop("temperature");
            }
        }
        if (asked.get("top_p") instanceof Number share) {
            boolean second = generation.sampling() == Sampling.ONE && fields.containsKey("temperature");
            if (!none && !second && !(thinks && share.doubleValue() < 0.95)) {
                fields.put("top_p", share);
            } else if (share.doubleValue() != 1) {
                notes.drop("top_p");
            }
        }
        if (asked.get("top_k") instanceof Number count) {
            if (none || thinks) {
                notes.drop("top_k");
            } else {
                fields.put("top_k", count);
            }
        }
    }

    private Number clamped(Number temperature) {
        Number near = temperature.doubleValue() > 1 ? (Number) 1 : temperature.doubleValue() < 0 ? 0 : temperature;
        if (near != temperature) {
            notes.adjust("temperature", temperature, near);
        }
        return near;
    }

    /** Sequences of white space alone are refused. */
    private void stop(Map<String, Object> fields) {
        Object stop = asked.get("stop");
        List<?> all = stop instanceof List<?> list ? list : stop instanceof String ? List.of(stop) : List.of();
        List<?> taken = all.stream()
                .filter(text -> text instanceof String sequence && !sequence.isBlank())
                .toList();
        if (taken.size() < all.size()) {
            notes.drop("stop");
        }
        if (!taken.isEmpty()) {
            fields.put("stop_sequences", taken);
        }
    }

    private void toolChoice(Map<String, Object> fields) {
        Object wanted = asked.get("tool_choice");
        Object several = asked.get("parallel_tool_calls");
        if (request.tools().isEmpty()) {
            return;
        }
        if (forced && !generation.forced()) {
            throw new CannotExpressException("tool_choice: this model cannot be made to call a tool");
        }
        Map<String, Object> choice = new LinkedHashMap<>();
        if (wanted instanceof Map<?, ?> one) {
            choice.put("type", "tool");
            choice.put("name", one.get("function") instanceof Map<?, ?> function ? name(function) : name(one));
        } else if (wanted != null || several instanceof Boolean) {
            choice.put("type", "required".equals(wanted) ? "any" : "none".equals(wanted) ? "none" : "auto");
        }
        if (several instanceof Boolean parallel && !"none".equals(choice.get("type"))) {
            choice.put("disable_parallel_tool_use", !parallel);
        }
        if (!choice.isEmpty()) {
            fields.put("tool_choice", choice);
        }
    }

    private static String name(Map<?, ?> function) {
        if (function.get("name") instanceof String name) {
            return name;
        }
        throw new CannotExpressException("tool_choice: it names no function");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs">Structured outputs</a> */
    private String format() {
        if (!(asked.get("response_format") instanceof Map<?, ?> format)) {
            return "";
        }
        String type = format.get("type") instanceof String word ? word : "text";
        if (type.equals("json_schema")
                && format.get("json_schema") instanceof Map<?, ?> named
                && named.get("schema") instanceof Map<?, ?> schema) {
            Map<String, Object> strict = generation.schemas() ? Schemas.strict(schema) : null;
            if (strict != null) {
                Map<String, Object> own = new LinkedHashMap<>();
                own.put("type", "json_schema");
                own.put("schema", strict);
                config.put("format", own);
                return "";
            }
            return inWords(type, schema);
        }
        if (!type.startsWith("json") && !type.equals("text")) {
            notes.drop("response_format " + type);
        } else if (!type.equals("text")) {
            return inWords(type, null);
        }
        return "";
    }

    private String inWords(String type, @Nullable Map<?, ?> schema) {
        notes.adjust("response_format", type, "words in the system prompt");
        notes.formatInWords();
        return JsonInWords.words(schema);
    }
}
