package io.serai.dialect.anthropic;

import io.serai.dialect.Counts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The parameters of Anthropic's requests in OpenAI's names. Whether a value is good, the target knows. */
final class Parameters {
    private static final Predicate<Object> NUMBER = Number.class::isInstance;
    private static final Predicate<Object> TEXTS =
            value -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);

    /** With which of its capacities a vendor shall answer: any that it has, or the usual one only. */
    static final Map<String, String> TIERS = Map.of("auto", "auto", "standard_only", "default");

    private static final Set<String> CONFIGURED = Set.of("format", "effort");

    /** How thoughts are shown is for the client's own eyes: the other vendors show them or do not. */
    private static final Set<String> THINKING = Set.of("type", "budget_tokens", "display");

    private Parameters() {}

    static Map<String, Object> read(View body, boolean stream) {
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, "max_tokens", count(body, "max_tokens", 0));
        put(all, "temperature", body.value("temperature", NUMBER, "a number"));
        put(all, "top_p", body.value("top_p", NUMBER, "a number"));
        put(all, "top_k", count(body, "top_k", -1));
        put(all, "stop", body.value("stop_sequences", TEXTS, "a list of texts"));
        toolChoice(body, all);
        thinking(body, all);
        String tier = body.text("service_tier");
        put(all, "service_tier", TIERS.get(tier));
        if (!tier.isEmpty() && !TIERS.containsKey(tier)) {
            unknown(all, "service_tier " + tier);
        }
        View metadata = body.object("metadata");
        if (metadata != null && !metadata.text("user_id").isEmpty()) {
            all.put("user", metadata.text("user_id"));
        }
        if (stream) {
            all.put("stream_options", Map.of("include_usage", true));
        }
        return all;
    }

    private static @Nullable Object count(View body, String name, long least) {
        Object value = body.value(name, Counts::isWhole, "a whole number");
        if (Counts.isBelow(value, least)) {
            throw body.wrong(name, Counts.words(least));
        }
        return value;
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
            all.put(name, value);
        }
    }

    /** What nobody knows is named by those who write other dialects, and reaches Anthropic as it came. */
    private static void unknown(Map<String, Object> all, String what) {
        all.put(what, true);
    }

    private static void unknown(Map<String, Object> all, @Nullable View object, Set<String> known) {
        if (object != null) {
            object.fields().forEach((name, value) -> {
                if (value != null && !known.contains(name)) {
                    unknown(all, object.at(name));
                }
            });
        }
    }

    private static void toolChoice(View body, Map<String, Object> all) {
        View choice = body.object("tool_choice");
        if (choice == null) {
            return;
        }
        String type = choice.text("type");
        Object said = switch (type) {
            case "" -> throw choice.missing("type", "one of auto, any, tool, none");
            case "auto" -> "auto";
            case "any" -> "required";
            case "none" -> "none";
            case "tool" -> Map.of("type", "function", "function", Map.of("name", choice.neededText("name")));
            default -> null;
        };
        if (said == null) {
            unknown(all, "tool_choice " + type);
        } else {
            all.put("tool_choice", said);
        }
        Object alone = choice.value("disable_parallel_tool_use", Boolean.class::isInstance, "true or false");
        if (alone != null) {
            all.put("parallel_tool_calls", !Boolean.TRUE.equals(alone));
        }
    }

    /**
     * How much to think, and the form of the answer.
     *
     * @see <a href="https://platform.claude.com/docs/en/build-with-claude/effort">Effort</a>
     * @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs">Structured outputs</a>
     */
    private static void thinking(View body, Map<String, Object> all) {
        View config = body.object("output_config");
        View format = config == null ? null : config.object("format");
        // Its place before structured outputs left their beta.
        format = format == null ? body.object("output_format") : format;
        if (format != null && format.object("schema") instanceof View schema) {
            all.put(
                    "response_format",
                    Map.of(
                            "type",
                            "json_schema",
                            "json_schema",
                            Map.of("name", "answer", "schema", schema.fields(), "strict", true)));
        }
        View thinking = body.object("thinking");
        unknown(all, config, CONFIGURED);
        unknown(all, thinking, THINKING);
        String type = thinking == null ? "" : thinking.text("type");
        Object budget = thinking == null ? null : count(thinking, "budget_tokens", 0);
        String effort = config == null ? "" : config.text("effort");
        if (type.equals("disabled") || type.equals("between_tools")) {
            all.put("reasoning_effort", "none");
        } else if (type.equals("enabled") && budget != null) {
            all.put("reasoning_budget", budget);
        } else if (!effort.isEmpty()) {
            all.put("reasoning_effort", effort.equals("max") ? "xhigh" : effort);
        }
    }
}
