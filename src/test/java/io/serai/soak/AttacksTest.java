package io.serai.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ChildSerai;
import io.serai.RunningSerai;
import io.serai.wire.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a stranger, a client or a vendor does to stop everybody, one after the other, while somebody else asks every 250 ms. Each attack goes on
 * for {@code -Dserai.attacks.seconds} (10); {@code -Dserai.attacks.only} names some of them. A table of the slowest answers is printed.
 */
@Tag("soak")
class AttacksTest {
    private static final Duration WORST = Duration.ofMillis(Integer.getInteger("serai.attacks.worst", 1_000));
    private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("serai.attacks.seconds", 10));
    private static final String ONLY = System.getProperty("serai.attacks.only", "");

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Attack> attacks = new LinkedHashMap<>();
    private final List<RawClient> held = new ArrayList<>();
    private URI serai = URI.create("http://127.0.0.1");
    private int broker;

    /** Something that is done again and again, by several at once. */
    private interface Attack {
        void once(int number) throws Exception;
    }

    private void attack(String name, Attack attack) {
        if (ONLY.isEmpty() || ONLY.contains(name)) {
            attacks.put(name, attack);
        }
    }

    @Test
    void othersAreAnsweredWithinASecond() throws Exception {
        Files.createDirectories(directory.resolve("tmp"));
        Files.createDirectories(directory.resolve("inbox"));
        broker = freePort();
        try (Villain villain = new Villain()) {
            RunningSerai.Setup setup = RunningSerai.in(directory)
                    .broker()
                    .with("serai.broker.listen", "tcp://127.0.0.1:" + broker)
                    .with("serai.broker.user", "user")
                    .with("serai.broker.password", "password");
            Map.of("openai", "groq", "anthropic", "anthropic", "gemini", "gemini", "ollama", "ollama-native")
                    .forEach((dialect, vendor) -> setup.provider(
                            dialect + "-v",
                            villain.url(dialect),
                            "vendor",
                            vendor,
                            "keys",
                            "k",
                            "limits",
                            "1000000/min",
                            "discover",
                            "false",
                            "openFor",
                            "100ms"));
            setup.write();
            try (ChildSerai child = ChildSerai.start(
                            directory,
                            "-XX:TieredStopAtLevel=4",
                            "@" + Path.of("java.options").toAbsolutePath(),
                            "-Djava.io.tmpdir=" + directory.resolve("tmp"));
                    Bystander bystander = new Bystander(child.address().getPort())) {
                serai = child.address();
                byClients();
                byVendors();
                elsewhere();
                pass(EACH);
                Footprint begin = Footprint.of(child.pid(), directory);
                List<String> slow = new ArrayList<>();
                attacks.forEach((name, attack) -> {
                    bystander.reset();
                    run(attack);
                    String wrong = bystander.wrong();
                    long worst = bystander.worst().toMillis();
                    held.forEach(RawClient::close);
                    held.clear();
                    String line = "%-40s %3d answers, the slowest %5d ms %s"
                            .formatted(
                                    name,
                                    bystander.asked(),
                                    worst,
                                    wrong.lines().findFirst().orElse(""));
                    System.out.println(line);
                    if (worst > WORST.toMillis() || !wrong.isEmpty()) {
                        slow.add(line);
                    }
                });
                pass(EACH.multipliedBy(2));
                Footprint end = Footprint.of(child.pid(), directory);
                System.out.printf("before %s%nafter  %s%n", begin, end);
                assertThat(slow).isEmpty();
                assertThat(child.log()).doesNotContain("OutOfMemoryError").doesNotContain("\tat ");
                assertThat(end.heap()).as("live bytes").isLessThan(begin.heap() + (96 << 20));
                assertThat(end.threads()).as("threads").isLessThan(begin.threads() + 24);
                assertThat(end.descriptors()).as("descriptors").isLessThan(begin.descriptors() + 24);
                assertThat(end.temporary()).as("temporary files").isLessThanOrEqualTo(begin.temporary());
            }
        }
    }

    private void run(Attack attack) {
        long end = System.nanoTime() + EACH.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> all = IntStream.range(0, 3)
                    .mapToObj(thread -> CompletableFuture.runAsync(
                            () -> {
                                for (int i = thread; System.nanoTime() < end; i += 3) {
                                    try {
                                        attack.once(i);
                                    } catch (IOException | UncheckedIOException e) {
                                        // Serai defends itself.
                                    } catch (Exception e) {
                                        throw new CompletionException(e);
                                    }
                                }
                            },
                            threads))
                    .toList();
            all.forEach(CompletableFuture::join);
        }
    }

    private void byClients() throws IOException {
        byte[] objects = gzip(chat("demo/echo", "[0" + ",{\"\":0}".repeat(4_000_000) + "]"));
        attack("packed objects", i -> post("/v1/chat/completions", objects, "content-encoding", "gzip"));
        byte[] empty = gzip(chat("demo/echo", "[0" + ",{}".repeat(10_000_000) + "]"));
        attack("packed empty objects", i -> post("/v1/messages", empty, "content-encoding", "gzip"));
        byte[] numbers = chat("demo/echo", "[0" + ",1".repeat(8_000_000) + "]").getBytes(StandardCharsets.UTF_8);
        attack("numbers", i -> post("/v1/chat/completions", numbers));
        byte[] zeros = gzip(" ".repeat(200_000_000));
        attack("packed blanks", i -> post("/v1/responses", zeros, "content-encoding", "gzip"));
        byte[] members = repeated(gzip(""), 1_000_000);
        attack("a million gzip members", i -> post("/v1/responses", members, "content-encoding", "gzip"));
        byte[] deep = chat("demo/echo", "[".repeat(10_000_000)).getBytes(StandardCharsets.UTF_8);
        attack("nesting", i -> post("/v1/chat/completions", deep));
        byte[] digits = chat("demo/echo", "1".repeat(20_000_000)).getBytes(StandardCharsets.UTF_8);
        attack("a long number", i -> post("/v1/chat/completions", digits));
        attack("bodies that do not end", i -> {
            if (i < 18) {
                RawClient client = hold("POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n");
                client.send(" ".repeat(20_000_000));
            } else {
                pass(Duration.ofMillis(100));
            }
        });
        attack("connections that say nothing", i -> {
            if (i < 2_000) {
                hold(i % 2 == 0 ? "" : "POST /v1/messages HTTP/1.1\r\nHost: x\r\n");
            } else {
                pass(Duration.ofMillis(100));
            }
        });
        attack("requests in a row", i -> {
            try (RawClient client = RawClient.to(serai.getPort())) {
                client.send("GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2_000))
                        .allUntil("never");
            }
        });
        attack("headers", i -> {
            try (RawClient client = RawClient.to(serai.getPort())) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n" + "a: b\r\n".repeat(1_000_000))
                        .rest();
            }
        });
        String han = "{\"type\":\"text\",\"text\":\"" + "漢".repeat(1_000_000) + "\"}";
        byte[] tokens = gzip("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + (han + ',').repeat(7)
                + han + "]}]}");
        attack("counting tokens", i -> post("/v1/messages/count_tokens", tokens, "content-encoding", "gzip"));
        String said = ",{\"role\":\"user\",\"content\":\"h\"}";
        for (String vendor : List.of("openai", "anthropic", "gemini", "ollama")) {
            byte[] messages = messages(vendor + "-v/m", said.repeat(19_000).substring(1));
            attack("messages to " + vendor, i -> post("/v1/chat/completions", messages));
            String calls = IntStream.range(0, 9_000)
                    .mapToObj(i -> ("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c%d\",\"type\":\"function\","
                                    + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
                                    + "{\"role\":\"tool\",\"tool_call_id\":\"c%d\",\"content\":\"r\"}")
                            .formatted(i, i))
                    .collect(Collectors.joining(","));
            byte[] results = messages(vendor + "-v/m", calls);
            attack("tool calls to " + vendor, i -> post("/v1/chat/completions", results));
        }
        byte[] system = messages(
                "anthropic-v/m", said.replace("user", "system").repeat(19_000).substring(1) + said);
        attack("system messages", i -> post("/v1/chat/completions", system));
        attack(
                "names of models",
                i -> post(
                        "/v1/chat/completions",
                        RunningSerai.chat("openai-v/no-" + i + "x".repeat(200), "hello", false)
                                .getBytes(StandardCharsets.UTF_8)));
        attack("wrong keys", i -> get("/admin/providers", "authorization", "Bearer wrong" + i));
        attack("references", i -> {
            if (i < 3) {
                keepLong(i);
            }
            String body = "{\"model\":\"openai-v/long\",\"input\":[" + "{\"id\":\"" + kept + "\"},".repeat(1_400)
                    + "{\"role\":\"user\",\"content\":\"x\"}]}";
            post("/v1/responses", body.getBytes(StandardCharsets.UTF_8));
        });
        byte[] form = ("--b\r\n" + "Content-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b\r\n".repeat(100_000))
                .getBytes(StandardCharsets.UTF_8);
        attack("fields of a form", i -> post("/v1/files", form, "content-type", "multipart/form-data; boundary=b"));
        byte[] pattern =
                chat("demo/echo", "1").replace("hello", "a ".repeat(4_000_000)).getBytes(StandardCharsets.UTF_8);
        attack(
                "a long prompt to a pool",
                i -> post(
                        "/v1/chat/completions",
                        new String(pattern, StandardCharsets.UTF_8)
                                .replace("demo/echo", "auto")
                                .getBytes(StandardCharsets.UTF_8)));
    }

    private volatile String kept = "none";

    private void keepLong(int number) throws IOException, InterruptedException {
        String body = "{\"model\":\"openai-v/well\",\"instructions\":\"" + "x".repeat(4_000_000) + "\",\"input\":\""
                + number + "\"}";
        String answer = post("/v1/responses", body.getBytes(StandardCharsets.UTF_8));
        int at = answer.indexOf("\"msg_");
        kept = at < 0 ? kept : answer.substring(at + 1, answer.indexOf('"', at + 1));
    }

    private void byVendors() {
        for (String what : Villain.WAYS.keySet()) {
            attack(
                    what,
                    i -> post(
                            "/v1/chat/completions",
                            RunningSerai.chat(
                                            "openai-v/" + what.replace(' ', '-'), "hello " + i, what.contains("stream"))
                                    .getBytes(StandardCharsets.UTF_8)));
        }
        attack("streams that nobody reads", i -> {
            if (i < 300) {
                String body = RunningSerai.chat("openai-v/an-endless-stream", "hello " + i, true);
                held(RawClient.narrow(serai.getPort()))
                        .send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body);
            } else {
                pass(Duration.ofMillis(100));
            }
        });
    }

    private void elsewhere() {
        attack("pipes in the inbox", i -> {
            Path pipe = directory.resolve("inbox/pipe" + i + ".txt");
            new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
            pass(Duration.ofMillis(500));
        });
        attack("aliases in a file", i -> {
            String aliases = IntStream.range(1, 20)
                    .mapToObj(n -> "x%d: &a%d [*a%d, *a%d]\n".formatted(n, n, n - 1, n - 1))
                    .reduce("---\nx0: &a0 [1, 2]\n", String::concat);
            Files.writeString(directory.resolve("inbox/alias" + i + ".md"), aliases + "---\nhello");
            pass(Duration.ofMillis(200));
        });
        attack("large files", i -> {
            Files.write(directory.resolve("inbox/large" + i + ".json"), new byte[60 << 20]);
            pass(Duration.ofMillis(500));
        });
        attack("frames at the broker", i -> {
            try (RawClient client = RawClient.to(broker)) {
                client.send(i % 2 == 0 ? "CONNECT\ncontent-length:2147483647\n\n" : "ARTEMIS\u007f\u00ff\u00ff\u00ff")
                        .rest();
            }
        });
        attack("guesses at the broker", i -> {
            try (RawClient client = RawClient.to(broker)) {
                client.send("CONNECT\naccept-version:1.2\nlogin:user\npasscode:guess" + i + "\n\n\0")
                        .rest();
            }
        });
    }

    private static String chat(String model, String x) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"x\":" + x + '}';
    }

    private static byte[] messages(String model, String messages) {
        return ("{\"model\":\"" + model + "\",\"messages\":[" + messages + "]}").getBytes(StandardCharsets.UTF_8);
    }

    private RawClient hold(String text) {
        return held(RawClient.to(serai.getPort())).send(text);
    }

    private RawClient held(RawClient client) {
        synchronized (held) {
            held.add(client);
        }
        return client;
    }

    private String post(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(serai.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(request, headers);
    }

    private void get(String path, String... headers) throws IOException, InterruptedException {
        var unused = send(HttpRequest.newBuilder(serai.resolve(path)).timeout(Duration.ofSeconds(30)), headers);
    }

    private String send(HttpRequest.Builder request, String... headers) throws IOException, InterruptedException {
        return http.send(
                        (headers.length == 0 ? request : request.headers(headers)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] repeated(byte[] bytes, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(bytes);
        }
        return all.toByteArray();
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

    /** A vendor that does what the name of the model says, or is well. */
    private static final class Villain extends RawVendor {
        private static final String HEAD =
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
        private static final String STREAM = HEAD.replace("application/json", "text/event-stream");
        private static final String WELL =
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"fine\"},\"finish_reason\":\"stop\"}]}";

        /** What is written once, and what after it, some 60 MB of it. */
        static final Map<String, List<String>> WAYS = Map.ofEntries(
                Map.entry("endless headers", List.of("HTTP/1.1 200 OK\r\n", "x-more: " + "y".repeat(900) + "\r\n")),
                Map.entry("an endless header", List.of("HTTP/1.1 200 OK\r\nx-more: ", "y".repeat(900))),
                Map.entry("endless continues", List.of("", "HTTP/1.1 100 Continue\r\n\r\n")),
                Map.entry("empty objects", List.of(HEAD + "{\"choices\":[", "{},")),
                Map.entry(
                        "choices", List.of(HEAD + "{\"choices\":[", "{\"index\":0,\"message\":{\"content\":\"x\"}},")),
                Map.entry(
                        "an endless text",
                        List.of(HEAD + "{\"choices\":[{\"message\":{\"content\":\"", "x".repeat(900))),
                Map.entry(
                        "an endless stream",
                        List.of(STREAM, "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n")),
                Map.entry("an endless event of a stream", List.of(STREAM + "data: ", "x".repeat(900))),
                Map.entry("endless comments in a stream", List.of(STREAM, ": \n")),
                Map.entry(
                        "annotations in a stream",
                        List.of(
                                STREAM,
                                "data: {\"choices\":[{\"delta\":{\"annotations\":["
                                        + IntStream.range(0, 60_000)
                                                .mapToObj(i -> "{\"index\":" + i + '}')
                                                .collect(Collectors.joining(","))
                                        + "]}}]}\n\n")),
                Map.entry(
                        "audio in a stream",
                        List.of(
                                STREAM,
                                "data: {\"choices\":[{\"delta\":{\"audio\":{\"data\":\"" + "A".repeat(1_000)
                                        + "\"}}}]}\n\n")),
                Map.entry(
                        "words of an error",
                        List.of(
                                "HTTP/1.1 400 No\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{\"error\":{\"message\":\"",
                                "model ")));

        private static final int MOST = 60 << 20;

        @Override
        boolean answer(String head, String body, OutputStream out) throws IOException {
            for (Map.Entry<String, List<String>> way : WAYS.entrySet()) {
                if (body.contains('/' + way.getKey().replace(' ', '-'))
                        || body.contains('"' + way.getKey().replace(' ', '-'))) {
                    write(out, way.getValue().getFirst());
                    byte[] piece = way.getValue().getLast().getBytes(StandardCharsets.ISO_8859_1);
                    for (int written = 0; written < MOST; written += piece.length) {
                        out.write(piece);
                    }
                    return false;
                }
            }
            write(
                    out,
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + WELL.length() + "\r\n\r\n"
                            + WELL);
            return true;
        }
    }
}
