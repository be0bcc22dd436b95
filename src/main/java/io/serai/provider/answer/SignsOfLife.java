package io.serai.provider.answer;

import io.serai.chat.Heavy;
import io.serai.dialect.MalformedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that reports every arrival of bytes. However fast it comes, other virtual threads run now and then: a read that
 * need not wait keeps its carrier.
 */
public final class SignsOfLife extends FilterInputStream {
    /** Bytes between two looks at others: some eighty pieces of a word each, which take some milliseconds. */
    private static final int TURN = 16 << 10;

    private final Runnable listener;
    private long length;
    private long turn = TURN;
    private long most = Long.MAX_VALUE;

    public SignsOfLife(InputStream in, Runnable listener) {
        super(in);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        came(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] bytes, int from, int atMost) throws IOException {
        int count = in.read(bytes, from, atMost);
        came(count);
        return count;
    }

    /** Sets how many bytes may come, until it is set anew. */
    public void most(long bytes) {
        most = bytes;
    }

    /** How many bytes have come. */
    public long length() {
        return length;
    }

    private void came(int more) {
        listener.run();
        length += Math.max(0, more);
        if (length > most) {
            throw new MalformedException("The answer does not begin within " + (most >> 20) + " MiB", null);
        }
        if (length >= turn) {
            turn = length + TURN;
            Heavy.giveWay();
        }
    }
}
