package io.serai.ingress.job;

import io.serai.chat.RejectedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes as text: UTF-8, or what a byte order mark says. */
final class Texts {

    private Texts() {}

    /**
     * @param what is named if they are no text: a file, a message
     * @throws RejectedException if they are no text
     */
    static String decode(byte[] bytes, String what) {
        Charset charset = startsWith(bytes, 0xFF, 0xFE)
                ? StandardCharsets.UTF_16LE
                : startsWith(bytes, 0xFE, 0xFF) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
        boolean marked = charset != StandardCharsets.UTF_8;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.position(marked ? 2 : startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0);
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw noText(what, in.position(), marked ? "not UTF-16, as the byte order mark says" : "not UTF-8");
        }
        String text = out.flip().toString();
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw noText(what, marked ? 2 + 2 * zero : bytesBefore(text, zero, bytes.length), "zero");
        }
        return text;
    }

    private static int bytesBefore(String text, int end, int most) {
        return Math.min(most, text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static RejectedException noText(String what, int place, String why) {
        return RejectedException.badRequest(
                "The " + what + " is no text: byte " + place + " is " + why
                        + ". Images and other data go into a JSON request.",
                null);
    }
}
