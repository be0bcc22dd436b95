package io.serai.dialect.openai;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error, in OpenAI's form or one of those that its compatible vendors use in its place.
 *
 * @param whole the body
 * @param told the part of it with the error
 */
record ErrorBody(Map<?, ?> whole, Map<?, ?> told) {
    /** The fields of an error outside the body itself: OpenAI and most, Cloudflare, MiniMax. */
    private static final List<String> PLACES = List.of("error", "errors", "base_resp");

    private static final List<String> MESSAGES =
            List.of("message", "msg", "error", "detail", "title", "status_msg", "error_description");
    private static final List<String> CODES = List.of("code", "status_code");
    private static final List<String> TYPES = List.of("type", "status", "error_type");
    private static final List<String> STATUSES = List.of("code", "status", "raw_status_code");
    /** What MiniMax's codes, which come with HTTP 200, are as a status: https://platform.minimax.io/docs/api-reference/errorcode. */
    private static final Map<Integer, Integer> MINIMAX = Map.ofEntries(
            Map.entry(1002, 429),
            Map.entry(1004, 401),
            Map.entry(1008, 402),
            Map.entry(1026, 400),
            Map.entry(1027, 400),
            Map.entry(1039, 429),
            Map.entry(1041, 429),
            Map.entry(2013, 400),
            Map.entry(2045, 429),
            Map.entry(2049, 401),
            Map.entry(2056, 429));

    private static final int DEEPEST = 4;

    static ErrorBody of(@Nullable Object json) {
        if (!(json instanceof Map<?, ?> whole)) {
            Map<String, Object> words = json instanceof String text ? Map.of("message", text) : Map.of();
            return new ErrorBody(words, words);
        }
        for (String place : PLACES) {
            Object inner = whole.get(place);
            Object first = inner instanceof List<?> list && !list.isEmpty() ? list.getFirst() : inner;
            if (first instanceof Map<?, ?> told && !told.isEmpty()) {
                return new ErrorBody(whole, told);
            }
        }
        return new ErrorBody(whole, whole);
    }

    /** Its message, and that of the vendor behind OpenRouter, whose own message only reports a failure. */
    String message() {
        String message = words(told, 0);
        String behind = behind();
        if (behind.isEmpty() || message.contains(behind)) {
            return message;
        }
        return message.isEmpty() ? behind : message + ": " + behind;
    }

    /** Text, or the JSON of an error as text. */
    private String behind() {
        if (!(told.get("metadata") instanceof Map<?, ?> metadata) || !(metadata.get("raw") instanceof String raw)) {
            return "";
        }
        try {
            return words(Json.parse(raw.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (MalformedException e) {
            return raw.strip();
        }
    }

    /** The vendor's word or number for the error; one that only repeats the status says less than the type. */
    String code(int status) {
        String code = firstWord(told, CODES);
        String type = firstWord(told, TYPES);
        if (type.isEmpty()) {
            type = firstWord(whole, TYPES);
        }
        boolean says = !code.isEmpty() && number(code) != status;
        return says || type.isEmpty() || number(type) >= 0 ? code : type;
    }

    /** The HTTP status in the error; 0 if none. */
    int status() {
        if (told.get("status_code") instanceof Number code && MINIMAX.containsKey(code.intValue())) {
            return MINIMAX.get(code.intValue());
        }
        for (String name : STATUSES) {
            int status = number(told.get(name));
            if (status >= 400 && status < 600) {
                return status;
            }
        }
        return 0;
    }

    /** The field that is to blame: OpenAI's param, or FastAPI's place in the body. */
    @Nullable
    String param() {
        if (told.get("param") instanceof String param && !param.isEmpty()) {
            return param;
        }
        Object detail = told.get("message") instanceof Map<?, ?> inner ? inner.get("detail") : told.get("detail");
        if (detail instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map<?, ?> first) {
            String place = place(first);
            return place.isEmpty() ? null : place;
        }
        return null;
    }

    /** What a value says, however it is wrapped: text, {"message": ...}, FastAPI's [{"loc": [...], "msg": ...}]. */
    private static String words(@Nullable Object value, int depth) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof List<?> list && depth < DEEPEST) {
            return list.stream()
                    .map(item -> words(item, depth + 1))
                    .filter(text -> !text.isEmpty())
                    .distinct()
                    .collect(Collectors.joining("; "));
        }
        if (value instanceof Map<?, ?> map && depth < DEEPEST) {
            for (String name : MESSAGES) {
                String words = words(map.get(name), depth + 1);
                if (!words.isEmpty()) {
                    String place = place(map);
                    return place.isEmpty() ? words : place + ": " + words;
                }
            }
        }
        return "";
    }

    private static String place(Map<?, ?> detail) {
        List<String> names = new ArrayList<>();
        if (detail.get("loc") instanceof List<?> steps) {
            steps.forEach(step -> names.add(String.valueOf(step)));
        }
        if (!names.isEmpty() && names.getFirst().equals("body")) {
            names.removeFirst();
        }
        return String.join(".", names);
    }

    private static String firstWord(Map<?, ?> fields, List<String> names) {
        for (String name : names) {
            Object value = fields.get(name);
            if ((value instanceof String text && !text.isEmpty()) || value instanceof Number) {
                return value.toString();
            }
        }
        return "";
    }

    private static int number(@Nullable Object code) {
        if (code instanceof Number number) {
            return number.intValue();
        }
        return code instanceof String text && text.matches("\\d{3}") ? Integer.parseInt(text) : -1;
    }
}
