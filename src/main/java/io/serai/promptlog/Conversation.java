package io.serai.promptlog;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A complete conversation of the prompt log: what was said, with the answer.
 *
 * @param messages in OpenAI's form, the answer last
 * @param tools that were offered; null if none
 */
record Conversation(
        String key,
        String id,
        List<Map<?, ?>> messages,
        @Nullable Object tools,
        @Nullable Object parallel) {
    private static final List<String> COMPLETE = List.of("stop", "tool_calls", "function_call");

    /** The conversation of a line; null if it has no whole answer. */
    static @Nullable Conversation of(Map<String, Object> line) {
        boolean whole = line.get("status") instanceof Number status
                && status.intValue() == 200
                && COMPLETE.contains(String.valueOf(line.get("finish")));
        if (!whole
                || !(line.get("answer") instanceof Map<?, ?> answer)
                || !(line.get("request") instanceof Map<?, ?> request)
                || !(request.get("messages") instanceof List<?> said)) {
            return null;
        }
        List<Map<?, ?>> messages = new ArrayList<>();
        for (Object message : said) {
            if (message instanceof Map<?, ?> map) {
                messages.add(map);
            }
        }
        messages.add(answer);
        return new Conversation(
                String.valueOf(line.get("key")),
                String.valueOf(line.get("id")),
                messages,
                request.get("tools"),
                request.get("parallel_tool_calls"));
    }

    /** A digest of the whole: what a longer conversation begins with, if it goes on from this one. */
    long digest() {
        return digests().getLast();
    }

    /** The digests of all its beginnings, each longer by one message; the last is that of the whole. */
    List<Long> digests() {
        List<Long> digests = new ArrayList<>(messages.size());
        MessageDigest digest = sha256();
        update(digest, key);
        for (Map<?, ?> message : messages) {
            Object role = message.get("role");
            update(digest, "developer".equals(role) ? "system" : String.valueOf(role));
            update(digest, text(message.get("content")).strip());
            if (message.get("tool_calls") instanceof List<?> calls) {
                calls.forEach(call -> call(digest, call));
            }
            digests.add(ByteBuffer.wrap(copy(digest)).getLong());
        }
        return digests;
    }

    private static void call(MessageDigest digest, Object call) {
        if (call instanceof Map<?, ?> fields && fields.get("function") instanceof Map<?, ?> function) {
            update(digest, String.valueOf(function.get("name")));
            update(digest, plain(String.valueOf(function.get("arguments"))));
        }
    }

    /** Arguments without the blanks that clients add. */
    private static String plain(String json) {
        try {
            return new String(Json.write(Json.parse(json.getBytes(StandardCharsets.UTF_8))), StandardCharsets.UTF_8);
        } catch (MalformedException e) {
            return json;
        }
    }

    /** The text of a content, of whatever form. */
    static String text(@Nullable Object content) {
        if (content instanceof List<?> parts) {
            StringBuilder text = new StringBuilder();
            for (Object part : parts) {
                if (part instanceof Map<?, ?> map) {
                    text.append(
                            map.get("text") instanceof String words
                                    ? words
                                    : new String(Json.write(map), StandardCharsets.UTF_8));
                }
            }
            return text.toString();
        }
        return content == null ? "" : content.toString();
    }

    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] copy(MessageDigest digest) {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
