package io.serai.dialect;

import io.serai.chat.Heavy;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A document of a vendor that is refused beyond a size. Lets other virtual threads run now and then, however fast it comes. */
final class BoundedStream extends FilterInputStream {
    private static final int TURN = 256 << 10;

    private final long longest;
    private long length;
    private long turn = TURN;

    BoundedStream(InputStream in, long longest) {
        super(in);
        this.longest = longest;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] bytes, int from, int atMost) throws IOException {
        int count = super.read(bytes, from, atMost);
        count(count);
        return count;
    }

    private void count(int more) {
        length += Math.max(0, more);
        if (length > longest) {
            throw new MalformedException(
                    "The answer is longer than " + (longest >> 20) + " MiB (serai.vendor.answer-limit)", null);
        }
        if (length >= turn) {
            turn = length + TURN;
            Heavy.giveWay();
        }
    }
}
