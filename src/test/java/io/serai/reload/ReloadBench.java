package io.serai.reload;

import io.serai.ChildSerai;
import io.serai.reload.Edits.Edit;
import io.serai.wire.SlowTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what edits do to those who use the gateway meanwhile: 100 of all kinds in a row, under plain calls at a constant rate and streams
 * of 10 s. The gateway is a process of its own. No test, as clocks on shared machines lie:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.reload.ReloadBench [edits [streams [calls per second]]]
 * </pre>
 */
public final class ReloadBench {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int WORDS = 98;
    private static final long CALM = TimeUnit.SECONDS.toNanos(30);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final ChildSerai serai;
    private final Client client;
    private final Edits edits;
    private final List<Double> effective = new ArrayList<>();
    private int number;
    private int older;

    private ReloadBench(ChildSerai serai, Path directory, String vendor) {
        this.serai = serai;
        this.client = new Client(serai.address());
        this.edits = new Edits(new Gateway(directory), client, vendor);
    }

    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int streams = args.length > 1 ? Integer.parseInt(args[1]) : 50;
        int perSecond = args.length > 2 ? Integer.parseInt(args[2]) : 50;
        Path directory = Files.createTempDirectory("serai-bench");
        try (SlowTokens one = new SlowTokens("one", PAUSE);
                SlowTokens two = new SlowTokens("two", PAUSE)) {
            Gateway.setup(directory, one, two).with("serai.cache.size", "1MiB").write();
            try (ChildSerai serai = ChildSerai.start(directory, "-XX:TieredStopAtLevel=4", "-Xmx512m")) {
                new ReloadBench(serai, directory, one.url()).run(count, streams, perSecond);
            }
        }
    }

    private void run(int count, int streams, int perSecond) throws Exception {
        Traffic warm = new Traffic(client, "light", WORDS);
        try (warm) {
            warm.start(streams, perSecond);
            edit(2 * Edits.KINDS);
        }
        awaitEnd();
        print("before: %s", state());
        effective.clear();

        Traffic traffic = new Traffic(client, "light", WORDS);
        long begun = System.nanoTime();
        long edited;
        long end;
        try (traffic) {
            traffic.start(streams, perSecond);
            LockSupport.parkNanos(CALM);
            edited = System.nanoTime();
            edit(count);
            end = System.nanoTime();
        }
        awaitEnd();
        Collections.sort(effective);
        print("load: %d streams of 10 s at any time, %d plain calls/s", streams, perSecond);
        print(
                "answers: %d plain, %d streams; failed, cut or doubled: %d",
                traffic.called(), traffic.streamed(), traffic.failed());
        traffic.failures().forEach(failure -> print("  %s", failure));
        print(
                "edits: %d in %.0f s; effective after p50 %.2f s, slowest %.2f s; refused: %s",
                count,
                (end - edited) / 1e9,
                effective.get(effective.size() / 2),
                effective.getLast(),
                client.routes().path("refused").isNull()
                        ? "none"
                        : client.routes().path("refused"));
        print("most streams at once on older revisions: %d", older);
        print(
                "plain calls p99: %.1f ms without edits, %.1f ms with",
                traffic.p99(begun, edited), traffic.p99(edited, end));
        print("after: %s", state());
    }

    private void edit(int count) {
        for (int i = 0; i < count; i++) {
            Edit edit = edits.edit(number++);
            long saved = System.nanoTime();
            edit.save().run();
            while (!edit.effective().getAsBoolean()) {
                if (System.nanoTime() - saved > PATIENCE) {
                    throw new IllegalStateException("Never effective: " + edit.name() + "\n" + client.routes());
                }
                LockSupport.parkNanos(20_000_000);
            }
            effective.add((System.nanoTime() - saved) / 1e9);
            older = Math.max(older, client.routes().path("inFlightOnOlder").asInt());
        }
    }

    private void awaitEnd() {
        while (!client.routes().path("draining").isEmpty()) {
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** What lives in the gateway's process after a full collection. */
    private String state() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process histogram = new ProcessBuilder(
                        jcmd.toString(), Long.toString(serai.pid()), "GC.class_histogram", "-all=false")
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        histogram.waitFor();
        String contexts = lines.stream()
                .filter(line -> line.strip().endsWith(" org.apache.camel.impl.DefaultCamelContext"))
                .findFirst()
                .map(line -> line.strip().split("\\s+")[1])
                .orElse("?");
        String bytes = lines.stream()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .map(line -> line.strip().split("\\s+")[2])
                .orElse("0");
        String threads = Files.readAllLines(Path.of("/proc/" + serai.pid() + "/status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .findFirst()
                .map(line -> line.substring(8).strip())
                .orElse("?");
        return "%.1f MB live, %s Camel contexts, %s threads".formatted(Long.parseLong(bytes) / 1e6, contexts, threads);
    }

    private static void print(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }
}
