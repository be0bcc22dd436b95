package io.serai.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** The ways in which people get many answers from providers that limit them. Each returns when all calls are answered. */
final class QuotaClient {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String PATIENCE = "60s";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String run;

    /** @param run goes into each prompt, so that no run gets the answers of another from a cache */
    QuotaClient(String run) {
        this.run = run;
    }

    /** One call after the other, each to the next provider, with a fixed delay between. */
    void oneByOne(List<String> urls, int calls, Duration delay) {
        for (int i = 0; i < calls; i++) {
            while (vendor(urls.get(i % urls.size()), i) != 200) {
                pause(PAUSE);
            }
            pause(delay);
        }
    }

    /** One call in each interval, whatever becomes of those before; what is refused goes to the end of the line. */
    void atAFixedRate(String url, int calls, Duration interval) {
        Queue<Integer> line = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            line.add(i);
        }
        long next = System.nanoTime();
        Queue<Integer> answered = new ConcurrentLinkedQueue<>();
        while (answered.size() < calls) {
            LockSupport.parkNanos(next - System.nanoTime());
            next += interval.toNanos();
            Integer call = line.poll();
            if (call != null) {
                sent.add(http.sendAsync(request(url + "/chat/completions", "small", call), BodyHandlers.ofString())
                        .thenApply(answer -> (answer.statusCode() == 200 ? answered : line).add(call)));
            }
        }
        sent.forEach(CompletableFuture::join);
    }

    /**
     * Many at once. A call begins at the provider whose turn it is and, where it is refused, goes on to the next one; after a whole
     * round it waits a second.
     *
     * @param bound whether a call has to stay with its provider
     */
    void roundRobin(List<String> urls, int calls, int atOnce, boolean bound) {
        atOnce(calls, atOnce, i -> {
            for (int tries = 0; vendor(urls.get((bound ? i : i + tries) % urls.size()), i) != 200; tries++) {
                if (bound || tries % urls.size() == urls.size() - 1) {
                    pause(PAUSE);
                }
            }
        });
    }

    /** Many at once to Serai, which may keep them waiting; if it does not, each comes back when it is told to. */
    void throughSerai(URI serai, List<String> models, int calls, int atOnce) {
        atOnce(calls, atOnce, i -> {
            HttpRequest request = request(serai.toString(), models.get(i % models.size()), i);
            long giveUp = System.nanoTime() + LONGEST.toNanos();
            for (HttpResponse<String> answer = send(request); answer.statusCode() != 200; answer = send(request)) {
                boolean later = answer.statusCode() == 429 || answer.statusCode() == 503;
                if (!later || System.nanoTime() > giveUp) {
                    throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
                }
                pause(Duration.ofSeconds(
                        answer.headers().firstValueAsLong("retry-after").orElse(1)));
            }
        });
    }

    private static void atOnce(int calls, int atOnce, IntConsumer call) {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                workers.add(threads.submit(() -> {
                    for (int number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
                        call.accept(number);
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private int vendor(String url, int call) {
        return send(request(url + "/chat/completions", "small", call)).statusCode();
    }

    private HttpRequest request(String uri, String model, int call) {
        String body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s, question %d\"}]}"
                .formatted(model, run, call);
        return HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofMinutes(3))
                .header("content-type", "application/json")
                .header("x-serai-wait", PATIENCE)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
