package io.serai.dialect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The own actions of a client or a vendor in a conversation, in words: tools that were loaded, searches, code that ran.
 * Other vendors have no form for it, and a model that is to go on must know of it.
 */
public final class OwnDoings {
    /** How the types of calls end that somebody else has run; the first ones come without an answer of their own. */
    private static final List<String> CALLS = List.of("_call", "tool_use", "executablecode", "toolcall");

    private static final List<String> RESULTS = List.of("_output", "_result", "toolresponse", "codeexecutionresult");

    /** What says nothing to anybody but who wrote it. */
    private static final Set<String> SILENT = Set.of(
            "type",
            "id",
            "status",
            "call_id",
            "tool_use_id",
            "caller",
            "signature",
            "thoughtSignature",
            "cache_control",
            "page_age");

    /** A longer text without a space is data. */
    private static final int LONGEST_WORD = 2_000;

    private OwnDoings() {}

    /** The text for a part or an item; null if it is no such thing. */
    public static @Nullable String words(Map<?, ?> fields) {
        String type = type(fields);
        switch (type) {
            case "tool_reference" -> {
                return fields.get("tool_name") instanceof String name ? "Tool loaded: " + name : null;
            }
            case "compaction" -> {
                return fields.get("content") instanceof String text && !text.isBlank() ? text : null;
            }
            case "search_result" -> {
                return joined(fields, "title", "source", "content");
            }
            case "document" -> {
                return fields.get("source") instanceof Map<?, ?> source && source.get("content") != null
                        ? joined(source, "content")
                        : null;
            }
            default -> {
                return isCall(type) || isResult(type) ? sentence(type, fields) : null;
            }
        }
    }

    /** Whether it is the result of a call rather than the call. */
    public static boolean isResult(String type) {
        return ends(type, RESULTS);
    }

    private static boolean isCall(String type) {
        return ends(type, CALLS);
    }

    /** The type of a part, an item or a tool; Google's have the name of their only field. */
    public static String type(Map<?, ?> fields) {
        if (fields.get("type") instanceof String type) {
            return type;
        }
        for (Object name : fields.keySet()) {
            if (!"thought".equals(name) && !SILENT.contains(name)) {
                return String.valueOf(name);
            }
        }
        return "";
    }

    private static boolean ends(String type, List<String> ends) {
        String small = type.toLowerCase(Locale.ROOT);
        return ends.stream().anyMatch(small::endsWith);
    }

    private static String sentence(String type, Map<?, ?> fields) {
        Object name = fields.get("name");
        String title = name instanceof String text && !text.isEmpty() ? type + ' ' + text : type;
        Object told = said(fields);
        if (told instanceof Map<?, ?> map && map.size() == 1) {
            told = map.values().iterator().next();
        }
        String words = told instanceof String text ? text : new String(Json.write(told), StandardCharsets.UTF_8);
        return '[' + title + ": " + words + ']';
    }

    /** A value without what says nothing. */
    private static @Nullable Object said(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> kept = new LinkedHashMap<>();
                map.forEach((key, inner) -> {
                    String name = String.valueOf(key);
                    if (inner != null && !SILENT.contains(name) && !name.startsWith("encrypted")) {
                        kept.put(name, said(inner));
                    }
                });
                kept.remove("name");
                yield kept;
            }
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(said(item)));
                yield items;
            }
            case String text when text.length() > LONGEST_WORD && text.indexOf(' ') < 0 -> "...";
            case null, default -> value;
        };
    }

    private static String joined(Map<?, ?> fields, String... names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            append(fields.get(name), text);
        }
        return text.toString();
    }

    private static void append(@Nullable Object value, StringBuilder text) {
        if (value instanceof String piece && !piece.isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n").append(piece);
        } else if (value instanceof List<?> list) {
            list.forEach(item -> append(item, text));
        } else if (value instanceof Map<?, ?> map) {
            append(map.get("text"), text);
        }
    }
}
