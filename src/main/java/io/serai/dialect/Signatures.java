package io.serai.dialect;

import io.serai.chat.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of thoughts on their way through a client that speaks another dialect than the vendor that made them: there they carry the
 * name of their own dialect in front, so that they find back in the next turn and no other vendor gets them.
 */
public final class Signatures {
    private static final char SEPARATOR = ':';

    private Signatures() {}

    /** The signature as a field of a dialect shows it. */
    public static String write(Signature signature, String dialect) {
        return signature.dialect().equals(dialect)
                ? signature.value()
                : signature.dialect() + SEPARATOR + signature.value();
    }

    /** What a field of a dialect shows; no base64 has a colon. */
    public static Signature read(String text, String dialect, boolean redacted) {
        int end = text.indexOf(SEPARATOR);
        return end > 0
                ? new Signature(text.substring(0, end), text.substring(end + 1), redacted)
                : new Signature(dialect, text, redacted);
    }

    /** The signature if vendors of that dialect can read it, and else null. */
    public static @Nullable Signature ownOf(@Nullable Signature signature, String dialect) {
        return signature != null && signature.dialect().equals(dialect) ? signature : null;
    }
}
