package io.serai.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A client's connection to a fake vendor, seen from the vendor. */
final class Connection implements Closeable {
    private static final Duration FOR_EVER = Duration.ofDays(24);

    private final Socket socket;
    private final OutputStream out;
    private final RequestReader requests;
    private final Lock turn = new ReentrantLock();
    private boolean idle;

    Connection(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.requests = new RequestReader(socket.getInputStream(), out);
    }

    /** Waits for the next request; null if the client is done. */
    @Nullable
    RecordedRequest receive() throws IOException {
        if (!requests.hasNext()) {
            return null;
        }
        turn.lock();
        try {
            idle = false;
        } finally {
            turn.unlock();
        }
        return requests.next();
    }

    /**
     * Sends an answer, at its pace; true if the connection can carry another.
     *
     * @throws IOException if the client leaves before the answer has ended
     */
    boolean send(Answer answer) throws IOException {
        rest(answer.thinking());
        List<byte[]> writes = answer.writes();
        for (byte[] write : writes.subList(0, writes.size() - 1)) {
            out.write(write);
            rest(answer.pausing());
        }
        return end(writes.getLast(), answer.ending());
    }

    private boolean end(byte[] last, Answer.Ending ending) throws IOException {
        // A client that has read a whole answer must find its connection idle: both happen under the lock.
        turn.lock();
        try {
            out.write(last);
            idle = ending == Answer.Ending.COMPLETE;
        } finally {
            turn.unlock();
        }
        switch (ending) {
            case COMPLETE, CUT -> {}
            case STALLED -> rest(FOR_EVER);
            case RESET -> socket.setSoLinger(true, 0);
        }
        return ending == Answer.Ending.COMPLETE;
    }

    /** Waits, with an ear on the socket, so that a client that leaves is noticed at once. */
    private void rest(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            socket.setSoTimeout((int) Math.ceilDiv(left, 1_000_000L));
            try {
                requests.listen();
            } catch (SocketTimeoutException e) {
                break;
            } finally {
                socket.setSoTimeout(0);
            }
        }
    }

    /** Closes the connection if it is between two requests; false if it is not. */
    boolean closeIfIdle() throws IOException {
        turn.lock();
        try {
            if (idle) {
                close();
            }
            return idle;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
