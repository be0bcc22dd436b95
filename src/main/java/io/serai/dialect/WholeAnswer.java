package io.serai.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads an answer that does not come in pieces. */
public final class WholeAnswer {
    /** Most answers fit into little more; the JDK's own reading takes 16 KB for each. */
    private static final int USUAL = 2048;

    private static final int LONGEST = 64 << 20;

    private WholeAnswer() {}

    /** @throws MalformedException if it is longer than any answer should be */
    public static byte[] read(InputStream in) throws IOException {
        byte[] bytes = new byte[USUAL];
        int length = 0;
        for (int count = in.read(bytes, 0, bytes.length);
                count >= 0;
                count = in.read(bytes, length, bytes.length - length)) {
            length += count;
            if (length > LONGEST) {
                throw new MalformedException("An answer is longer than " + (LONGEST >> 20) + " MiB", null);
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
