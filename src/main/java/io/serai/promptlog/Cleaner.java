package io.serai.promptlog;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.redaction.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cleans trees of JSON, whose structure stays; images and other data that is no text become their length. Not thread-safe. */
final class Cleaner {
    private static final int LONG = 1024;

    /** A number of as many digits as a card or an account may have. */
    private static final int DIGITS = 9;

    private static final Pattern DATA = Pattern.compile("[A-Za-z0-9+/=_-]+");

    private final Redactor.Together together;

    Cleaner(Redactor redactor) {
        this.together = redactor.together();
    }

    String text(String text) {
        if (text.length() > LONG) {
            if (text.startsWith("data:")) {
                int comma = text.indexOf(',');
                String kind = comma > 0 && comma < 100 ? text.substring(0, comma + 1) : "data:,";
                return kind + left(text.length() - kind.length());
            }
            if (DATA.matcher(text.substring(0, LONG)).matches()
                    && DATA.matcher(text).matches()) {
                return left(text.length());
            }
        }
        return together.clean(text);
    }

    private static String left(int characters) {
        return "[" + characters + " characters left out]";
    }

    @Nullable
    Object tree(@Nullable Object value) {
        return switch (value) {
            case String text -> text(text);
            case Number number -> number(number);
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(tree(item)));
                yield items;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                map.forEach((key, inner) -> {
                    String name = String.valueOf(key);
                    Object cleaned = name.equals("arguments") && inner instanceof String json
                            ? arguments(json)
                            : isNamed(name, inner) ? secret(name, (String) inner) : tree(inner);
                    fields.put(text(name), cleaned);
                });
                yield fields;
            }
            case null, default -> value;
        };
    }

    private Object number(Number number) {
        String digits = number.toString();
        if (digits.length() < DIGITS) {
            return number;
        }
        String cleaned = together.clean(digits);
        return cleaned.equals(digits) ? number : cleaned;
    }

    private static boolean isNamed(String name, @Nullable Object value) {
        return value instanceof String text && !text.isBlank() && name.length() < 60 && text.length() < 500;
    }

    /** A value with the name of a secret, as in {@code "password": "..."}. */
    private String secret(String name, String value) {
        String own = text(value);
        if (!own.equals(value)) {
            return own;
        }
        String pair = name + ": " + value;
        String cleaned = together.clean(pair);
        return cleaned.equals(pair) || !cleaned.startsWith(name + ": ") ? own : cleaned.substring(name.length() + 2);
    }

    /** The arguments of a tool call, which are JSON in a text: they stay JSON. */
    private String arguments(String json) {
        try {
            Object parsed = Json.parse(json.getBytes(StandardCharsets.UTF_8));
            Object cleaned = tree(parsed);
            return cleaned == null || cleaned.equals(parsed)
                    ? json
                    : new String(Json.write(cleaned), StandardCharsets.UTF_8);
        } catch (MalformedException e) {
            return text(json);
        }
    }
}
