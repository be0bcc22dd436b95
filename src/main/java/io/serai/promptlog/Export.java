package io.serai.promptlog;

import io.serai.dialect.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a dataset of the prompt log. Of a conversation that grew, turn by turn, only the longest is in it; of the same conversation twice,
 * one; and only whole answers.
 */
public final class Export {
    private final PromptStore store;
    private final Wanted wanted;

    /** How lines look. */
    public enum Format {
        /** {@code {"messages": [...], "tools": [...]}}, for fine-tuning. */
        OPENAI,
        /** {@code {"conversations": [{"from": "human", "value": "..."}]}}. */
        SHAREGPT,
        /** As they are logged, with {@code feedback}. */
        RAW;

        /** @throws IllegalArgumentException if there is no such format */
        public static Format of(String word) {
            for (Format format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return format;
                }
            }
            throw new IllegalArgumentException("--format must be openai, sharegpt or raw, not '" + word + "'");
        }
    }

    /**
     * What is exported.
     *
     * @param from the first day
     * @param to the last day
     * @param key the public id of a client key; null for all
     * @param least the least mean of the ratings; null also for what nobody has rated
     */
    public record Wanted(
            Format format,
            LocalDate from,
            LocalDate to,
            @Nullable String key,
            @Nullable Double least) {}

    public Export(PromptStore store, Wanted wanted) {
        this.store = store;
        this.wanted = wanted;
    }

    /**
     * Gives all lines.
     *
     * @return how many they were
     */
    public long write(Consumer<String> out) throws IOException {
        Map<String, List<Object>> ratings = ratings();
        Map<Long, Boolean> grown = wanted.format() == Format.RAW ? Map.of() : grown(ratings);
        Set<Long> written = new HashSet<>();
        long[] count = {0};
        each((text, line) -> {
            List<Object> rated = ratings.getOrDefault(name(line), List.of());
            if (!line.containsKey("request") || !isGood(rated)) {
                return;
            }
            String shown = wanted.format() == Format.RAW ? raw(line, rated) : folded(line, grown, written);
            if (shown != null) {
                count[0]++;
                out.accept(shown);
            }
        });
        return count[0];
    }

    private void each(BiConsumer<String, Map<String, Object>> reader) throws IOException {
        store.read(wanted.from(), wanted.to(), (text, line) -> {
            if (wanted.key() == null || wanted.key().equals(line.get("key"))) {
                reader.accept(text, line);
            }
        });
    }

    private static String name(Map<String, Object> line) {
        return line.get("key") + "\n" + line.get("id");
    }

    /** What was said of requests, also on later days. */
    private Map<String, List<Object>> ratings() throws IOException {
        Map<String, List<Object>> ratings = new HashMap<>();
        store.read(wanted.from(), LocalDate.MAX, (text, line) -> {
            if (line.get("feedback") instanceof Map<?, ?> rating) {
                ratings.computeIfAbsent(name(line), unrated -> new ArrayList<>(1))
                        .add(rating);
            }
        });
        return ratings;
    }

    private boolean isGood(List<Object> ratings) {
        if (wanted.least() == null) {
            return true;
        }
        double sum = 0;
        double weights = 0;
        for (Object rating : ratings) {
            if (rating instanceof Map<?, ?> fields && fields.get("value") instanceof Number value) {
                double weight = fields.get("weight") instanceof Number told ? told.doubleValue() : 1;
                sum += value.doubleValue() * weight;
                weights += weight;
            }
        }
        return weights > 0 && sum / weights >= wanted.least();
    }

    /** The conversations by their digests, and whether a longer one goes on from each. */
    private Map<Long, Boolean> grown(Map<String, List<Object>> ratings) throws IOException {
        Map<Long, Boolean> grown = new HashMap<>();
        each((text, line) -> {
            Conversation said = isGood(ratings.getOrDefault(name(line), List.of())) ? Conversation.of(line) : null;
            if (said != null) {
                grown.put(said.digest(), false);
            }
        });
        each((text, line) -> {
            Conversation said = isGood(ratings.getOrDefault(name(line), List.of())) ? Conversation.of(line) : null;
            if (said != null) {
                List<Long> beginnings = said.digests();
                beginnings
                        .subList(0, beginnings.size() - 1)
                        .forEach(beginning -> grown.computeIfPresent(beginning, (digest, known) -> true));
            }
        });
        return grown;
    }

    private @Nullable String folded(Map<String, Object> line, Map<Long, Boolean> grown, Set<Long> written) {
        Conversation said = Conversation.of(line);
        if (said == null) {
            return null;
        }
        long digest = said.digest();
        if (Boolean.TRUE.equals(grown.get(digest)) || !written.add(digest)) {
            return null;
        }
        return text(wanted.format() == Format.OPENAI ? openAi(said) : shareGpt(said));
    }

    private static String raw(Map<String, Object> line, List<Object> ratings) {
        if (ratings.isEmpty()) {
            return text(line);
        }
        Map<String, Object> rated = new LinkedHashMap<>(line);
        rated.put("feedback", ratings);
        return text(rated);
    }

    private static Map<String, Object> openAi(Conversation said) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("messages", said.messages());
        if (said.tools() != null) {
            fields.put("tools", said.tools());
        }
        if (said.parallel() != null) {
            fields.put("parallel_tool_calls", said.parallel());
        }
        return fields;
    }

    private static Map<String, Object> shareGpt(Conversation said) {
        List<Object> turns = new ArrayList<>();
        for (Map<?, ?> message : said.messages()) {
            String text = Conversation.text(message.get("content"));
            String from = switch (String.valueOf(message.get("role"))) {
                case "system", "developer" -> "system";
                case "assistant" -> "gpt";
                case "tool", "function" -> "observation";
                default -> "human";
            };
            Object calls = message.get("tool_calls");
            if (!text.isEmpty() || !(calls instanceof List<?>)) {
                turns.add(turn(from, text));
            }
            if (calls instanceof List<?> all) {
                all.forEach(call -> turns.add(turn("function_call", called(call))));
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", said.id());
        fields.put("conversations", turns);
        if (said.tools() != null) {
            fields.put("tools", text(said.tools()));
        }
        return fields;
    }

    private static Map<String, Object> turn(String from, String value) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("from", from);
        turn.put("value", value);
        return turn;
    }

    private static String called(Object call) {
        return text(
                call instanceof Map<?, ?> fields && fields.get("function") instanceof Map<?, ?> function
                        ? function
                        : call);
    }

    private static String text(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
