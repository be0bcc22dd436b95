package io.serai.provider.answer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that tells whenever something has come, whatever it is. */
public final class SignsOfLife extends FilterInputStream {
    private final Runnable listener;

    public SignsOfLife(InputStream in, Runnable listener) {
        super(in);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        listener.run();
        return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = in.read(bytes, from, length);
        listener.run();
        return count;
    }
}
