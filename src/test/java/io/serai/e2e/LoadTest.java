package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once. How fast that is, the benchmarks tell. */
class LoadTest {
    private static final int CALLS = 4000;

    @TempDir
    Path directory;

    @Test
    void fourThousandCallsAreInFlightAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(CALLS);
        try (HealthyVendor vendor = new HealthyVendor("v") {
                    @Override
                    protected Answer answer(RecordedRequest request) {
                        // Nobody is answered before everybody has asked.
                        all.countDown();
                        try {
                            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return super.answer(request);
                    }
                };
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            List<String> answers = together(CALLS, i -> exchange(serai, "question number " + i, false));

            for (int i = 0; i < CALLS; i++) {
                assertThat(answers.get(i)).startsWith("HTTP/1.1 200").contains("v says: question number " + i + "\"");
            }
        }
    }

    @Test
    void twoHundredStreamsKeepEveryEventInOrder() throws Exception {
        String text = IntStream.range(0, 50).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
        try (HealthyVendor vendor = new HealthyVendor("v").pausing(Duration.ofMillis(5));
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            List<String> answers = together(200, i -> exchange(serai, "s" + i + " " + text, true));

            for (int i = 0; i < 200; i++) {
                String answer = answers.get(i);
                int at = answer.indexOf("\"content\":\" s" + i + "\"");
                assertThat(at).as(answer).isPositive();
                for (int word = 0; word < 50; word++) {
                    int next = answer.indexOf("\"content\":\" w" + word + "\"", at);
                    assertThat(next).as("word %s of stream %s", word, i).isGreaterThan(at);
                    assertThat(answer.indexOf("\"content\":\" w" + word + "\"", next + 1))
                            .isNegative();
                    at = next;
                }
                assertThat(answer).contains("data: [DONE]");
            }
        }
    }

    private interface Asking {
        String ask(int number) throws Exception;
    }

    private static List<String> together(int count, Asking call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                answers.add(threads.submit(() -> call.ask(number)));
            }
            List<String> done = new ArrayList<>();
            for (Future<String> answer : answers) {
                done.add(answer.get());
            }
            return done;
        }
    }

    private static String exchange(RunningSerai serai, String question, boolean stream) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", serai.serai().port()), 30_000);
            socket.setSoTimeout(90_000);
            byte[] body = RunningSerai.chat("light", question, stream).getBytes(StandardCharsets.UTF_8);
            byte[] head = ("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head);
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
