package io.serai.provider.discovery;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A vendor's list of its models, in whichever form it has: OpenAI's, Anthropic's, Gemini's, Ollama's, Cohere's, or a plain list. */
final class ModelListing {
    static final int MOST = 5000;
    private static final int LONGEST = 200;
    private static final List<String> LISTS = List.of("data", "models", "result");
    private static final List<String> NAMES = List.of("id", "name", "model");
    private static final String GEMINI = "models/";

    /** Below a provider's URL, or as a whole, by dialect; a vendor without one cannot be asked. */
    private static final Map<String, String> PATHS = Map.of(
            "openai", "/models",
            "anthropic", "/models?limit=1000",
            "gemini", "/models?pageSize=1000",
            "ollama", "/api/tags",
            "cohere", "https://api.cohere.com/v1/models?page_size=1000");

    private ModelListing() {}

    /** Null if the dialect has none. */
    static @Nullable String path(String dialect) {
        return PATHS.get(dialect);
    }

    /** @throws MalformedException if it is no list of models */
    static List<String> read(byte[] body) {
        Object json = Json.parse(body);
        List<?> items = items(json);
        if (items == null) {
            throw new MalformedException("no list of models", null);
        }
        Set<String> names = new LinkedHashSet<>();
        for (Object item : items) {
            String name = name(item);
            if (!name.isEmpty() && name.length() <= LONGEST && names.size() < MOST && isPrintable(name)) {
                names.add(name);
            }
        }
        return new ArrayList<>(names);
    }

    private static @Nullable List<?> items(@Nullable Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        if (json instanceof Map<?, ?> map) {
            for (String place : LISTS) {
                if (map.get(place) instanceof List<?> list) {
                    return list;
                }
            }
        }
        return null;
    }

    private static String name(@Nullable Object item) {
        if (item instanceof String text) {
            return text;
        }
        if (!(item instanceof Map<?, ?> fields) || !answers(fields)) {
            return "";
        }
        for (String place : NAMES) {
            if (fields.get(place) instanceof String text && !text.isBlank()) {
                return text.startsWith(GEMINI) ? text.substring(GEMINI.length()) : text;
            }
        }
        return "";
    }

    /** Gemini says what each model can do; those that only make images or films are no targets. */
    private static boolean answers(Map<?, ?> fields) {
        return !(fields.get("supportedGenerationMethods") instanceof List<?> methods)
                || methods.contains("generateContent")
                || methods.contains("embedContent");
    }

    private static boolean isPrintable(String name) {
        return name.chars().allMatch(c -> c > ' ' && c != 0x7f);
    }
}
