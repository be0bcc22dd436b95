package io.serai.provider.refusal;

import io.serai.dialect.Notes;
import io.serai.provider.refusal.Lesson.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The undocumented contents of a payload: parts, tools and fields that Serai passed on because the vendor speaks the client's dialect and may
 * know them. Where the vendor refuses them, they are left out.
 */
final class Unheard {
    /** Where parts and tools stand, in all dialects. */
    private static final List<String> PLACES =
            List.of("messages.*.content.*", "system.*", "tools.*", "contents.*.parts.*");

    /** The kinds of parts and tools that the dialects' own documents name; without one of these it would be another request. */
    private static final Set<String> KINDS = Set.of(
            "text",
            "image_url",
            "image",
            "input_audio",
            "audio",
            "file",
            "refusal",
            "document",
            "tool_use",
            "tool_result",
            "thinking",
            "redacted_thinking",
            "function",
            "inlineData",
            "inline_data",
            "fileData",
            "file_data",
            "functionCall",
            "function_call",
            "functionResponse",
            "function_response",
            "thought",
            "thoughtSignature",
            "functionDeclarations",
            "function_declarations",
            "name");

    /** The fields that the dialects' own documents name. */
    private static final Set<String> FIELDS = Set.of(
            "model",
            "messages",
            "contents",
            "prompt",
            "suffix",
            "system",
            "systemInstruction",
            "stream",
            "stream_options",
            "temperature",
            "top_p",
            "top_k",
            "n",
            "seed",
            "stop",
            "stop_sequences",
            "max_tokens",
            "max_completion_tokens",
            "presence_penalty",
            "frequency_penalty",
            "response_format",
            "format",
            "tools",
            "tool_choice",
            "toolConfig",
            "functions",
            "function_call",
            "modalities",
            "audio",
            "options",
            "raw",
            "images",
            "template",
            "generationConfig",
            "cachedContent",
            "output_config",
            "num_ctx",
            "num_keep",
            "num_predict",
            "min_p",
            "repeat_penalty",
            "repeat_last_n",
            "stopSequences",
            "responseMimeType",
            "responseSchema",
            "responseJsonSchema",
            "responseModalities",
            "candidateCount",
            "maxOutputTokens",
            "topP",
            "topK",
            "presencePenalty",
            "frequencyPenalty",
            "thinkingConfig",
            "speechConfig");

    /** Objects with fields of their own. */
    private static final List<String> OBJECTS = List.of("options", "generationConfig");

    private static final String LEFT_OUT = "[Something that cannot be shown here was left out.]";
    private static final int MOST = 20;

    private Unheard() {}

    /** The parts and tools that a refusal names, by their kind or by their place. */
    static List<Lesson> named(String text, @Nullable String param, Map<String, Object> sent) {
        String words = (text + ' ' + (param == null ? "" : param)).toLowerCase(Locale.ROOT);
        String places = words.replace('[', '.').replace("]", "");
        Set<Lesson> lessons = new LinkedHashSet<>();
        each(sent, (place, element) -> {
            String kind = kind(element.fields());
            if (kind != null
                    && (isWord(kind.toLowerCase(Locale.ROOT), words)
                            || isWord(element.at().toLowerCase(Locale.ROOT), places))) {
                lessons.add(Lesson.of(Kind.WITHOUT, place, kind));
            }
        });
        return possible(lessons, sent);
    }

    /** All of it, for a vendor that refuses the request and names nothing. What holds for one alone is worth remembering. */
    static List<Lesson> all(Map<String, Object> sent) {
        Set<Lesson> lessons = new LinkedHashSet<>();
        each(sent, (place, element) -> {
            String kind = kind(element.fields());
            if (kind != null) {
                lessons.add(Lesson.of(Kind.WITHOUT, place, kind));
            }
        });
        fields(sent, "", lessons);
        for (String object : OBJECTS) {
            if (sent.get(object) instanceof Map<?, ?> inner) {
                fields(inner, object + '.', lessons);
            }
        }
        List<Lesson> possible = possible(lessons, sent);
        return possible.size() == 1
                ? possible
                : possible.stream()
                        .map(one -> new Lesson(one.kind(), one.path(), one.value(), false))
                        .toList();
    }

    private static void fields(Map<?, ?> object, String before, Set<Lesson> lessons) {
        object.forEach((name, value) -> {
            if (value != null && !FIELDS.contains(name.toString())) {
                lessons.add(Lesson.drop(before + name));
            }
        });
    }

    /** Leaves out the elements of a kind at a place. */
    static boolean remove(Map<String, Object> tree, String place, String kind, Notes notes) {
        Set<Object> gone = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        each(tree, (at, element) -> {
            boolean meant = kind.equals(kind(element.fields()))
                    || kind.equals(element.fields().get("type"));
            if (at.equals(place) && meant) {
                gone.add(element.fields());
                notes.drop(element.shown() + ' ' + kind);
            }
        });
        if (gone.isEmpty()) {
            return false;
        }
        lists(tree, place, (holder, name) -> {
            List<Object> left = new ArrayList<>();
            if (holder.get(name) instanceof List<?> all) {
                all.stream().filter(one -> !gone.contains(one)).forEach(left::add);
            }
            if (left.isEmpty() && !name.equals("tools") && !name.equals("system")) {
                Map<String, Object> words = new LinkedHashMap<>();
                if (!name.equals("parts")) {
                    words.put("type", "text");
                }
                words.put("text", LEFT_OUT);
                left.add(words);
            }
            if (left.isEmpty()) {
                holder.remove(name);
            } else {
                holder.put(name, left);
            }
        });
        if (!tree.containsKey("tools")) {
            List.of("tool_choice", "parallel_tool_calls", "toolConfig").forEach(tree::remove);
        }
        return true;
    }

