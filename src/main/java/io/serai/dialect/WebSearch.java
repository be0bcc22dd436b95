package io.serai.dialect;

import io.serai.chat.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's search of the web, which several offer in words of their own: OpenAI's {@code web_search} and {@code web_search_options},
 * Anthropic's {@code web_search_20250305}, Gemini's {@code googleSearch}.
 *
 * @param allowed the only domains to search; empty for all
 * @param blocked domains to leave out
 * @param most searches at most; null if not told
 * @param place where the user is, flat as in Anthropic's and OpenAI's Responses' form; null if not told
 * @param context how much of what is found is read: low, medium, high; null if not told
 */
public record WebSearch(
        List<?> allowed,
        List<?> blocked,
        @Nullable Number most,
        @Nullable Map<?, ?> place,
        @Nullable String context) {

    /** The parameter by which OpenAI's chat asks for it. */
    public static final String OPTIONS = "web_search_options";

    /** The search that a tool of a client's dialect is; null if it is another one. */
    public static @Nullable WebSearch of(Tool tool) {
        if (!tool.name().isEmpty()) {
            return null;
        }
        String type = OwnDoings.type(tool.extras());
        boolean search = type.startsWith("web_search")
                || type.equals("googleSearch")
                || type.equals("google_search")
                || type.startsWith("googleSearchRetrieval")
                || type.startsWith("google_search_retrieval");
        return search ? of(tool.extras()) : null;
    }

    /** The search that OpenAI's options ask for. */
    public static WebSearch of(Map<?, ?> fields) {
        Map<?, ?> filters = fields.get("filters") instanceof Map<?, ?> inner ? inner : fields;
        Map<?, ?> place = fields.get("user_location") instanceof Map<?, ?> told ? told : null;
        if (place != null && place.get("approximate") instanceof Map<?, ?> inner) {
            place = inner;
        }
        return new WebSearch(
                list(filters.get("allowed_domains")),
                list(filters.get("blocked_domains")),
                fields.get("max_uses") instanceof Number number ? number : null,
                place,
                fields.get("search_context_size") instanceof String size ? size : null);
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** In the words of Anthropic's. */
    public Map<String, Object> forAnthropic() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "web_search_20250305");
        fields.put("name", "web_search");
        if (most != null) {
            fields.put("max_uses", most);
        }
        // Anthropic refuses both at once.
        if (!allowed.isEmpty()) {
            fields.put("allowed_domains", allowed);
        } else if (!blocked.isEmpty()) {
            fields.put("blocked_domains", blocked);
        }
        if (place != null) {
            fields.put("user_location", placed());
        }
        return fields;
    }

    /** In the words of OpenAI's chat. */
    public Map<String, Object> forChat() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (context != null) {
            fields.put("search_context_size", context);
        }
        if (place != null) {
            Map<String, Object> approximate = placed();
            approximate.remove("type");
            fields.put("user_location", Map.of("type", "approximate", "approximate", approximate));
        }
        return fields;
    }

    private Map<String, Object> placed() {
        Map<String, Object> placed = new LinkedHashMap<>();
        placed.put("type", "approximate");
        if (place != null) {
            place.forEach((name, value) -> {
                if (value != null) {
                    placed.put(String.valueOf(name), value);
                }
            });
        }
        return placed;
    }
}
