package io.serai.dialect.gemini;

import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a call as Google shows it to OpenAI's clients, which send back what they do not know: in the call's
 * {@code extra_content}.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Thought signatures, OpenAI compatibility</a>
 */
final class ExtraContent {
    private static final String FIELD = "extra_content";
    private static final String VENDOR = "google";
    private static final String SIGNATURE = "thought_signature";

    private ExtraContent() {}

    static Map<String, Object> write(@Nullable Signature signature) {
        return signature == null ? Map.of() : Map.of(FIELD, Map.of(VENDOR, Map.of(SIGNATURE, signature.value())));
    }

    /** Whether some of the calls have a signature of their own. */
    static boolean isIn(List<ToolCall> calls) {
        return calls.stream().anyMatch(call -> read(call) != null);
    }

    static @Nullable Signature read(ToolCall call) {
        return call.extras().get(FIELD) instanceof Map<?, ?> extra
                        && extra.get(VENDOR) instanceof Map<?, ?> google
                        && google.get(SIGNATURE) instanceof String value
                        && !value.isEmpty()
                ? new Signature("gemini", value, false)
                : null;
    }
}
