package io.serai.provider.adapt;

import io.serai.catalog.Capability;
import io.serai.catalog.Differences;
import io.serai.catalog.Model;
import io.serai.catalog.Rule;
import io.serai.catalog.Vendor;
import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.CustomTools;
import io.serai.dialect.JsonInWords;
import io.serai.dialect.Mended;
import io.serai.dialect.Notes;
import io.serai.dialect.OldFunctions;
import io.serai.dialect.Pairs;
import io.serai.dialect.Unfamiliar;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a canonical request one that a vendor takes, by the catalogue. A request that needs no change stays the same. */
public final class Adaptation {
    private static final String EFFORT = "reasoning_effort";

    private static final String OPENAI = "openai";

    /** From the least to the most. */
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    /** A choice of some of the tools, which OpenAI knows. */
    private static final String ALLOWED = "allowed_tools";

    private static final Rule DROP = new Rule.Drop();

    /**
     * Fields of OpenAI's clients for OpenAI that change no answer, or which only models of OpenAI's can do: vendors of its dialect get what
     * their entry in the catalogue names.
     *
     * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">Create a chat completion</a>
     */
    private static final List<String> HINTS = List.of(
            "prompt_cache_key",
            "prompt_cache_retention",
            "prompt_cache_options",
            "safety_identifier",
            "store",
            "metadata",
            "service_tier",
            "user",
            "verbosity",
            "prediction",
            "modalities",
            "moderation",
            "web_search_options");

    private Adaptation() {}

    public static ChatRequest of(ChatRequest asked, Vendor vendor, Notes notes) {
        // Requests in other dialects are mended by those who translate them.
        if (!vendor.dialect().equals(OPENAI)) {
            return adapted(asked, vendor, notes);
        }
        boolean own = asked.dialect().equals(OPENAI);
        boolean old = vendor.differences().parameters().containsKey(OldFunctions.KNOWN);
        ChatRequest paired = Pairs.of(old ? asked : OldFunctions.asTools(asked), notes);
        ChatRequest request = adapted(own ? narrowed(functions(paired, vendor), vendor, notes) : paired, vendor, notes);
        ChatRequest fitted = ReasoningModels.fitted(request, notes);
        return own ? Mended.of(fitted) : fitted;
    }

    private static ChatRequest functions(ChatRequest asked, Vendor vendor) {
        return vendor.differences().parameters().containsKey(CustomTools.KNOWN)
                ? asked
                : CustomTools.asFunctions(asked);
    }

    private static ChatRequest narrowed(ChatRequest asked, Vendor vendor, Notes notes) {
        boolean narrow = asked.parameters().get("tool_choice") instanceof Map<?, ?> choice
                && choice.containsKey(ALLOWED)
                && !vendor.differences().parameters().containsKey(ALLOWED);
        return narrow ? Unfamiliar.narrow(asked, notes) : asked;
    }

    private static ChatRequest adapted(ChatRequest asked, Vendor vendor, Notes notes) {
        Differences differences = vendor.differences();
        ChatRequest request = formed(asked, differences, notes);
        Model model = vendor.model(request.model()).orElse(null);
        boolean thinks = model == null || model.can().isEmpty() || model.can(Capability.REASONING);
        boolean hints = hasHints(request, vendor);
        if (differences.equals(Differences.NONE)
                && thinks
                && !hints
                && (model == null || !model.can(Capability.TOOLS_UNTHINKING))) {
            return request;
        }
        Map<String, Object> parameters = new LinkedHashMap<>(request.parameters());
        boolean changed = silenceThinking(request, model, parameters, notes);
        if (!thinks) {
            changed |= apply(EFFORT, DROP, parameters, notes);
            changed |= apply("reasoning_budget", DROP, parameters, notes);
        }
        changed |= apply(differences, parameters, notes);
        if (hints) {
            for (String hint : HINTS) {
                changed |= !differences.parameters().containsKey(hint) && apply(hint, DROP, parameters, notes);
            }
        }
        ChatRequest adapted = changed ? request.withParameters(parameters) : request;
        List<Message> messages = Turns.of(request.messages(), differences, notes);
        return messages.equals(request.messages()) ? adapted : adapted.withMessages(messages);
    }

    /** A form of the answer that the vendor cannot be asked for is asked for in words. */
    private static ChatRequest formed(ChatRequest request, Differences differences, Notes notes) {
        Rule rule = differences.parameters().get(JsonInWords.FORMAT);
        if (rule == null || !request.wantsJson()) {
            return request;
        }
        List<String> allowed = rule instanceof Rule.Words words ? words.allowed() : List.of();
        String type = JsonInWords.schema(request) == null ? "json_object" : "json_schema";
        boolean words = rule instanceof Rule.Drop || (rule instanceof Rule.Words && !allowed.contains(type));
        return words ? JsonInWords.ask(request, allowed.contains("json_object"), notes) : request;
    }

