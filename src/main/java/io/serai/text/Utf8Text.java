package io.serai.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text of files in UTF-8. A wrong encoding is found rather than filled with question marks. */
public final class Utf8Text {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private Utf8Text() {}

    /** The text of a file, without a byte order mark; null if it is not in UTF-8. */
    public static @Nullable String ofFile(byte[] content) {
        String text = of(ByteBuffer.wrap(content));
        return text == null ? null : withoutMark(text);
    }

    /** The text, all of it; null if it is not in UTF-8. The buffer stays as it is. */
    public static @Nullable String of(ByteBuffer content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(content.duplicate())
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The same without the mark with which some editors begin a file. */
    public static String withoutMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }
}
