package io.serai.cache;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A digest of a request's contents, in which every value is told apart from its neighbours by kind and length. */
final class Fingerprint {
    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Fingerprint add(@Nullable Object value) {
        switch (value) {
            case null -> head('0', 0);
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                head('s', bytes.length);
                digest.update(bytes);
            }
            case List<?> list -> {
                head('l', list.size());
                list.forEach(this::add);
            }
            case Map<?, ?> map -> {
                head('m', map.size());
                map.forEach((name, inner) -> add(name).add(inner));
            }
            case Message message ->
                add(message.role().name())
                        .add(message.parts())
                        .add(message.toolCalls())
                        .add(message.extras());
            case ToolCall call ->
                add(call.id()).add(call.name()).add(call.arguments()).add(call.extras());
            case Tool tool ->
                add(tool.name()).add(tool.description()).add(tool.parameters()).add(tool.extras());
            case Part.Text text -> add("text").add(text.text()).add(text.extras());
            case Part.Image image ->
                add("image").add(image.url()).add(image.detail()).add(image.extras());
            case Part.Reasoning reasoning ->
                add("reasoning").add(reasoning.text()).add(reasoning.signature());
            case Part.Refusal refusal -> add("refusal").add(refusal.text());
            case Part.Other other -> add("other").add(other.fields());
            default -> add(value.toString());
        }
        return this;
    }

    Fingerprint addBut(Map<String, Object> fields, String name) {
        fields.forEach((field, value) -> {
            if (!field.equals(name)) {
                add(field).add(value);
            }
        });
        return this;
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    }

    private void head(char kind, int length) {
        digest.update((byte) kind);
        digest.update((byte) (length >>> 24));
        digest.update((byte) (length >>> 16));
        digest.update((byte) (length >>> 8));
        digest.update((byte) length);
    }
}
