package io.serai.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ChildSerai;
import io.serai.RunningSerai;
import io.serai.dialect.Fuzz;
import io.serai.e2e.Queues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever clients and vendors send, others are answered, no answer or log line has a trace or a secret, no failure is without a known reason,
 * and the process holds in the end what it held before. Briefly with each build, the same each time; and with {@code -Psoak} for {@code
 * -Dserai.soak.minutes} (10) on each side, from a seed that is printed and that {@code -Dserai.fuzz.seed} repeats.
 */
class HostileTest {
    private static final Duration TIME =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("serai.soak.minutes", "10"))));
    private static final Duration WORST = Duration.ofSeconds(2);
    private static final int CLIENTS = 200;
    private static final int VENDORS = 60;
    private static final int AT_ONCE = 6;

    private static final String ADMIN = "admin-secret-0815";
    private static final Judge JUDGE = new Judge(List.of("vk-secret-", ADMIN, "broker-secret"));

    @TempDir
    Path directory;

    private interface Attack {
        Fuzz.Round on(ChildSerai serai);
    }

    @Test
    void someThingsThatClientsMaySend() throws IOException {
        Files.createDirectories(directory.resolve("inbox"));
        try (TirelessVendor vendor = new TirelessVendor(false);
                RunningSerai serai = setup().provider("v", vendor.url(), "keys", "vk-secret-v")
                        .pool("light", "v/small")
                        .start()) {
            HostileClients clients = new HostileClients(serai.uri("/").getPort(), 0, null, directory, JUDGE, 100);
            Fuzz.rounds(CLIENTS, clients::once);

            assertThat(clients.counts().keySet()).contains("json 200", "json 400", "file", "noise 400");
            assertThat(serai.ask("light", "are you there?").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void someThingsThatVendorsMaySend() throws IOException {
        try (FuzzedVendor vendor = new FuzzedVendor()) {
            RunningSerai.Setup setup = setup();
            HostileVendors.addTo(setup, vendor);
            try (RunningSerai serai = setup.start()) {
                HostileVendors vendors = new HostileVendors(serai.uri("/"), ADMIN, JUDGE);
                Fuzz.rounds(VENDORS, vendors::once);

                assertThat(vendor.counts()).hasSize(FuzzedVendor.VENDORS.size());
                assertThat(serai.ask("demo/echo", "are you there?").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Tag("soak")
    @Test
    void allThatClientsMaySend() throws Exception {
        Files.createDirectories(directory.resolve("inbox"));
        int port = freePort();
        try (TirelessVendor vendor = new TirelessVendor(false)) {
            setup().provider("v", vendor.url(), "keys", "vk-secret-v")
                    .pool("light", "v/small")
                    .broker()
                    .with("serai.broker.listen", "tcp://127.0.0.1:" + port)
                    .with("serai.broker.user", "user")
                    .with("serai.broker.password", "broker-secret")
                    .with("serai.http.head-timeout", "3s")
                    .with("serai.http.body-timeout", "3s")
                    .write();
            try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(
                    "tcp://127.0.0.1:" + port + "?useEpoll=false&retryInterval=500&initialConnectAttempts=120",
                    "user",
                    "broker-secret")) {
                soak(serai -> {
                    HostileClients clients = new HostileClients(
                            serai.address().getPort(), port, new Queues(connections), directory, JUDGE, 1_000);
                    return random -> {
                        clients.once(random);
                        empty("outbox");
                        empty("failed");
                    };
                });
            }
        }
    }

    @Tag("soak")
    @Test
    void allThatVendorsMaySend() throws Exception {
        try (FuzzedVendor vendor = new FuzzedVendor()) {
            RunningSerai.Setup setup = setup();
            HostileVendors.addTo(setup, vendor);
            setup.write();
            soak(serai -> new HostileVendors(serai.address(), ADMIN, JUDGE)::once);
            System.out.println("asked " + vendor.counts());
        }
    }

    private RunningSerai.Setup setup() {
        return RunningSerai.in(directory)
                .with("serai.admin.keys", ADMIN)
                .with("serai.log.requests", "text")
                .with("serai.ledger.enabled", "true");
    }

    private void soak(Attack attack) throws Exception {
        Files.createDirectories(directory.resolve("tmp"));
        long seed = Long.getLong("serai.fuzz.seed", System.nanoTime());
        System.out.println("-Dserai.fuzz.seed=" + seed);
        try (ChildSerai serai = ChildSerai.start(
                        directory,
                        "-XX:TieredStopAtLevel=4",
                        "@" + Path.of("java.options").toAbsolutePath(),
                        "-Djava.io.tmpdir=" + directory.resolve("tmp"));
                Bystander bystander = new Bystander(serai.address().getPort())) {
            Fuzz.Round round = attack.on(serai);
            AtomicLong next = new AtomicLong(seed);
            Queue<String> failures = new ConcurrentLinkedQueue<>();
            run(round, next, TIME.dividedBy(10), failures);
            assertThat(failures).isEmpty();
            Footprint begin = calm(serai);
            // What is asked before all is compiled takes longer.
            bystander.reset();
            run(round, next, TIME, failures);
            Footprint end = calm(serai);

            System.out.printf(
                    "%d rounds; %d answers to somebody else, the slowest %d ms%nat the beginning %s%nat the end       %s%n",
                    next.get() - seed, bystander.asked(), bystander.worst().toMillis(), begin, end);
            failures.forEach(System.out::println);
            assertThat(failures).isEmpty();
            assertThat(bystander.wrong()).isEmpty();
            assertThat(bystander.worst()).isLessThan(WORST);
            assertThat(JUDGE.ofLog(serai.log())).as("the log").isEmpty();
            assertThat(end.heap()).as("live bytes").isLessThan(begin.heap() + (24 << 20));
            assertThat(end.threads()).as("threads").isLessThan(begin.threads() + 12);
            assertThat(end.descriptors()).as("descriptors").isLessThan(begin.descriptors() + 12);
            assertThat(end.temporary()).as("temporary files").isLessThanOrEqualTo(begin.temporary());
            assertThat(end.data()).as("bytes in data/").isLessThan(begin.data() + (48 << 20));
        }
    }

    private static void run(Fuzz.Round round, AtomicLong next, Duration time, Queue<String> failures)
            throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < AT_ONCE; i++) {
                threads.execute(() -> {
                    while (System.nanoTime() < end && failures.size() < 20) {
                        long seed = next.getAndIncrement();
                        try {
                            round.run(Fuzz.random(seed));
                        } catch (IOException | RuntimeException e) {
                            failures.add("-Dserai.fuzz.seed=" + seed + ": " + e);
                        }
                    }
                });
            }
        }
    }

    private void empty(String folder) throws IOException {
        Path path = directory.resolve(folder);
        if (Files.isDirectory(path)) {
            try (var files = Files.list(path)) {
                for (Path file : files.limit(50).toList()) {
                    if (Files.isRegularFile(file)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    /** Waits until nothing is under way any more, and measures. */
    private Footprint calm(ChildSerai serai) throws InterruptedException {
        String log = serai.log();
        assertThat(serai.isAlive())
                .as("it runs, after " + log.substring(Math.max(0, log.length() - 4_000)))
                .isTrue();
        pass(Duration.ofSeconds(15));
        Footprint.of(serai.pid(), directory);
        pass(Duration.ofSeconds(15));
        return Footprint.of(serai.pid(), directory);
    }

    /** Here time is the load, not a wait for something to happen. */
    private static void pass(Duration time) throws InterruptedException {
        new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
