package io.serai.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** An HTTP proxy that leads to one server under another name, and wants a password. */
final class Tunnel implements AutoCloseable {
    private final ServerSocket server;
    private final String name;
    private final InetSocketAddress real;
    private final String password;

    Tunnel(String name, InetSocketAddress real, String userAndPassword) throws IOException {
        this.name = name;
        this.real = real;
        this.password = "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        this.server = new ServerSocket(0);
        Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    Thread.startVirtualThread(() -> serve(client));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve(Socket client) {
        try (client) {
            // The client says nothing behind its head until it has the answer, so nothing is lost in the buffer.
            BufferedReader head =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            while (true) {
                List<String> lines =
                        head.lines().takeWhile(line -> !line.isEmpty()).toList();
                if (lines.isEmpty()) {
                    return;
                }
                if (!lines.contains("Proxy-Authorization: " + password)) {
                    say(client, "407 Who\r\nProxy-Authenticate: Basic realm=\"tunnel\"\r\nContent-Length: 0");
                } else if (!lines.getFirst().equals("CONNECT " + name + " HTTP/1.1")) {
                    say(client, "502 Where\r\nContent-Length: 0");
                } else {
                    connect(client);
                    return;
                }
            }
        } catch (IOException e) {
            // Both ends see that it is over.
        }
    }

    private void connect(Socket client) throws IOException {
        try (Socket vendor = new Socket(real.getAddress(), real.getPort())) {
            say(client, "200 Connected");
            Thread back = Thread.startVirtualThread(() -> copy(vendor, client));
            copy(client, vendor);
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The other end is gone.
        }
    }

    private static void say(Socket client, String answer) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
