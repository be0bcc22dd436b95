package io.serai.reload;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Eventually;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A constant load on one model: plain calls at a fixed rate, whether earlier ones are answered or not, and a number of streams, each
 * followed by the next. Of every answer every word is looked at.
 */
final class Traffic implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(60);

    private final Client client;
    private final String model;
    private final String words;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger streamed = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean ending;

    /** @param words how many each stream has; a vendor pauses before each of them */
    Traffic(Client client, String model, int words) {
        this.client = client;
        this.model = model;
        this.words = IntStream.range(0, words).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    }

    /** A plain call that was answered. */
    record Call(long begun, long nanos) {}

    Traffic start(int streams, int plainPerSecond) {
        for (int i = 0; i < streams; i++) {
            running.incrementAndGet();
            Thread.ofVirtual().start(this::stream);
        }
        long period = TimeUnit.SECONDS.toNanos(1) / plainPerSecond;
        var unused = pace.scheduleAtFixedRate(this::plain, period, period, TimeUnit.NANOSECONDS);
        return this;
    }

    private void plain() {
        long begun = System.nanoTime();
        running.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            String question = "p" + numbers.incrementAndGet();
            try {
                HttpResponse<String> answer = client.chat(model, question, false);
                calls.add(new Call(begun, System.nanoTime() - begun));
                String said = answer.statusCode() == 200
                        ? Client.json(answer.body())
                                .at("/choices/0/message/content")
                                .asText()
                        : "";
                judge(question, said, answer);
            } catch (RuntimeException e) {
                failures.add(question + ": " + e);
            } finally {
                running.decrementAndGet();
            }
        });
    }

    private void stream() {
        try {
            while (!ending) {
                String question = "s" + numbers.incrementAndGet() + " " + words;
                try {
                    HttpResponse<String> answer = client.chat(model, question, true);
                    judge(question, answer.statusCode() == 200 ? said(answer.body()) : "", answer);
                    streamed.incrementAndGet();
                } catch (RuntimeException e) {
                    failures.add(question + ": " + e);
                }
            }
        } finally {
            running.decrementAndGet();
        }
    }

    /** The answer is what one vendor says, all of it and once. */
    private void judge(String question, String said, HttpResponse<String> answer) {
        if (!said.matches("\\w+ says: \\Q" + question + "\\E")) {
            failures.add(question + ": " + answer.statusCode() + ' ' + answer.body());
        }
    }

    private static String said(String stream) {
        List<String> events = new ArrayList<>(List.of(stream.strip().split("\n\n")));
        if (!events.removeLast().equals("data: [DONE]")) {
            return "cut";
        }
        StringBuilder said = new StringBuilder();
        int ends = 0;
        for (String event : events) {
            if (event.startsWith("data: ")) {
                JsonNode choice =
                        Client.json(event.substring("data: ".length())).at("/choices/0");
                said.append(choice.at("/delta/content").asText(""));
                ends += choice.path("finish_reason").asText("").equals("stop") ? 1 : 0;
            }
        }
        return ends == 1 ? said.toString() : "ended " + ends + " times";
    }

    /** What went wrong, at most a few of them. */
    List<String> failures() {
        return failures.stream().limit(5).toList();
    }

    int failed() {
        return failures.size();
    }

    int streamed() {
        return streamed.get();
    }

    int called() {
        return calls.size();
    }

    /** How long the slowest of each hundred plain calls took that were begun in a time, in milliseconds. */
    double p99(long fromNanos, long toNanos) {
        long[] sorted = calls.stream()
                .filter(call -> call.begun >= fromNanos && call.begun < toNanos)
                .mapToLong(Call::nanos)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.99)] / 1e6;
    }

    /** Asks no more, and waits for the answers to all that was asked. */
    @Override
    public void close() {
        ending = true;
        pace.shutdown();
        Eventually.await("the last answers", END, () -> running.get() == 0);
    }
}
