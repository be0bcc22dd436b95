package io.serai.provider.refusal;

import io.serai.dialect.JsonInWords;
import io.serai.dialect.Notes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The format of the answer that a payload asks for, which words can ask for where the vendor does not take it. */
final class Formats {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

    /** The words of DeepSeek, LM Studio, OpenAI, Groq, vLLM, Anthropic and Gemini. */
    private static final Pattern FORMAT = Pattern.compile(
            "response[_ ]?format|\\bjson[_ ](?:schema|object|mode)\\b|structured[_ ]outputs?|\\boutput_format\\b"
                    + "|output_config\\.format|response[_ ]?mime[_ ]?type|response_?(?:json_?)?schema",
            FLAGS);

    private static final Pattern REFUSED = Pattern.compile(
            "(?:not|n't) (?:yet |currently )?(?:be )?(?:support|available|allowed|enabled|permitted|valid)|unsupported"
                    + "|unavailable|must be |must contain the word|invalid|unknown|unrecogni|unexpected|extra inputs"
                    + "|combined with|supported values",
            FLAGS);

    /** What is refused of one request, not of the model. */
    private static final Pattern OF_THE_REQUEST = Pattern.compile(
            "combined with|schema contains|invalid schema|must contain the word|function calling with|too long", FLAGS);

    private static final String JSON_SCHEMA = "json_schema";
    private static final String SCHEMA = "schema";
    private static final String CONFIG = "generationConfig";

    private Formats() {}

    /** A format that is asked for. */
    private record Asked(String type, @Nullable Map<?, ?> schema) {}

    /** What would help if a vendor refuses the format that was asked for; null if it speaks of something else. */
    static @Nullable Lesson refused(String text, @Nullable String param, Map<String, Object> sent) {
        String words = param == null ? text : text + ' ' + param;
        Asked asked = asked(sent);
        if (asked == null
                || !FORMAT.matcher(words).find()
                || !REFUSED.matcher(text).find()
                || Repeated.holds(sent, text, FORMAT)
                || Repeated.holds(sent, text, REFUSED)) {
            return null;
        }
        boolean lasting = !OF_THE_REQUEST.matcher(text).find();
        return new Lesson(Lesson.Kind.FORMAT_IN_WORDS, "", asked.type(), lasting);
    }

    private static @Nullable Asked asked(Map<String, Object> tree) {
        if (tree.get("response_format") instanceof Map<?, ?> format
                && format.get("type") instanceof String type
                && type.startsWith("json")) {
            Map<?, ?> named = map(format.get(JSON_SCHEMA));
            return new Asked(type, named == null || map(named.get(SCHEMA)) == null ? named : map(named.get(SCHEMA)));
        }
        Map<?, ?> config = map(tree.get("output_config"));
        Map<?, ?> format = config == null ? map(tree.get("output_format")) : map(config.get("format"));
        if (format != null) {
            return new Asked(JSON_SCHEMA, map(format.get(SCHEMA)));
        }
        Map<?, ?> generation = map(tree.get(CONFIG));
        if (generation == null || generation.get("responseMimeType") == null) {
            return null;
        }
        Map<?, ?> schema = map(generation.get("responseJsonSchema"));
        schema = schema == null ? map(generation.get("responseSchema")) : schema;
        return new Asked(schema == null ? "json_object" : JSON_SCHEMA, schema);
    }

    private static @Nullable Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : null;
    }

    /** @param type the one that the vendor does not take */
    static boolean inWords(Map<String, Object> tree, String type, Notes notes) {
        Asked asked = asked(tree);
        if (asked == null || !asked.type().equals(type)) {
            return false;
        }
        boolean apart = tree.containsKey("system") || tree.remove("response_format") == null;
        tree.remove("output_format");
        without(tree, "output_config", List.of("format"));
        without(tree, CONFIG, List.of("responseMimeType", "responseJsonSchema", "responseSchema"));
        instruct(tree, JsonInWords.words(asked.schema()), apart);
        notes.adjust(JsonInWords.FORMAT, type, "words in the system prompt");
        notes.formatInWords();
        return true;
    }

    private static void without(Map<String, Object> tree, String name, List<String> fields) {
        if (tree.get(name) instanceof Map<?, ?> object) {
            Map<String, Object> left = new LinkedHashMap<>();
            object.forEach((field, value) -> left.put(field.toString(), value));
            fields.forEach(left::remove);
            if (left.isEmpty()) {
                tree.remove(name);
            } else {
                tree.put(name, left);
            }
        }
    }

    /** @param apart whether the system speaks beside the messages */
    private static void instruct(Map<String, Object> tree, String words, boolean apart) {
        if (tree.containsKey("contents")) {
            Map<?, ?> instruction = map(tree.get("systemInstruction"));
            List<Object> parts = new ArrayList<>();
            if (instruction != null && instruction.get("parts") instanceof List<?> told) {
                parts.addAll(told);
            }
            parts.add(new LinkedHashMap<>(Map.of("text", words)));
            tree.put("systemInstruction", new LinkedHashMap<>(Map.of("parts", parts)));
            return;
        }
        if (apart) {
            tree.put("system", TurnsInTurn.joined(tree.get("system"), words));
            return;
        }
        List<Object> messages = new ArrayList<>(SystemTurns.messages(tree));
        if (!messages.isEmpty()
                && messages.getFirst() instanceof Map<?, ?> first
                && "system".equals(first.get("role"))) {
            Map<String, Object> system = new LinkedHashMap<>();
            first.forEach((name, value) -> system.put(name.toString(), value));
            system.put("content", TurnsInTurn.joined(first.get("content"), words));
            messages.set(0, system);
        } else {
            messages.addFirst(TurnsInTurn.turn("system", words));
        }
        tree.put("messages", messages);
    }
}
