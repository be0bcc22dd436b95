package io.serai.dialect.gemini;

import io.serai.chat.Signature;
import io.serai.dialect.Signatures;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code thoughtSignature}. It is base64 to Google's libraries, which refuse anything else and may write it in either alphabet:
 * signatures of other vendors are packed so on their way through a client.
 */
final class ThoughtSignatures {
    /**
     * What stands for a signature that Gemini 3 demands and nobody has, since the call is another model's or the client lost it.
     *
     * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Thought signatures</a>
     */
    static final String PLACEHOLDER = "skip_thought_signature_validator";

    private static final String FIELD = "thoughtSignature";
    private static final String MARK = "serai:";
    private static final String REDACTED = "!";
    /** How the mark begins in base64, whatever follows it. */
    private static final String PACKED = "c2VyYWk6";

    private ThoughtSignatures() {}

    static @Nullable Signature read(Map<?, ?> part) {
        String text = Names.text(part, FIELD);
        if (text.isEmpty() || text.equals(PLACEHOLDER)) {
            return null;
        }
        if (!text.startsWith(PACKED)) {
            return new Signature("gemini", text, false);
        }
        String packed = unpack(text);
        if (packed == null) {
            return null;
        }
        boolean redacted = packed.startsWith(REDACTED, MARK.length());
        int start = MARK.length() + (redacted ? REDACTED.length() : 0);
        return Signatures.read(packed.substring(start), "gemini", redacted);
    }

    static void write(Map<String, Object> part, @Nullable Signature signature) {
        if (signature != null) {
            part.put(FIELD, signature.dialect().equals("gemini") ? signature.value() : pack(signature));
        }
    }

    /** Whether a part of a request has a signature that no vendor of this dialect has made. */
    static boolean isForeign(Map<?, ?> part) {
        return Names.text(part, FIELD).startsWith(PACKED);
    }

    static boolean isIn(Map<?, ?> part) {
        return !Names.text(part, FIELD).isEmpty();
    }

    static void remove(Map<String, Object> part) {
        part.remove(FIELD);
        part.remove(Names.snake(FIELD));
    }

    private static String pack(Signature signature) {
        String marked = MARK + (signature.redacted() ? REDACTED : "") + Signatures.write(signature, "gemini");
        return Base64.getEncoder().encodeToString(marked.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String unpack(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
