package io.serai.soak;

import io.serai.RunningSerai;
import io.serai.wire.RawClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody else, who asks {@code demo/echo} every 250 ms, each time on a connection of its own, and notes the slowest answer. */
final class Bystander implements AutoCloseable {
    private static final int PAUSE_MILLIS = 250;

    private final int port;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;
    private int asked;
    private String wrong = "";
    private Duration worst = Duration.ZERO;
    private long begun;

    Bystander(int port) {
        this.port = port;
        this.thread = Thread.ofPlatform().daemon().name("bystander").start(this::ask);
    }

    private void ask() {
        try {
            do {
                begin();
                String answer = once("question " + begun);
                end(answer);
            } while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String once(String question) {
        byte[] body = RunningSerai.chat("demo/echo", question, false).getBytes(StandardCharsets.UTF_8);
        try (RawClient client = RawClient.to(port)) {
            return client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .send(body)
                    .rest();
        } catch (UncheckedIOException e) {
            return e.toString();
        }
    }

    private synchronized void begin() {
        begun = System.nanoTime();
    }

    private synchronized void end(String answer) {
        asked++;
        note();
        begun = 0;
        if (!answer.startsWith("HTTP/1.1 200 ") && wrong.isEmpty()) {
            wrong = answer.isEmpty() ? "nothing" : answer;
        }
    }

    private void note() {
        Duration took = Duration.ofNanos(begun == 0 ? 0 : System.nanoTime() - begun);
        worst = took.compareTo(worst) > 0 ? took : worst;
    }

    /** Forgets what was. */
    synchronized void reset() {
        asked = 0;
        worst = Duration.ZERO;
        wrong = "";
    }

    synchronized int asked() {
        return asked;
    }

    /** How long the slowest answer took, or takes already. */
    synchronized Duration worst() {
        note();
        return worst;
    }

    /** The first answer that was none; empty if all were. */
    synchronized String wrong() {
        return wrong;
    }

    @Override
    public void close() {
        over.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
