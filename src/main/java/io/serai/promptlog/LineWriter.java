package io.serai.promptlog;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Json;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.Traits;
import io.serai.promptlog.Line.Asked;
import io.serai.promptlog.Line.Rated;
import io.serai.promptlog.Line.Wake;
import io.serai.redaction.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the prompt log, each a JSON object: {@code time}, {@code id}, {@code key} and more of the request, {@code request} in OpenAI's
 * form, {@code answer} as its message; or {@code time}, {@code id}, {@code key} and {@code feedback}.
 */
final class LineWriter {
    /** What is taken out in this version, so that older lines can be told apart. */
    private static final int REDACTION = 1;

    private static final String MESSAGES = "messages";

    private final ClientDialect requests;
    private final ServerDialect answers;

    /** Both are OpenAI's. */
    LineWriter(ClientDialect requests, ServerDialect answers) {
        this.requests = requests;
        this.answers = answers;
    }

    String write(Line line, Redactor redactor) {
        Map<String, @Nullable Object> fields = switch (line) {
            case Asked asked -> asked(asked, redactor);
            case Rated rated -> rated(rated, redactor);
            case Wake wake -> throw new IllegalArgumentException("There is nothing to write");
        };
        return new String(Json.write(fields), StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> begin(Line line, String id) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("time", line.at().toString());
        fields.put("id", id);
        fields.put("key", line.key());
        return fields;
    }

    private static Map<String, @Nullable Object> rated(Rated rated, Redactor redactor) {
        Cleaner cleaner = new Cleaner(redactor);
        Map<String, @Nullable Object> fields = begin(rated, id(rated.id(), redactor));
        fields.put("feedback", cleaner.tree(rated.fields()));
        return fields;
    }

    /** Clients may choose it, so that it may be anything. */
    static String id(String id, Redactor redactor) {
        return id.matches("req-[0-9a-f]{1,32}") ? id : new Cleaner(redactor).text(id);
    }

    private Map<String, @Nullable Object> asked(Asked asked, Redactor redactor) {
        Cleaner cleaner = new Cleaner(redactor);
        Map<String, Object> request = request(asked.request());
        Map<String, Object> choice = choice(asked);
        // A longer conversation begins as this one does, so that the same values get the same words in both.
        Object messages = cleaner.tree(request.remove(MESSAGES));
        Object message = choice == null ? null : cleaner.tree(choice.get("message"));
        Map<String, @Nullable Object> cleaned = new LinkedHashMap<>();
        cleaned.put(MESSAGES, messages);
        request.remove("stream");
        request.remove("stream_options");
        request.forEach((name, value) -> cleaned.put(name, cleaner.tree(value)));
        Map<String, @Nullable Object> fields = begin(asked, id(asked.id(), redactor));
        put(fields, "user", cleaner.text(asked.caller().user()));
        put(fields, "team", cleaner.text(asked.caller().team()));
        put(fields, "dialect", asked.dialect());
        put(fields, "task", cleaner.text(asked.task()));
        put(fields, "model", cleaner.text(asked.model()));
        put(fields, "target", cleaner.text(asked.target()));
        fields.put("status", asked.status());
        put(fields, "error", asked.error());
        put(fields, "cache", asked.cache());
        fields.put("ms", asked.millis());
        if (asked.usage() != null) {
            fields.put("tokensIn", asked.usage().inputTokens());
            fields.put("tokensOut", asked.usage().outputTokens());
        }
        fields.put("request", cleaned);
        if (message != null && choice != null) {
            fields.put("answer", message);
            fields.put("finish", choice.get("finish_reason"));
        }
        fields.put("redaction", REDACTION);
        return fields;
    }

    private static void put(Map<String, @Nullable Object> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    private Map<String, Object> request(ChatRequest request) {
        try {
            return object(
                    requests.writeChat(request.withStream(false), Traits.NONE).body());
        } catch (CannotExpressException e) {
            // Parts that OpenAI's form does not know; the texts are what matters here.
            List<Object> messages = new ArrayList<>();
            for (Message message : request.messages()) {
                messages.add(Map.of("role", message.role().name().toLowerCase(Locale.ROOT), "content", message.text()));
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put(MESSAGES, messages);
            return fields;
        }
    }

    private @Nullable Map<String, Object> choice(Asked asked) {
        if (asked.answer() == null || asked.answer().choices().isEmpty()) {
            return null;
        }
        Map<String, Object> answer = object(answers.writeChat(asked.answer(), asked.request()));
        return answer.get("choices") instanceof List<?> choices
                        && !choices.isEmpty()
                        && choices.getFirst() instanceof Map<?, ?> first
                ? copy(first)
                : null;
    }

    private static Map<String, Object> object(byte[] json) {
        return Json.parse(json) instanceof Map<?, ?> map ? copy(map) : new LinkedHashMap<>();
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
