package io.serai.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A vendor that begins an answer, and repeats one piece of its head for as long as it is read. */
public final class EndlessHead implements AutoCloseable {
    private final ServerSocket listener;
    private final String begin;
    private final byte[] piece;

    /**
     * @param begin what it sends once
     * @param piece what it sends for ever
     */
    public EndlessHead(String begin, String piece) {
        this.begin = begin;
        this.piece = piece.repeat(20).getBytes(StandardCharsets.US_ASCII);
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("endless-head").start(this::listen);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/v1";
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofPlatform().daemon().start(() -> answer(socket));
            }
        } catch (IOException e) {
            // It is the end.
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            in.read(new byte[8192]);
            OutputStream out = socket.getOutputStream();
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(piece);
            }
        } catch (IOException e) {
            // Nobody reads on.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
