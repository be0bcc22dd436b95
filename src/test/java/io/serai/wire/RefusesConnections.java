package io.serai.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A vendor that is not there: a port that is taken, so that nobody else gets it, and that nobody listens on. */
public final class RefusesConnections extends FakeVendor {
    private final Socket taken = new Socket();

    public RefusesConnections() {
        try {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected int port() {
        return taken.getLocalPort();
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        throw new IllegalStateException("Nobody should have got here");
    }

    @Override
    public void close() {
        super.close();
        try {
            taken.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
