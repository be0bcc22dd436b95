package io.serai.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ChildSerai;
import io.serai.RunningSerai;
import io.serai.dialect.contract.Mutations;
import io.serai.wire.RawClient;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPOutputStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Good clients beside clients that leave, hostile ones, a sick vendor, files, messages and edits, for {@code -Dserai.soak.minutes} (10): everybody
 * who behaves is answered, and in the end the process holds what it held after the first tenth of the time.
 */
@Tag("soak")
class SoakTest {
    private static final Duration TIME =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("serai.soak.minutes", "10"))));
    private static final Duration WORST = Duration.ofSeconds(2);
    private static final Duration CALM = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private volatile long worstNanos;
    private volatile String worst = "";

    @Test
    void nothingGrowsAndNobodyWaits() throws Exception {
        Files.createDirectories(directory.resolve("tmp"));
        Files.createDirectories(directory.resolve("inbox"));
        String broker = "tcp://127.0.0.1:" + freePort();
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(
                        broker + "?useEpoll=false&retryInterval=500&initialConnectAttempts=120");
                TirelessVendor good = new TirelessVendor(false);
                TirelessVendor sick = new TirelessVendor(true)) {
            RunningSerai.in(directory)
                    .with("serai.log.requests", "text")
                    .broker()
                    .with("serai.broker.listen", broker)
                    .with("serai.broker.user", "soak")
                    .with("serai.broker.password", "soak-password")
                    .provider("sick", sick.url(), "openFor", "500ms", "firstByteTimeout", "2s")
                    .provider("good", good.url())
                    .pool("light", "sick/small", "good/small")
                    .pool("code", "good/small")
                    .pool("heavy", "good/small")
                    .write();
            String options = "@" + Path.of("java.options").toAbsolutePath();
            try (ChildSerai serai = ChildSerai.start(
                    directory, "-XX:TieredStopAtLevel=4", options, "-Djava.io.tmpdir=" + directory.resolve("tmp"))) {
                load(serai, connections, TIME.dividedBy(10));
                Footprint begin = calm(serai);
                // What is asked before all is compiled takes longer.
                worstNanos = 0;
                load(serai, connections, TIME);
                Footprint end = calm(serai);

                System.out.printf(
                        "worst answer to a good client %d ms (%s)%ncounts %s%nat the beginning %s%nat the end      "
                                + " %s%n",
                        worstNanos / 1_000_000, worst, counts, begin, end);
                assertThat(failures).isEmpty();
                assertThat(Duration.ofNanos(worstNanos)).isLessThan(WORST);
                assertThat(serai.log()).doesNotContain("OutOfMemoryError").doesNotContain("\tat ");
                assertThat(end.heap()).as("live bytes").isLessThan(begin.heap() + (24 << 20));
                assertThat(end.threads()).as("threads").isLessThan(begin.threads() + 12);
                assertThat(end.descriptors()).as("descriptors").isLessThan(begin.descriptors() + 12);
                assertThat(end.temporary()).as("temporary files").isLessThanOrEqualTo(begin.temporary());
                assertThat(end.data()).as("bytes in data/").isLessThan(begin.data() + (32 << 20));
            }
        }
    }

    private void load(ChildSerai serai, ActiveMQConnectionFactory connections, Duration time)
            throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        URI chat = serai.address().resolve("/v1/chat/completions");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                repeat(threads, over, 100, random -> asked(chat, "light", false));
                repeat(threads, over, 100, random -> asked(chat, "light", true));
            }
            repeat(threads, over, 250, random -> asked(chat, "good/small", false));
            repeat(threads, over, 250, random -> asked(chat, "demo/echo", false));
            for (int i = 0; i < 2; i++) {
                repeat(threads, over, 50, random -> leaves(chat, random));
                repeat(threads, over, 30, random -> hostile(chat, random));
                repeat(threads, over, 50, random -> noise(chat.getPort(), random));
            }
            repeat(threads, over, 5_000, this::edit);
            repeat(threads, over, 1_000, random -> file(random));
            repeat(threads, over, 300, random -> message(connections, random));
            over.await(time.toMillis(), TimeUnit.MILLISECONDS);
            over.countDown();
        }
    }

    /** Waits until nothing is under way any more, and measures. */
    private Footprint calm(ChildSerai serai) throws InterruptedException {
        pass(CALM);
        Footprint.of(serai.pid(), directory);
        pass(CALM);
        return Footprint.of(serai.pid(), directory);
    }

    /** Here time is the load, not a wait for something to happen. */
    private static void pass(Duration time) throws InterruptedException {
        new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private interface Doing {
        void once(Random random) throws Exception;
    }

    private void repeat(ExecutorService threads, CountDownLatch over, long pauseMillis, Doing doing) {
        threads.submit(() -> {
            Random random = new Random();
            while (!over.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                try {
                    doing.once(random);
                } catch (Exception e) {
                    failed(e.toString());
                }
            }
            return null;
        });
    }

    private synchronized void failed(String what) {
        if (failures.size() < 20) {
            failures.add(what);
        }
    }

    private void count(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    private void asked(URI chat, String model, boolean stream) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> answer = http.send(
                post(chat, RunningSerai.chat(model, "question " + begin, stream).getBytes(StandardCharsets.UTF_8)),
                HttpResponse.BodyHandlers.ofString());
        long nanos = System.nanoTime() - begin;
        if (!model.equals("light")) {
            // Behind a sick vendor an answer takes as long as its time limits allow.
            synchronized (this) {
                if (nanos > worstNanos) {
                    worstNanos = nanos;
                    worst = model + " at " + Instant.ofEpochMilli(System.currentTimeMillis());
                }
            }
        }
        count(model + (stream ? " streamed" : " whole"));
        // A sick vendor's stream may break after it has begun; then its end is an error in the client's words.
        boolean whole = !stream
                || answer.body().contains("data: [DONE]")
                || answer.body().contains("\"error\"");
        if (answer.statusCode() != 200 || !whole) {
            failed(model + " " + answer.statusCode() + " " + answer.body());
        }
    }

    private static HttpRequest post(URI address, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .header("cache-control", "no-store")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private void leaves(URI chat, Random random) throws InterruptedException {
        String body = RunningSerai.chat("light", "gone " + random.nextLong(), random.nextBoolean());
        try (RawClient client = RawClient.to(chat.getPort())) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length() + "\r\n\r\n"
                    + body.substring(0, random.nextBoolean() ? body.length() : random.nextInt(body.length())));
            if (random.nextBoolean()) {
                pass(Duration.ofMillis(random.nextInt(40)));
            }
        }
        count("left");
    }

    private void hostile(URI chat, Random random) throws IOException, InterruptedException {
        String[] paths = {
            "/v1/chat/completions",
            "/v1/messages",
            "/v1/responses",
            "/api/chat",
            "/v1beta/models/light:generateContent",
            "/v1/embeddings",
            "/v1/completions",
            "/v1/messages/count_tokens",
            "/v1/route/explain"
        };
        String valid =
                "{\"model\":\"light\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"h\"}]}],"
                        + "\"input\":\"h\",\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"h\"}]}],\"prompt\":\"h\",\"tools\":[]}";
        byte[] body = Mutations.of(valid.getBytes(StandardCharsets.UTF_8), random);
        HttpRequest request = post(chat.resolve(paths[random.nextInt(paths.length)]), body);
        int kind = random.nextInt(200);
        if (kind == 0) {
            request = post(
                    chat,
                    gzip("{\"model\":\"light\",\"x\":[" + "{\"\":0},".repeat(2_000_000) + "0]}"),
                    "content-encoding",
                    "gzip");
        } else if (kind == 1) {
            request =
                    post(chat, ("{\"model\":\"light\",\"x\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
        } else if (kind == 2) {
            request = post(
                    chat,
                    ("{\"model\":\"light\",\"x\":[" + "{},".repeat(3_000_000) + "0]}")
                            .getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        count("hostile " + answer.statusCode());
        if (answer.statusCode() == 500 || answer.body().contains("\tat ")) {
            failed(request.uri() + " " + new String(body, StandardCharsets.UTF_8) + " -> " + answer.body());
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private void noise(int port, Random random) throws InterruptedException {
        String valid = "POST /v1/chat/completions HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "2\r\n"
                + "{}\r\n"
                + "0\r\n\r\n";
        byte[] bytes = valid.repeat(1 + random.nextInt(3)).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(6); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try (RawClient client = RawClient.to(port)) {
            client.send(bytes);
            pass(Duration.ofMillis(random.nextInt(20)));
        }
        count("noise");
    }

    /** In turn a good edit and a wrong one. */
    private void edit(Random random) throws IOException {
        Path file = directory.resolve("routes/pools.camel.yaml");
        String text = Files.readString(file);
        String right = text.replace("failoverLoadBalanser", "failoverLoadBalancer");
        String changed = right.equals(text)
                ? (random.nextBoolean()
                        ? text.replace("failoverLoadBalancer", "failoverLoadBalanser")
                        : text + "# again\n")
                : right;
        Files.writeString(file, changed.length() > 20_000 ? changed.replace("# again\n", "") : changed);
        count("edits");
    }

    private void file(Random random) throws IOException {
        Path inbox = directory.resolve("inbox");
        byte[] content = random.nextBoolean()
                ? "a prompt".getBytes(StandardCharsets.UTF_8)
                : Mutations.of(
                        "{\"model\":\"good/small\",\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]}"
                                .getBytes(StandardCharsets.UTF_8),
                        random);
        String name = "f" + Math.abs(random.nextInt()) + (random.nextBoolean() ? ".txt" : ".json");
        Files.move(Files.write(inbox.resolve(name + ".part"), content), inbox.resolve(name));
        count("files");
    }

    /** Sends one of any kind, whose sender may be gone when its answer comes, and takes what has come for others. */
    private void message(ActiveMQConnectionFactory connections, Random random) throws JMSException {
        String valid = RunningSerai.chat("good/small", "message " + random.nextLong(), false);
        byte[] content = random.nextBoolean()
                ? valid.getBytes(StandardCharsets.UTF_8)
                : Mutations.of(valid.getBytes(StandardCharsets.UTF_8), random);
        try (JMSContext context = connections.createContext("soak", "soak-password")) {
            JMSProducer producer = context.createProducer();
            if (random.nextBoolean()) {
                producer.setJMSReplyTo(context.createTemporaryQueue());
            }
            Queue prompts = context.createQueue("prompts");
            switch (random.nextInt(5)) {
                case 0 -> producer.send(prompts, content);
                case 1 -> producer.send(prompts, Map.of("a", random.nextLong()));
                default -> producer.send(prompts, new String(content, StandardCharsets.ISO_8859_1));
            }
            for (String name : List.of("answers", "prompts.failed")) {
                try (JMSConsumer consumer = context.createConsumer(context.createQueue(name))) {
                    while (consumer.receive(20) != null) {
                        count(name);
                    }
                }
            }
        }
        count("messages");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
