package io.serai.provider.refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the fields of a payload that a vendor's words mean, and knows those without which it would be another request. */
final class Fields {
    /** In lower case and without underscores, as vendors differ in both. */
    private static final Set<String> ESSENTIAL = Set.of(
            "model",
            "messages",
            "input",
            "contents",
            "content",
            "parts",
            "role",
            "text",
            "type",
            "prompt",
            "suffix",
            "system",
            "systeminstruction",
            "instructions",
            "tools",
            "functions",
            "functiondeclarations",
            "toolconfig",
            "name",
            "description",
            "parameters",
            "inputschema",
            "arguments",
            "toolcalls",
            "toolcallid",
            "tooluseid",
            "callid",
            "id",
            "source",
            "imageurl",
            "images",
            "url",
            "data",
            "responseformat",
            "format",
            "schema",
            "jsonschema",
            "responseschema",
            "responsemimetype",
            "responsejsonschema",
            "stream",
            "dimensions",
            "outputdimensionality",
            "encodingformat",
            "inputtype",
            "tasktype",
            "generationconfig",
            "options",
            "properties",
            "required",
            "items",
            "texts",
            "function",
            "raw",
            "template",
            "modalities",
            "audio",
            "previousresponseid",
            "outputconfig");

    /** Where a name without a path may stand, besides the payload itself. */
    private static final List<String> PLACES = List.of(
            "generationConfig",
            "generationConfig.thinkingConfig",
            "options",
            "parameters",
            "reasoning",
            "text",
            "output_config",
            "thinking",
            "stream_options",
            "tools.*",
            "tools.*.function",
            "messages.*",
            "messages.*.content.*",
            "input.*",
            "system.*",
            "contents.*.parts.*",
            "extra_body");

    private Fields() {}

    /** The paths of a field that a vendor has named; empty if the request has none, or must have it. */
    static List<String> paths(Map<String, Object> sent, String named) {
        String clean = named.replaceAll("['\"`]", "")
                .replaceAll("^/|^body[.]", "")
                .replaceAll("\\[(\\d+)]", ".$1")
                .strip();
        String[] steps = clean.split("[./]");
        String leaf = steps[steps.length - 1];
        if (leaf.isEmpty() || isEssential(sent, leaf)) {
            return List.of();
        }
        if (steps.length > 1) {
            String path = along(sent, steps, 0);
            return path == null ? List.of() : List.of(path);
        }
        String own = key(sent, leaf);
        if (own != null) {
            return List.of(own);
        }
        List<String> found = new ArrayList<>(1);
        for (String place : PLACES) {
            String path = within(sent, place, leaf);
            if (path != null) {
                found.add(path);
            }
        }
        return found;
    }

    private static boolean isEssential(Map<String, Object> sent, String leaf) {
        String plain = plain(leaf);
        return switch (plain) {
            case "n", "candidatecount" -> !(Paths.find(sent, leaf) instanceof Number number && number.intValue() == 1);
            case "toolchoice", "functioncall" -> !isFree(sent.get(leaf));
            default -> ESSENTIAL.contains(plain);
        };
    }

    private static boolean isFree(@Nullable Object choice) {
        return "auto".equals(choice) || (choice instanceof Map<?, ?> object && "auto".equals(object.get("type")));
    }

    /** The path along steps, of which those that the payload does not have are the vendor's own words for its place. */
    private static @Nullable String along(@Nullable Object value, String[] steps, int from) {
        for (int i = from; i < steps.length; i++) {
            String step = steps[i];
            if (value instanceof List<?> list && step.matches("\\d{1,6}|\\*")) {
                int index = step.equals("*") ? 0 : Integer.parseInt(step);
                String rest = index < list.size() ? along(list.get(index), steps, i + 1) : null;
                return rest == null ? null : "*." + rest;
            }
            String key = value instanceof Map<?, ?> map ? key(map, step) : null;
            if (key != null && value instanceof Map<?, ?> object) {
                if (i == steps.length - 1) {
                    return key;
                }
                String rest = along(object.get(key), steps, i + 1);
                return rest == null ? null : key + '.' + rest;
            }
        }
        return null;
    }

    private static @Nullable String within(Object value, String place, String leaf) {
        if (place.isEmpty()) {
            String key = value instanceof Map<?, ?> map ? key(map, leaf) : null;
            return key;
        }
        int dot = place.indexOf('.');
        String first = dot < 0 ? place : place.substring(0, dot);
        String rest = dot < 0 ? "" : place.substring(dot + 1);
        if (first.equals("*")) {
            if (value instanceof List<?> list) {
                for (Object item : list) {
                    String found = item == null ? null : within(item, rest, leaf);
                    if (found != null) {
                        return "*." + found;
                    }
                }
            }
            return null;
        }
        Object inner = value instanceof Map<?, ?> map ? map.get(first) : null;
        String found = inner == null ? null : within(inner, rest, leaf);
        return found == null ? null : first + '.' + found;
    }

    private static @Nullable String key(Map<?, ?> map, String name) {
        if (map.get(name) != null) {
            return name;
        }
        String plain = plain(name);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getValue() != null && plain(entry.getKey().toString()).equals(plain)) {
                return entry.getKey().toString();
            }
        }
        return null;
    }

    private static String plain(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }
}
