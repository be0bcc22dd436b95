package io.serai.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be cut, as a network is: what is under way is lost, and nobody gets through until it is mended. */
final class Cable implements AutoCloseable {
    private final URI server;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket here;
    private volatile boolean silent;

    Cable(String server) {
        this.server = URI.create(server);
        this.here = listen(0);
    }

    String address() {
        return "tcp://127.0.0.1:" + here.getLocalPort();
    }

    void cut() {
        close(here);
        ends.forEach(Cable::close);
    }

    /** Lets nothing through from now on, and nobody know. */
    void fallSilent() {
        silent = true;
    }

    int port() {
        return here.getLocalPort();
    }

    void mend() {
        silent = false;
        here = listen(here.getLocalPort());
    }

    private ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().daemon().name("cable").start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                connect(socket.accept());
            } catch (IOException e) {
                // Closed, or the server is away.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        ends.add(client);
        try {
            Socket far = new Socket(server.getHost(), server.getPort());
            ends.add(far);
            Thread.startVirtualThread(() -> pump(client, far));
            Thread.startVirtualThread(() -> pump(far, client));
        } catch (IOException e) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!silent) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // Cut.
        } finally {
            ends.remove(from);
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
    }
}