    private static boolean hasHints(ChatRequest request, Vendor vendor) {
        if (!vendor.dialect().equals(OPENAI)) {
            return false;
        }
        for (String hint : HINTS) {
            if (request.parameters().containsKey(hint)) {
                return true;
            }
        }
        return false;
    }

    /** The same for a request for vectors. */
    public static EmbeddingRequest of(EmbeddingRequest request, Vendor vendor, Notes notes) {
        Map<String, Object> parameters = new LinkedHashMap<>(request.parameters());
        return apply(vendor.differences(), parameters, notes) ? request.withParameters(parameters) : request;
    }

    private static boolean apply(Differences differences, Map<String, Object> parameters, Notes notes) {
        boolean changed = false;
        for (Map.Entry<String, Rule> difference : differences.parameters().entrySet()) {
            changed |= apply(difference.getKey(), difference.getValue(), parameters, notes);
        }
        return changed;
    }

    /** Some models call tools only if the request switches thinking off. */
    private static boolean silenceThinking(
            ChatRequest request, @Nullable Model model, Map<String, Object> parameters, Notes notes) {
        boolean needed = model != null
                && model.can(Capability.TOOLS_UNTHINKING)
                && !request.tools().isEmpty()
                && !"none".equals(parameters.get(EFFORT));
        if (needed) {
            notes.adjust(EFFORT, parameters.getOrDefault(EFFORT, "default"), "none");
            parameters.put(EFFORT, "none");
        }
        return needed;
    }

    private static boolean apply(String name, Rule rule, Map<String, Object> parameters, Notes notes) {
        Object value = parameters.get(name);
        if (value == null) {
            return false;
        }
        return switch (rule) {
            case Rule.Keep keep -> false;
            case Rule.Drop drop -> {
                parameters.remove(name);
                if (!isDefault(name, value)) {
                    notes.drop(name);
                }
                yield true;
            }
            case Rule.Rename rename -> {
                parameters.remove(name);
                if (parameters.putIfAbsent(rename.to(), value) != null) {
                    notes.drop(name);
                }
                yield true;
            }
            case Rule.Range range -> clamp(name, value, range, parameters, notes);
            case Rule.Words words -> choose(name, value, words.allowed(), parameters, notes);
        };
    }

    /** Whether leaving it out changes nothing, so that nobody need be told. */
    private static boolean isDefault(String name, Object value) {
        return switch (name) {
            case "logprobs", "store" -> value.equals(false);
            case "parallel_tool_calls" -> value.equals(true);
            case "n" -> value.equals(1);
            case "presence_penalty", "frequency_penalty" -> value instanceof Number number && number.doubleValue() == 0;
            case "stream_options" -> true;
            case "metadata" -> value instanceof Map<?, ?> map && map.isEmpty();
            case "modalities" -> value.equals(List.of("text"));
            case "service_tier" -> value.equals("auto") || value.equals("default");
            case "verbosity" -> value.equals("medium");
            default -> false;
        };
    }

    private static boolean clamp(
            String name, Object value, Rule.Range range, Map<String, Object> parameters, Notes notes) {
        if (!(value instanceof Number number)) {
            return false;
        }
        BigDecimal told = new BigDecimal(number.toString());
        BigDecimal taken = told.max(range.least()).min(range.most());
        if (taken.compareTo(told) == 0) {
            return false;
        }
        parameters.put(name, taken);
        notes.adjust(name, value, taken);
        return true;
    }

    private static boolean choose(
            String name, Object value, List<String> allowed, Map<String, Object> parameters, Notes notes) {
        String word = word(value);
        if (allowed.contains(word)) {
            return false;
        }
        if (name.equals("tool_choice") || name.equals("response_format")) {
            throw new CannotExpressException(name + ": it takes only " + String.join(", ", allowed));
        }
        String nearest = name.equals(EFFORT) ? nearest(word, allowed) : null;
        if (nearest == null) {
            parameters.remove(name);
            notes.drop(name);
        } else {
            parameters.put(name, nearest);
            notes.adjust(name, word, nearest);
        }
        return true;
    }

    private static String word(Object value) {
        return value instanceof Map<?, ?> object ? String.valueOf(object.get("type")) : value.toString();
    }

    /** The allowed effort that is closest on the scale, the greater one of two; null if it is none that anybody knows. */
    private static @Nullable String nearest(String effort, List<String> allowed) {
        int wanted = EFFORTS.indexOf(effort);
        String best = null;
        int distance = Integer.MAX_VALUE;
        for (String candidate : allowed) {
            int away = Math.abs(EFFORTS.indexOf(candidate) - wanted);
            // Not to think at all is no degree of thinking.
            boolean like = EFFORTS.contains(candidate) && candidate.equals("none") == effort.equals("none");
            if (wanted >= 0 && like && away <= distance) {
                best = candidate;
                distance = away;
            }
        }
        return best;
    }
}
