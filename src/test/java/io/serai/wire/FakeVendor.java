package io.serai.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A vendor on a port of 127.0.0.1 that records what it is asked; what it answers, its subclasses say.
 *
 * <p>Every connection has a virtual thread of its own; it stays open for further requests.
 */
public abstract class FakeVendor implements AutoCloseable {
    private static final int BACKLOG = 8192;

    private final ServerSocket listener;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Tally tally = new Tally();
    private volatile boolean closed;

    protected FakeVendor() {
        try {
            listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("fake-vendor").start(this::listen);
    }

    /** What to answer; called by many threads at once, after the request has been recorded. */
    protected abstract Answer answer(RecordedRequest request);

    /** The address that OpenAI's clients call the base URL, such as {@code http://127.0.0.1:40001/v1}. */
    public final String url() {
        return root() + "/v1";
    }

    /** The address without a path. */
    public final String root() {
        return "http://127.0.0.1:" + port();
    }

    protected int port() {
        return listener.getLocalPort();
    }

    /** The requests so far, in the order they arrived. */
    public final List<RecordedRequest> requests() {
        return tally.requests();
    }

    /** How many requests there were. */
    public final int count() {
        return tally.count();
    }

    /** How many connections were accepted so far. */
    public final int connections() {
        return tally.connections();
    }

    public final int openConnections() {
        return tally.openConnections();
    }

    /** How many answers were cut short because the client closed the connection. */
    public final int abandoned() {
        return tally.abandonedAnswers();
    }

    /** Waits for so many requests or more; like all waits here it fails after 10 s. */
    public final void awaitRequests(int least) {
        tally.awaitRequests(least);
    }

    /** Waits for so many abandoned answers or more. */
    public final void awaitAbandoned(int least) {
        tally.awaitAbandoned(least);
    }

    /** Waits until no more than so many connections are open. */
    public final void awaitOpenConnections(int most) {
        tally.awaitOpenConnections(most);
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            for (Connection connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the connections that are between two requests, and tells how many they were. */
    final int closeIdleConnections() {
        int count = 0;
        try {
            for (Connection connection : connections) {
                count += connection.closeIfIdle() ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }

    private void listen() {
        try {
            while (!closed) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            if (!closed) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket socket) {
        tally.connected();
        try (socket) {
            var connection = new Connection(socket);
            connections.add(connection);
            try {
                converse(connection);
            } finally {
                connections.remove(connection);
            }
        } catch (IOException e) {
            // The client broke off, or this vendor was closed: either way there is nobody to tell.
        } finally {
            tally.disconnected();
        }
    }

    private void converse(Connection connection) throws IOException {
        boolean open = true;
        while (open && !closed) {
            RecordedRequest request = connection.receive();
            if (request == null) {
                return;
            }
            tally.requested(request);
            open = answered(connection, request) && !"close".equalsIgnoreCase(request.header("connection"));
        }
    }

    /** Answers; false if the connection is of no further use. */
    private boolean answered(Connection connection, RecordedRequest request) {
        try {
            return connection.send(answerOrBlame(request));
        } catch (IOException e) {
            if (!closed) {
                tally.abandoned();
            }
            return false;
        }
    }

    private Answer answerOrBlame(RecordedRequest request) {
        try {
            return answer(request);
        } catch (IllegalArgumentException e) {
            return Answer.error(400, "" + e.getMessage(), "invalid_request_error", null, null);
        } catch (RuntimeException e) {
            return Answer.error(500, "The fake vendor itself failed: " + e, "fake_vendor_error", null, null);
        }
    }
}
