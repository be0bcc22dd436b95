package io.serai.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.ChildSerai;
import io.serai.RunningSerai;
import io.serai.demo.simulator.Scenario;
import io.serai.demo.simulator.Simulator;
import io.serai.soak.Footprint;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures a batch of many lines: how much of a vendor's rate it uses, what people notice of it, and whether memory grows with it. Vendors
 * are simulated in this process, Serai runs in one of its own. No test, as clocks on shared machines lie:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.bench.BatchBench pace 100000 200
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.bench.BatchBench memory 1000000
 * </pre>
 *
 * The numbers are lines, and calls in a second that the vendor allows.
 */
public final class BatchBench implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration SAMPLE = Duration.ofSeconds(15);
    private static final int WARMING = 200;
    private static final int ALONE = 300;

    private final Path directory;
    private final Simulator vendors;
    private final ChildSerai serai;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Double> asked = new ArrayList<>();
    private int questions;

    private BatchBench(String limits, String latency, String... options) throws IOException {
        directory = Files.createTempDirectory("serai-batch-bench");
        vendors = Simulator.start(Scenario.parse("""
                vendors:
                  - { name: lines, dialect: openai, limits: "%s", latency: { first: %s } }
                  - { name: people, dialect: openai, latency: { first: 50ms } }
                """.formatted(limits, latency), "BATCH"));
        RunningSerai.in(directory)
                .with("serai.cache.size", "0")
                .provider("lines", vendors.url("lines"), "keys", "any", "limits", limits)
                .provider("people", vendors.url("people"), "keys", "any")
                .write();
        Files.createDirectories(directory.resolve("tmp"));
        serai = ChildSerai.start(directory, options);
    }

    public static void main(String[] args) throws Exception {
        int lines = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        if (lines > 0 && args[0].equals("pace")) {
            pace(lines, args.length > 2 ? Integer.parseInt(args[2]) : 200);
        } else if (lines > 0 && args[0].equals("memory")) {
            memory(lines);
        } else {
            System.err.println("BatchBench pace LINES RATE, or BatchBench memory LINES");
        }
        System.exit(0);
    }

    private static void pace(int lines, int rate) throws Exception {
        try (BatchBench bench = new BatchBench(rate + "/s", "100ms", "-Xmx512m")) {
            bench.people(WARMING);
            bench.asked.clear();
            bench.people(ALONE);
            List<Double> alone = new ArrayList<>(bench.asked);
            bench.asked.clear();
            long begun = bench.begin(lines);
            while (!bench.isOver(lines)) {
                bench.people(1);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            List<Double> beside = List.copyOf(bench.asked);
            bench.asked.clear();
            bench.people(ALONE);
            alone.addAll(bench.asked);
            double best = (lines - rate) / (double) rate;
            System.out.printf(
                    "%d lines, the vendor allows %d a second: %.1f s, %.1f %% of what that allows%n",
                    lines, rate, seconds, 100 * best / seconds);
            System.out.printf(
                    "refused with 429: %d%n",
                    bench.vendors.counts("lines").all().limited());
            tell("people alone, before and after", alone);
            tell("people beside the batch", beside);
        }
    }

    private static void tell(String who, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        System.out.printf(
                "%s: %d requests, p50 %.1f ms, p99 %.1f ms%n",
                who, sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100));
    }

    private static void memory(int lines) throws Exception {
        try (BatchBench bench = new BatchBench("100000/s", "1ms", "-Xmx512m")) {
            long begun = bench.begin(lines);
            long sampled = 0;
            while (!bench.isOver(lines)) {
                LockSupport.parkNanos(LOOK.toNanos());
                if (System.nanoTime() - sampled > SAMPLE.toNanos()) {
                    sampled = System.nanoTime();
                    bench.sample(begun);
                }
            }
            bench.sample(begun);
            bench.check(lines);
        }
    }

    /** Whether each line has one answer in its place, and the vendor was asked once for each. */
    private void check(int lines) throws Exception {
        Path answers = directory.resolve("outbox/many.jsonl");
        while (!Files.exists(answers)) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        sample(System.nanoTime());
        int right = 0;
        int all = 0;
        try (BufferedReader in = Files.newBufferedReader(answers)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                boolean here =
                        line.contains("\"custom_id\":\"id-" + all + "\"") && line.contains("\"status_code\":200");
                right += here ? 1 : 0;
                all++;
            }
        }
        System.out.printf(
                "%d answers, %d of them right and in their place; the vendor was asked %d times, for %d lines%n",
                all, right, vendors.counts("lines").all().calls(), lines);
    }

    private void sample(long begun) throws Exception {
        Footprint now = Footprint.of(serai.pid(), directory);
        System.out.printf(
                "%4.0f s: %7d lines done, %4d MB live on the heap, %4d MB resident, %d threads%n",
                (System.nanoTime() - begun) / 1e9,
                job().path("done").asLong(),
                now.heap() >> 20,
                now.resident(),
                now.threads());
    }

    /** Puts a file of so many lines into the inbox, and returns when its job begins. */
    private long begin(int lines) throws Exception {
        Path inbox = Files.createDirectories(directory.resolve("inbox"));
        Path part = inbox.resolve("many.jsonl.part");
        try (BufferedWriter out = Files.newBufferedWriter(part)) {
            for (int i = 0; i < lines; i++) {
                out.write("{\"custom_id\":\"id-" + i + "\",\"prompt\":\"Say in one sentence what the number " + i
                        + " is known for.\",\"model\":\"lines/small\",\"max_tokens\":20}\n");
            }
        }
        Files.move(part, inbox.resolve("many.jsonl"));
        while (job().path("done").asLong() == 0) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return System.nanoTime();
    }

    private boolean isOver(int lines) throws Exception {
        JsonNode job = job();
        return job.path("done").asLong() + job.path("failed").asLong() >= lines;
    }

    private JsonNode job() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/admin/jobs")).build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body())
                .path("jobs")
                .path(0);
    }

    private URI uri(String path) {
        return serai.address().resolve(path);
    }

    /** Asks so many questions as people do, and notes how long each took. */
    private void people(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String question = "question " + questions++;
            HttpRequest request = HttpRequest.newBuilder(uri("/v1/chat/completions"))
                    .POST(BodyPublishers.ofString(RunningSerai.chat("people/small", question, false)))
                    .build();
            long begun = System.nanoTime();
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            asked.add((System.nanoTime() - begun) / 1e6);
            if (status != 200) {
                throw new IllegalStateException(question + ": " + status);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    @Override
    public void close() {
        serai.close();
        vendors.close();
        http.close();
    }
}
