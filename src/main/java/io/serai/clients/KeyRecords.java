package io.serai.clients;

import io.serai.quota.Limit;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client key as it is kept: all its fields by name, with the hashes in place of the keys. */
public final class KeyRecords {
    private KeyRecords() {}

    public static Map<String, Object> write(ClientKey key) {
        Map<String, Object> fields = new LinkedHashMap<>(KeyFields.shown(key, null));
        fields.remove("lastUsed");
        fields.remove("declared");
        fields.put("hash", key.hash());
        fields.put("previousHash", key.previousHash());
        fields.values().removeIf(value -> value == null || value.equals(""));
        fields.put("on", key.on());
        return fields;
    }

    /** @throws RuntimeException if it is none */
    public static ClientKey read(Map<String, ?> fields) {
        return new ClientKey(
                need(fields, "id"),
                need(fields, "hash"),
                text(fields, "name"),
                text(fields, "owner"),
                text(fields, "team"),
                orNone(texts(fields, "tags")),
                Boolean.TRUE.equals(fields.get("on")),
                moment(fields, "expires"),
                texts(fields, "models"),
                texts(fields, "pools"),
                Limit.parseClients(String.join(", ", orNone(texts(fields, "limits")))),
                fields.get("prompts") instanceof Boolean prompts ? prompts : null,
                fields.get("systemPrompt") instanceof Map<?, ?> prompt ? KeyPrompt.of(prompt) : null,
                fields.get("previousHash") instanceof String hash ? hash : null,
                moment(fields, "previousUntil"),
                moment(fields, "created"),
                moment(fields, "updated"),
                moment(fields, "deleted"),
                false);
    }

    private static String need(Map<String, ?> fields, String name) {
        String text = text(fields, name);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return text;
    }

    private static String text(Map<String, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    private static @Nullable List<String> texts(Map<String, ?> fields, String name) {
        return fields.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : null;
    }

    private static List<String> orNone(@Nullable List<String> texts) {
        return texts == null ? List.of() : texts;
    }

    private static @Nullable Instant moment(Map<String, ?> fields, String name) {
        String text = text(fields, name);
        return text.isEmpty() ? null : Instant.parse(text);
    }
}
