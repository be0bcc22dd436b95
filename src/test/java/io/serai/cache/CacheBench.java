package io.serai.cache;

import io.serai.ChildSerai;
import io.serai.RunningSerai;
import io.serai.demo.simulator.Scenario;
import io.serai.demo.simulator.Simulator;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What the cache costs, as figures for docs/benchmarks.md.
 *
 * <p>{@code hits N} compares the CPU of a Serai that answers N requests from the cache, and as many for {@code /health}; {@code levels N MIB}
 * keeps N different answers in memory and on disk, each bounded to so many MiB, and reports what they take; {@code trace N} asks N questions,
 * 35 % of which were asked before, with the cache and past it, and compares the mean time of an answer.
 */
public final class CacheBench {
    private static final int MIB = 1 << 20;
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 3;

    private CacheBench() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("hits")) {
            hits(count);
        } else if (arguments[0].equals("trace")) {
            trace(count);
        } else {
            levels(count, Integer.parseInt(arguments[2]));
        }
    }

    private static void hits(int count) throws Exception {
        Path directory = Files.createTempDirectory("cache-bench");
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            RunningSerai.in(directory)
                    .provider("v", vendor)
                    .pool("light", "v/small")
                    .write();
            try (ChildSerai child = ChildSerai.start(directory, "-XX:TieredStopAtLevel=4", "-Xmx512m");
                    HttpClient client = HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .build()) {
                URI address = child.address();
                HttpRequest hit = HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
                        .POST(HttpRequest.BodyPublishers.ofString(RunningSerai.chat("light", "hello", false)))
                        .build();
                HttpRequest health =
                        HttpRequest.newBuilder(address.resolve("/health")).build();
                for (int round = 0; round <= ROUNDS; round++) {
                    double ofHit = micros(child, client, hit, count);
                    double ofHttp = micros(child, client, health, count);
                    System.out.printf(
                            "%s: hit %.0f us of CPU, /health %.0f us, difference %.0f us%n",
                            round == 0 ? "warm-up" : "round " + round, ofHit, ofHttp, ofHit - ofHttp);
                }
            }
        } finally {
            delete(directory);
        }
    }

    private static double micros(ChildSerai child, HttpClient client, HttpRequest request, int count) throws Exception {
        Duration before = cpu(child);
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> {
                    for (int asked = 0; asked < count / CLIENTS; asked++) {
                        HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
                        if (answer.statusCode() != 200) {
                            throw new IllegalStateException("status " + answer.statusCode());
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        return cpu(child).minus(before).toNanos() / 1000.0 / count;
    }

    private static Duration cpu(ChildSerai child) {
        return ProcessHandle.of(child.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow();
    }

    private static void trace(int count) throws Exception {
        Path directory = Files.createTempDirectory("cache-bench");
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add("question " + i % (count * 65 / 100));
        }
        Collections.shuffle(questions, new Random(7));
        try (Simulator vendors = Simulator.start(
                Scenario.parse("vendors:\n  - { name: v, dialect: openai, latency: { first: 50ms } }\n", "TRACE"))) {
            RunningSerai.in(directory)
                    .provider("v", vendors.url("v"), "keys", "any")
                    .pool("light", "v/small")
                    .write();
            try (ChildSerai child = ChildSerai.start(directory, "-XX:TieredStopAtLevel=4", "-Xmx512m");
                    HttpClient client = HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .build()) {
                URI address = child.address().resolve("/v1/chat/completions");
                mean(client, address, questions, "no-store");
                double past = mean(client, address, questions, "no-store");
                double with = mean(client, address, questions, "max-age=600");
                System.out.printf(
                        "%,d questions, 35 %% of them repeated: %.1f ms in the mean past the cache, %.1f ms with it, %.0f %%%n",
                        count, past, with, 100 * with / past);
                System.out.println(client.send(
                                HttpRequest.newBuilder(child.address().resolve("/admin/cache"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
            }
        } finally {
            delete(directory);
        }
    }

    /** Milliseconds of an answer, in the mean. */
    private static double mean(HttpClient client, URI address, List<String> questions, String control)
            throws Exception {
        long nanos = 0;
        for (String question : questions) {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("cache-control", control)
                    .POST(HttpRequest.BodyPublishers.ofString(RunningSerai.chat("light", question, false)))
                    .build();
            long begun = System.nanoTime();
            HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
            nanos += System.nanoTime() - begun;
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("status " + answer.statusCode());
            }
        }
        return nanos / 1e6 / questions.size();
    }

    private static void levels(int count, int mib) throws IOException {
        Path folder = Files.createTempDirectory("cache-bench");
        long most = (long) mib * MIB;
        AnswerStore memory = new AnswerStore(most, InstantSource.system());
        try (DiskLevel disk = new DiskLevel(folder, most, InstantSource.system(), DiskLevel.MOST_WAITING)) {
            long largest = 0;
            long largestNear = 0;
            long began = System.nanoTime();
            for (int number = 0; number < count; number++) {
                Kept kept = Keeps.kept(number, 1000 + number % 3000);
                memory.keep(Keeps.key(number), kept);
                disk.keep(Keeps.key(number), kept);
                if (number % 1000 == 0) {
                    disk.settle();
                    largest = Math.max(largest, disk.size().bytes());
                    largestNear = Math.max(largestNear, memory.size()[1]);
                }
                if (number % (count / 10) == 0) {
                    largest = Math.max(largest, used(folder));
                }
            }
            disk.settle();
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "%,d different answers in %.0f s, each level bounded to %d MiB: on disk %.1f MiB at most, %,d files in the"
                            + " end, %,d gone for others, %,d dropped; in memory %.1f MiB at most (estimated)%n",
                    count,
                    seconds,
                    mib,
                    (double) largest / MIB,
                    disk.size().entries(),
                    disk.size().evicted(),
                    disk.size().dropped(),
                    (double) largestNear / MIB);
        } finally {
            delete(folder);
        }
    }

    /** Bytes of all files, in blocks. */
    private static long used(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> (file.toFile().length() + 4095) / 4096 * 4096)
                    .sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
