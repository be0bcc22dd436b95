package io.serai.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What holds for all lines of a job that do not say otherwise.
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
        if (template.isEmpty()) {
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
        }
    }

    /** The prompt of a record. */
    String prompt(List<String> columns, List<String> fields) {
        if (template.isEmpty()) {
            return fields.get(column(columns, "prompt"));
        }
        return COLUMN.matcher(template)
                .replaceAll(name -> Matcher.quoteReplacement(fields.get(column(columns, name.group(1)))));
    }

    /** The place of a column; -1 if there is none of that name. */
    static int column(List<String> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }
}
