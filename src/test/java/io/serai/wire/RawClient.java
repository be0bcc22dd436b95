package io.serai.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client that sends bytes as they are, and no more than it is asked to. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;

    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /** Connects to a port of this machine. */
    public static RawClient to(int port) {
        return from(new Socket(), port);
    }

    /** Connects with so small a window that little is on its way to a client that does not read. */
    public static RawClient narrow(int port) {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(4096);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        return from(socket, port);
    }

    private static RawClient from(Socket socket, int port) {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the text has come. */
    public String until(String text) {
        return read(text);
    }

    /** Reads until the server closes the connection, in whichever way. */
    public String rest() {
        return read(null);
    }

    /** Reads one answer that says how long it is, head and body. */
    public String answer() {
        String head = read("\r\n\r\n");
        Matcher length = LENGTH.matcher(head);
        try {
            int rest = length.find() ? Integer.parseInt(length.group(1)) : 0;
            return head + new String(socket.getInputStream().readNBytes(rest), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads much at a time until what has come ends with the text. */
    public String allUntil(String end) {
        byte[] part = new byte[1 << 16];
        StringBuilder all = new StringBuilder();
        try {
            int count = 0;
            while (count >= 0 && all.indexOf(end, all.length() - end.length()) < 0) {
                count = socket.getInputStream().read(part);
                all.append(new String(part, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(@Nullable String until) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            while (until == null || !all.toString(StandardCharsets.ISO_8859_1).contains(until)) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    break;
                }
                all.write(next);
            }
        } catch (SocketException e) {
            // Reset: closed as well.
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + all.toString(StandardCharsets.ISO_8859_1), e);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
