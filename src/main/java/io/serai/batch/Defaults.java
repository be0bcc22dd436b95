package io.serai.batch;

import io.serai.chat.RejectedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The defaults of the lines of a job.
 *
 * @param model empty for none
 * @param task empty to let Serai find out
 * @param system the system prompt; empty for none
 * @param template the prompt of a record of a CSV file, with {@code {column}} where the value of a column goes; empty for the column
 *     {@code prompt}
 * @param parameters further fields of each request, in OpenAI's names
 */
public record Defaults(String model, String task, String system, String template, Map<String, Object> parameters) {
    public static final Defaults NONE = new Defaults("", "", "", "", Map.of());

    /** A template that names a column many times makes much of little. */
    private static final int LONGEST_PROMPT = 256 << 10;

    /** Columns that are heeded besides the prompt. */
    private static final List<String> OF_LINE = List.of("model", "task", "system", "custom_id");

    private static final List<String> TEXTS = List.of("model", "task", "system", "template");

    private static final Pattern COLUMN = Pattern.compile("\\{([\\p{L}_][\\p{L}\\p{N}_ .-]*)}");

    public Defaults {
        parameters = Map.copyOf(parameters);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "model", model);
        put(map, "task", task);
        put(map, "system", system);
        put(map, "template", template);
        if (!parameters.isEmpty()) {
            map.put("parameters", parameters);
        }
        return map;
    }

    private static void put(Map<String, Object> map, String name, String value) {
        if (!value.isEmpty()) {
            map.put(name, value);
        }
    }

    /** Those of a map as {@link #toMap} makes it. */
    static Defaults of(Map<?, ?> map) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (map.get("parameters") instanceof Map<?, ?> more) {
            more.forEach((name, value) -> parameters.put(String.valueOf(name), value));
        }
        return new Defaults(
                text(map, "model"), text(map, "task"), text(map, "system"), text(map, "template"), parameters);
    }

    /**
     * Those that a client gives.
     *
     * @throws RejectedException if there is anything else than what is known, or of another kind
     */
    static Defaults asked(@Nullable Object given) {
        if (!(given instanceof Map<?, ?> map)) {
            throw RejectedException.badRequest("'serai' must be an object, such as {\"model\": \"auto\"}.", "serai");
        }
        map.forEach((key, value) -> {
            String name = "serai." + key;
            boolean parameters = key.equals("parameters");
            if (!parameters && !TEXTS.contains(String.valueOf(key))) {
                throw RejectedException.badRequest(
                        "'" + name + "' is unknown. Known are: " + String.join(", ", TEXTS) + ", parameters.", name);
            }
            if (parameters ? !(value instanceof Map<?, ?>) : !(value instanceof String)) {
                throw RejectedException.badRequest(
                        "'" + name + "' must be " + (parameters ? "an object." : "a text."), name);
            }
        });
        return of(map);
    }

    private static String text(Map<?, ?> map, String name) {
        return map.get(name) instanceof String text ? text : "";
    }

    /**
     * Looks whether the columns of a CSV file hold a prompt.
     *
     * @throws BadLineException if they do not
     */
    void check(List<String> columns) throws BadLineException {
        String shown = String.join(", ", columns);
        for (String name : OF_LINE) {
            refuseTwice(columns, name);
        }
        if (template.isEmpty()) {
            refuseTwice(columns, "prompt");
            if (column(columns, "prompt") < 0) {
                throw new BadLineException(
                        "missing_column",
                        "There is no column 'prompt' among the columns (" + shown
                                + "); name one so, or give a template such as 'Translate {text}'.",
                        null);
            }
            return;
        }
        Matcher names = COLUMN.matcher(template);
        while (names.find()) {
            if (column(columns, names.group(1)) < 0) {
                throw new BadLineException(
                        "missing_column",
                        "The template names the column '" + names.group(1) + "', which is not among the columns ("
                                + shown + ").",
                        null);
            }
            refuseTwice(columns, names.group(1));
        }
    }

    private static void refuseTwice(List<String> columns, String name) throws BadLineException {
        if (columns(columns, name).size() > 1) {
            throw new BadLineException(
                    "duplicate_column", "There are several columns '" + name + "'; rename all but one.", null);
        }
    }

    /**
     * The prompt of a record.
     *
     * @throws BadLineException if it is much longer than template and record together
     */
    String prompt(List<String> columns, List<String> fields) throws BadLineException {
        if (template.isEmpty()) {
            return fields.get(column(columns, "prompt"));
        }
        long most = Math.max(
                LONGEST_PROMPT,
                (long) template.length()
                        + fields.stream().mapToInt(String::length).sum());
        StringBuilder prompt = new StringBuilder();
        Matcher name = COLUMN.matcher(template);
        int from = 0;
        while (name.find()) {
            prompt.append(template, from, name.start()).append(fields.get(column(columns, name.group(1))));
            from = name.end();
            if (prompt.length() > most) {
                throw new BadLineException(
                        "line_too_long",
                        "The template makes a prompt of more than " + most + " characters of this record.",
                        null);
            }
        }
        return prompt.append(template, from, template.length()).toString();
    }

    /** About how much memory a line takes, by its bytes. */
    long weight(int bytes) {
        long times = 1 + template.chars().filter(it -> it == '{').count();
        return bytes * times + system.length() + template.length();
    }

    /** The place of a column; -1 if there is none of that name. */
    static int column(List<String> columns, String name) {
        List<Integer> places = columns(columns, name);
        return places.isEmpty() ? -1 : places.getFirst();
    }

    /** The places of columns of a name as it is written; without one, of those that differ in capitals. */
    private static List<Integer> columns(List<String> columns, String name) {
        List<Integer> exact = new ArrayList<>();
        List<Integer> alike = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equals(name)) {
                exact.add(i);
            } else if (columns.get(i).equalsIgnoreCase(name)) {
                alike.add(i);
            }
        }
        return exact.isEmpty() ? alike : exact;
    }
}
