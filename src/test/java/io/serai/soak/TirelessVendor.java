package io.serai.soak;

import io.serai.dialect.contract.Mutations;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/** A vendor that remembers nothing, so that it can be asked for long; a sick one answers with what is changed, cut, endless or late. */
final class TirelessVendor implements AutoCloseable {
    private static final String WHOLE =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"small\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"fine\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}";
    private static final String EVENTS = "data:"
            + " {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"fi\"}}]}\n\n"
            + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ne\"}}]}\n\n"
            + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: [DONE]\n\n";
    private static final String[] STATUSES = {"429 Too Many", "500 Oh", "502 Oh", "503 Away"};

    private final ServerSocket listener;
    private final boolean sick;

    TirelessVendor(boolean sick) {
        this.sick = sick;
        try {
            listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::listen);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/v1";
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(60_000);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            Random random = new Random();
            while (true) {
                String head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                String body = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
                boolean streamed = body.contains("\"stream\":true");
                byte[] answer = (streamed ? EVENTS : WHOLE).getBytes(StandardCharsets.UTF_8);
                if (sick) {
                    if (!answerSickly(out, answer, streamed, random)) {
                        return;
                    }
                } else {
                    write(out, "200 OK", streamed, answer, answer.length);
                }
                out.flush();
            }
        } catch (IOException e) {
            // Serai has closed the connection.
        }
    }

    /** Whether the connection can be used again. */
    private static boolean answerSickly(OutputStream out, byte[] answer, boolean streamed, Random random)
            throws IOException {
        byte[] changed = streamed ? Mutations.ofLines(answer, random) : Mutations.of(answer, random);
        switch (random.nextInt(8)) {
            case 0 -> write(out, STATUSES[random.nextInt(STATUSES.length)], false, changed, changed.length);
            case 1 -> write(out, "200 OK", streamed, changed, changed.length + 10);
            case 2 -> {
                byte[] noise = new byte[random.nextInt(400)];
                random.nextBytes(noise);
                out.write(noise);
            }
            case 3 -> {
                out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 2_000; i++) {
                    out.write(("x-" + i + ": " + "y".repeat(200) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            case 4 -> write(out, "200 OK", streamed, new byte[0], 0);
            default -> {
                write(out, "200 OK", streamed, changed, changed.length);
                return true;
            }
        }
        out.flush();
        return false;
    }

    private static void write(OutputStream out, String status, boolean streamed, byte[] body, int length)
            throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\ncontent-type: " + (streamed ? "text/event-stream" : "application/json")
                        + "\r\ncontent-length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n' && head.length() > 3 && head.charAt(head.length() - 3) == '\n') {
                return head.toString().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static int length(String head) {
        int at = head.indexOf("content-length: ");
        return at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
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
