package io.serai.ingress;

import io.serai.chat.RejectedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes as text: UTF-8, or what a byte order mark says. */
final class Texts {

    private Texts() {}

    /**
     * @param what is told if they are no text: a file, a message
     * @throws RejectedException if they are no text
     */
    static String decode(byte[] bytes, String what) {
        if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
            return new String(bytes, StandardCharsets.UTF_16);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            in.position(3);
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw noText(what, in.position(), "not UTF-8");
        }
        String text = out.flip().toString();
        if (text.indexOf('\0') >= 0) {
            throw noText(what, text.indexOf('\0'), "zero");
        }
        return text;
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
