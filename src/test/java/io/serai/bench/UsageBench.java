package io.serai.bench;

import io.serai.ChildSerai;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what a Serai with millions of ledger rows answers an operator in, and what people notice of retention. Rows stay in the folder,
 * so a second run with the same folder only measures:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.bench.UsageBench FOLDER 5000000 20
 * </pre>
 *
 * The numbers are rows of the last 30 days, and how many of the 20 providers have each of the 40 models; behind them {@code questions} or {@code load} for one part alone.
 */
public final class UsageBench implements AutoCloseable {
    private static final List<String> BY =
            List.of("day", "model", "key", "provider", "target", "task", "team", "user", "hour");
    private static final List<String> PAGE = List.of(
            "/admin/providers",
            "/admin/requests",
            "/admin/keys?used=true",
            "/admin/pipeline",
            "/admin/routes",
            "/admin/jobs",
            "/admin/cache",
            "/metrics");
    private static final String ADMIN = "admin-key-of-the-bench";
    private static final String CLIENT = "client-key-of-the-bench-0";
    private static final int KEYS = 50;
    private static final int TIMES = 3;
    private static final int BUDGET_MILLIS = 300;
    private static final int SLOW_MILLIS = 50;

    /** What an hour or two of sums take that stand in few rows. */
    private static final int LITTLE_MILLIS = 25;

    private static final int CALLS = 1_200;
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final Duration WARMTH = Duration.ofSeconds(15);

    private final ChildSerai serai;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int question;

    private UsageBench(Path folder, HealthyVendor vendor, String keep) throws Exception {
        RunningSerai.in(folder)
                .with("serai.ledger.enabled", "true")
                .with("serai.ledger.keep", keep)
                .with("serai.admin.keys", ADMIN)
                .with("serai.cache.size", "0")
                .provider("v", vendor)
                .file("clients.yaml", clients())
                .write();
        serai = ChildSerai.start(folder, "@" + Path.of("java.options").toAbsolutePath());
    }

    private static String clients() throws Exception {
        StringBuilder text = new StringBuilder("keys:\n");
        for (int i = 0; i < KEYS; i++) {
            byte[] key = ("client-key-of-the-bench-" + i).getBytes(StandardCharsets.UTF_8);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key));
            text.append(
                    "  key-%d: { hash: \"sha256:%s\", team: team-%d, limits: \"1M/day, $500/month@UTC, 9 parallel\" }%n"
                            .formatted(i, hash, i % 5));
        }
        return text.toString();
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 3) {
            System.err.println("UsageBench FOLDER ROWS PROVIDERS_OF_A_MODEL");
            System.exit(1);
        }
        Path folder = Path.of(args[0]);
        if (!Files.exists(folder.resolve("data/usage.mv.db"))) {
            LedgerRows.fill(folder.resolve("data"), Long.parseLong(args[1]), Integer.parseInt(args[2]));
        }
        System.out.println(LedgerRows.counts(folder.resolve("data")));
        String part = args.length > 3 ? args[3] : "questions load";
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            if (part.contains("questions")) {
                questions(folder, vendor);
            }
            if (part.contains("load")) {
                try (UsageBench bench = new UsageBench(folder, vendor, "40d")) {
                    bench.load("without retention");
                }
                try (UsageBench bench = new UsageBench(folder, vendor, "15d")) {
                    bench.load("beside retention");
                }
            }
        }
        System.out.println(LedgerRows.counts(folder.resolve("data")));
        System.exit(0);
    }

    private static void questions(Path folder, HealthyVendor vendor) throws Exception {
        try (UsageBench bench = new UsageBench(folder, vendor, "40d")) {
            bench.awaitRollups();
            LockSupport.parkNanos(WARMTH.toNanos());
            bench.questions();
        }
    }

    /** The thread that makes them does one day after the other, the newest first. */
    private void awaitRollups() throws Exception {
        long begun = System.nanoTime();
        Instant oldest = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(29));
        String path = "/admin/usage?by=hour&from=" + oldest + "&to=" + oldest.plus(Duration.ofHours(2));
        System.out.printf("%.0f ms for two hours before their day has rollups%n", millis(path, ADMIN));
        while (millis(path, ADMIN) > LITTLE_MILLIS) {
            LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
        }
        System.out.printf("rollups of 29 days after %.0f s%n", (System.nanoTime() - begun) / 1e9);
    }

    private void questions() throws Exception {
        List<String> paths = new ArrayList<>(PAGE);
        for (int i = 0; i < BY.size(); i++) {
            paths.add("/admin/usage?by=" + BY.get(i));
            for (int j = i + 1; j < BY.size(); j++) {
                paths.add("/admin/usage?by=" + BY.get(i) + ',' + BY.get(j));
            }
        }
        paths.add("/admin/usage?by=day,model&format=csv&limit=10000");
        paths.add("/admin/usage?by=day,key&zone=Europe/Berlin");
        paths.add("/admin/usage?by=day,model,key");
        System.out.println("Milliseconds, median of " + TIMES + " and slowest:");
        row("/v1/key", CLIENT);
        for (String path : paths) {
            row(path, ADMIN);
        }
    }

    private void row(String path, String key) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            millis.add(millis(path, key));
        }
        millis.sort(null);
        System.out.printf(
                "%8.1f %8.1f %s %s%n",
                millis.get(TIMES / 2),
                millis.get(TIMES - 1),
                path,
                millis.get(TIMES / 2) > BUDGET_MILLIS ? "SLOW" : "");
    }

    private double millis(String path, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(serai.address().resolve(path))
                .header("authorization", "Bearer " + key)
                .build();
        long begun = System.nanoTime();
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + answer.statusCode());
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private void load(String when) throws Exception {
        ask(CALLS / 2);
        List<Double> millis = ask(CALLS);
        millis.sort(null);
        System.out.printf(
                "%d requests, %s: p50 %.1f ms, p99 %.1f ms, slowest %.1f ms, %d over %d ms%n",
                CALLS,
                when,
                millis.get(CALLS / 2),
                millis.get(CALLS * 99 / 100),
                millis.get(CALLS - 1),
                millis.stream().filter(it -> it > SLOW_MILLIS).count(),
                SLOW_MILLIS);
    }

    private List<Double> ask(int calls) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            HttpRequest request = HttpRequest.newBuilder(serai.address().resolve("/v1/chat/completions"))
                    .header("authorization", "Bearer " + CLIENT)
                    .POST(BodyPublishers.ofString(RunningSerai.chat("v/small", "question " + question++, false)))
                    .build();
            long begun = System.nanoTime();
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            millis.add((System.nanoTime() - begun) / 1e6);
            if (status != 200) {
                throw new IllegalStateException("status " + status);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        return millis;
    }

    @Override
    public void close() {
        // H2 closes its file in order, as after a SIGTERM.
        serai.signal("TERM");
        serai.awaitEnd(Duration.ofMinutes(2));
        http.close();
    }
}
