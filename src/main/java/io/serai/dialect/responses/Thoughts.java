package io.serai.dialect.responses;

import io.serai.chat.Part;
import io.serai.chat.Signature;
import io.serai.dialect.Fields;
import io.serai.dialect.Signatures;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's thoughts, as reasoning items; their signature is the encrypted content, with the name of the dialect in front. */
final class Thoughts {
    private static final String REDACTED = "redacted:";

    private Thoughts() {}

    static List<Part> read(Fields item) {
        String text = text(item.peek("content"), "reasoning_text");
        if (text.isEmpty()) {
            text = text(item.peek("summary"), "summary_text");
        }
        if (!(item.peek("encrypted_content") instanceof String secret) || secret.isEmpty()) {
            return text.isEmpty() ? List.of() : List.of(new Part.Reasoning(text, Part.Reasoning.FIELD));
        }
        Signature told = Signatures.read(secret, ResponsesServer.NAME, false);
        boolean redacted = told.value().startsWith(REDACTED);
        String value = redacted ? told.value().substring(REDACTED.length()) : told.value();
        return List.of(new Part.Reasoning(
                redacted ? "" : text, Part.Reasoning.FIELD, new Signature(told.dialect(), value, redacted)));
    }

    static String encrypted(Signature signature) {
        Signature marked = signature.redacted()
                ? new Signature(signature.dialect(), REDACTED + signature.value(), true)
                : signature;
        return Signatures.write(marked, ResponsesServer.NAME);
    }

    private static String text(@Nullable Object parts, String type) {
        StringBuilder text = new StringBuilder();
        if (parts instanceof List<?> list) {
            for (Object part : list) {
                if (part instanceof Map<?, ?> fields
                        && type.equals(fields.get("type"))
                        && fields.get("text") instanceof String piece) {
                    text.append(text.isEmpty() ? "" : "\n\n").append(piece);
                }
            }
        }
        return text.toString();
    }
}
