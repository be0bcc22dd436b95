package io.serai.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sources of an answer, in OpenAI's form, among the fields of its message.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/tools-web-search#output-and-citations">Citations</a>
 */
public final class Citations {
    /** The field of a message. */
    public static final String FIELD = "annotations";

    private static final String KIND = "url_citation";

    private Citations() {}

    /**
     * A page that was cited.
     *
     * @param start of the words that are from there, in the answer's text
     * @param end behind them
     */
    public static Map<String, Object> of(String url, String title, int start, int end) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("start_index", start);
        told.put("end_index", end);
        told.put("url", url);
        told.put("title", title);
        Map<String, Object> annotation = new LinkedHashMap<>();
        annotation.put("type", KIND);
        annotation.put(KIND, told);
        return annotation;
    }

    /** The fields of a message that cites; nothing if it does not. */
    public static Map<String, Object> fields(List<Object> annotations) {
        return annotations.isEmpty() ? Map.of() : Map.of(FIELD, annotations);
    }

    /** The pages that the fields of a message cite, each as the object with its {@code url} and {@code title}. */
    public static List<Map<?, ?>> read(Map<String, Object> extras) {
        if (!(extras.get(FIELD) instanceof List<?> list)) {
            return List.of();
        }
        List<Map<?, ?>> pages = new ArrayList<>(list.size());
        for (Object item : list) {
            Object told = item instanceof Map<?, ?> map ? map.get(KIND) : null;
            if (told instanceof Map<?, ?> page && page.get("url") instanceof String) {
                pages.add(page);
            }
        }
        return pages;
    }

    /** A text of a page; empty if it has none. */
    public static String text(Map<?, ?> page, String name) {
        @Nullable Object value = page.get(name);
        return value instanceof String text ? text : "";
    }
}
