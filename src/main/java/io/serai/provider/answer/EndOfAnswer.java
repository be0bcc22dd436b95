package io.serai.provider.answer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** The bytes of an answer; once all of it has come by its protocol, a failure of the connection is no more than its end. */
public final class EndOfAnswer extends FilterInputStream {
    private final BooleanSupplier complete;

    public EndOfAnswer(InputStream in, BooleanSupplier complete) {
        super(in);
        this.complete = complete;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            return end(e);
        }
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        try {
            return super.read(bytes, from, count);
        } catch (IOException e) {
            return end(e);
        }
    }

    private int end(IOException failure) throws IOException {
        if (complete.getAsBoolean()) {
            return -1;
        }
        throw failure;
    }
}
