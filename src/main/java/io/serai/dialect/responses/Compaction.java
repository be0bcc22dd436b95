package io.serai.dialect.responses;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation made short: the model is asked for a summary, which goes to the client as the content of an item that Serai reads back.
 *
 * @see <a href="https://platform.openai.com/docs/guides/compaction">Compaction</a>
 */
final class Compaction {
    private static final String TRIGGER = "compaction_trigger";
    private static final String PREFIX = "serai1.";
    private static final String QUESTION = """
        Summarise this conversation so that whoever continues it needs nothing else: the task and the user's wishes in their own words, \
        what was decided and why, what was done and found (files, commands, results, errors), what is unfinished, and the next step. \
        Answer with the summary alone.\
        """;
    private static final String HEADING = "This is a summary of the conversation so far:\n\n";

    private Compaction() {}

    static boolean isAskedFor(List<Object> items) {
        return items.stream().anyMatch(item -> item instanceof Map<?, ?> fields && TRIGGER.equals(fields.get("type")));
    }

    /** The items with a question for a summary at their end. */
    static List<Object> asked(List<Object> items) {
        List<Object> all = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> fields && TRIGGER.equals(fields.get("type")))) {
                all.add(item);
            }
        }
        all.add(message(QUESTION));
        return all;
    }

    /** Summaries that Serai has given, in words; those of others nobody here can read. */
    static List<Object> read(List<Object> items) {
        return items.stream().map(Compaction::read).toList();
    }

    private static Object read(Object item) {
        if (item instanceof Map<?, ?> fields
                && ("compaction".equals(fields.get("type")) || "compaction_summary".equals(fields.get("type")))
                && fields.get("encrypted_content") instanceof String content) {
            String summary = summary(content);
            return summary == null ? item : message(HEADING + summary);
        }
        return item;
    }

    private static Map<String, Object> message(String text) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "message");
        message.put("role", "user");
        message.put("content", List.of(Map.of("type", "input_text", "text", text)));
        return message;
    }

    static String content(String summary) {
        return PREFIX + Base64.getEncoder().encodeToString(summary.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String summary(String content) {
        if (!content.startsWith(PREFIX)) {
            return null;
        }
        try {
            return new String(Base64.getDecoder().decode(content.substring(PREFIX.length())), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