    /**
     * A part or a tool of a payload.
     *
     * @param at its place with numbers, {@code messages.0.content.1}
     */
    private record Element(String at, Map<?, ?> fields) {
        /** As clients write it: {@code messages[0].content[1]}. */
        String shown() {
            return at.replaceAll("\\.(\\d+)", "[$1]");
        }
    }

    private static void each(Map<String, Object> tree, BiConsumer<String, Element> each) {
        for (String place : PLACES) {
            elements(tree, place.split("\\."), 0, "", element -> each.accept(place, element));
        }
    }

    private static void elements(
            @Nullable Object value, String[] steps, int step, String at, java.util.function.Consumer<Element> each) {
        if (step == steps.length) {
            if (value instanceof Map<?, ?> map) {
                each.accept(new Element(at, map));
            }
        } else if (!steps[step].equals("*")) {
            Object inner = value instanceof Map<?, ?> map ? map.get(steps[step]) : null;
            elements(inner, steps, step + 1, at.isEmpty() ? steps[step] : at + '.' + steps[step], each);
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                elements(list.get(i), steps, step + 1, at + '.' + i, each);
            }
        }
    }

    /** The lists of a place, each with what holds it and under which name. */
    @SuppressWarnings("unchecked")
    private static void lists(Map<String, Object> tree, String place, BiConsumer<Map<Object, Object>, String> each) {
        String list = place.substring(0, place.length() - 2);
        int star = list.indexOf(".*.");
        if (star < 0) {
            each.accept((Map<Object, Object>) (Map<?, ?>) tree, list);
            return;
        }
        String name = list.substring(star + 3);
        if (tree.get(list.substring(0, star)) instanceof List<?> holders) {
            for (Object holder : holders) {
                if (holder instanceof Map<?, ?> map && map.get(name) instanceof List) {
                    each.accept((Map<Object, Object>) map, name);
                }
            }
        }
    }

    /** Its type, or where types are the names of fields its first one; null if documents name it. */
    private static @Nullable String kind(Map<?, ?> fields) {
        if (fields.get("type") instanceof String type && !type.isEmpty()) {
            return KINDS.contains(type) ? null : type;
        }
        String first = null;
        for (Object name : fields.keySet()) {
            if (KINDS.contains(name.toString())) {
                return null;
            }
            first = first == null ? name.toString() : first;
        }
        return first;
    }

    private static boolean isWord(String word, String text) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !isOfWord(text.charAt(at - 1))) && (end == text.length() || !isOfWord(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfWord(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '_';
    }

    /** None of them if nothing would be left to do, or the request demands one of them. */
    private static List<Lesson> possible(Set<Lesson> lessons, Map<String, Object> sent) {
        if (lessons.isEmpty() || lessons.size() > MOST) {
            return List.of();
        }
        Set<String> gone = new LinkedHashSet<>();
        lessons.stream().filter(one -> one.kind() == Kind.WITHOUT).forEach(one -> gone.add(one.path() + one.value()));
        return says(sent, gone) && !demands(sent, gone) ? List.copyOf(lessons) : List.of();
    }

    /** Whether the conversation says anything but that. */
    private static boolean says(Map<String, Object> sent, Set<String> gone) {
        boolean[] says = new boolean[1];
        each(sent, (place, element) -> {
            String kind = kind(element.fields());
            says[0] |= !place.equals("tools.*")
                    && !place.equals("system.*")
                    && (kind == null || !gone.contains(place + kind));
        });
        if (sent.get("messages") instanceof List<?> messages) {
            for (Object message : messages) {
                says[0] |= message instanceof Map<?, ?> map && map.get("content") instanceof String;
            }
        }
        return says[0] || sent.get("prompt") instanceof String;
    }

    /** Whether a tool must be called that would be gone. */
    private static boolean demands(Map<String, Object> sent, Set<String> gone) {
        if (!(sent.get("tools") instanceof List<?> tools)) {
            return false;
        }
        Object choice = sent.get("tool_choice");
        Object name =
                choice instanceof Map<?, ?> map ? map.get("name") == null ? map.get("type") : map.get("name") : choice;
        boolean any = "required".equals(name) || "any".equals(name);
        boolean left = false;
        for (Object tool : tools) {
            Map<?, ?> fields = tool instanceof Map<?, ?> map ? map : Map.of();
            String kind = kind(fields);
            if (kind == null || !gone.contains("tools.*" + kind)) {
                left = true;
            } else if (kind.equals(name) || (name != null && name.equals(fields.get("name")))) {
                return true;
            }
        }
        return any && !left;
    }
}
