package io.serai.catalog.litellm;

import io.serai.catalog.Price;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The imported fields of a model.
 *
 * @param context tokens of input and output together; null if the table does not say
 * @param output tokens of the longest answer; null if the table does not say
 * @param can in the catalogue's words
 */
record Taken(
        String id,
        @Nullable Long context,
        @Nullable Long output,
        List<String> can,
        @Nullable Price price) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final int LARGEST = 999_999_999;
    private static final BigDecimal MOST = BigDecimal.valueOf(LARGEST);
    private static final Map<String, String> CAPABILITIES = capabilities();

    private static Map<String, String> capabilities() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("supports_function_calling", "tools");
        words.put("supports_vision", "vision");
        words.put("supports_response_schema", "json");
        words.put("supports_reasoning", "reasoning");
        return words;
    }

    /**
     * Reads an entry of the table.
     *
     * @throws ImportException if a field has no sense
     */
    static Taken of(String key, String id, Map<?, ?> entry) {
        boolean embeds = "embedding".equals(entry.get("mode"));
        List<String> can = new ArrayList<>();
        CAPABILITIES.forEach((field, word) -> {
            if (Boolean.TRUE.equals(entry.get(field))) {
                can.add(word);
            }
        });
        return new Taken(
                id,
                tokens(key, entry, "max_input_tokens"),
                embeds ? null : tokens(key, entry, "max_output_tokens"),
                embeds ? List.of("embedding") : can,
                price(key, entry, embeds));
    }

    private static @Nullable Price price(String key, Map<?, ?> entry, boolean embeds) {
        BigDecimal in = dollars(key, entry, "input_cost_per_token");
        BigDecimal out = dollars(key, entry, "output_cost_per_token");
        if (in == null || out == null && !embeds) {
            return null;
        }
        return new Price(in, out == null ? BigDecimal.ZERO : out, dollars(key, entry, "cache_read_input_token_cost"));
    }

    private static @Nullable Long tokens(String key, Map<?, ?> entry, String field) {
        BigDecimal number = number(key, entry, field);
        if (number == null || number.signum() == 0) {
            return null;
        }
        if (number.stripTrailingZeros().scale() > 0 || number.compareTo(BigDecimal.valueOf(LARGEST)) > 0) {
            throw wrong(key, field, entry);
        }
        return number.longValueExact();
    }

    private static @Nullable BigDecimal dollars(String key, Map<?, ?> entry, String field) {
        BigDecimal number = number(key, entry, field);
        if (number != null && number.compareTo(BigDecimal.ONE) > 0) {
            // Nobody asks for more than a dollar a token.
            throw wrong(key, field, entry);
        }
        return number == null ? null : number.multiply(MILLION).stripTrailingZeros();
    }

    private static @Nullable BigDecimal number(String key, Map<?, ?> entry, String field) {
        Object value = entry.get(field);
        if (value == null) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(value.toString());
            if (number.signum() >= 0 && number.compareTo(MOST) <= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // It is none.
        }
        throw wrong(key, field, entry);
    }

    private static ImportException wrong(String key, String field, Map<?, ?> entry) {
        return new ImportException("'" + key + "': " + field + " is '" + entry.get(field) + "'");
    }
}
