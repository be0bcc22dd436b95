package io.serai.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A vendor whose streams say "one ", and "two " and the end each when they are told to; they may break off there. Whole answers come at once. */
public final class Stepwise implements AutoCloseable {
    private static final String CHUNK = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"small\",\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]}\n\n";
    private static final String WHOLE =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"small\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"one"
                    + " two \"},"
                    + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";

    private final HttpServer server;
    private final Semaphore steps = new Semaphore(0);
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean broken;

    public Stepwise() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    public int count() {
        return count.get();
    }

    /** Lets the next part go. */
    public void step() {
        steps.release();
    }

    /** Closes the connections of the streams that wait. */
    public void breakOff() {
        broken = true;
        steps.release();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        count.incrementAndGet();
        boolean stream = body.contains("\"stream\":true");
        exchange.getResponseHeaders().set("content-type", stream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, 0);
        if (!stream) {
            exchange.getResponseBody().write(WHOLE.getBytes(StandardCharsets.UTF_8));
            exchange.close();
            return;
        }
        say(exchange, CHUNK.formatted("\"role\":\"assistant\",\"content\":\"one \"", "null"));
        steps.acquireUninterruptibly();
        if (broken) {
            exchange.close();
            return;
        }
        say(exchange, CHUNK.formatted("\"content\":\"two \"", "null"));
        steps.acquireUninterruptibly();
        say(exchange, CHUNK.formatted("", "\"stop\"") + "data: [DONE]\n\n");
        exchange.close();
    }

    private static void say(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        steps.release(1000);
        server.stop(0);
    }
}
