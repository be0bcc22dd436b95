package io.serai.soak;

import io.serai.RunningSerai;
import io.serai.dialect.contract.Documents;
import io.serai.dialect.contract.Mutations;
import io.serai.e2e.Queues;
import io.serai.e2e.RandomMessages;
import jakarta.jms.JMSException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Everything that a client may send, over HTTP, as a file, and to the port of the broker, each time something else. */
final class HostileClients {
    private static final List<String> PATHS = List.of(
            "/v1/chat/completions",
            "/v1/messages",
            "/v1/messages/count_tokens",
            "/v1/messages/batches",
            "/v1/responses",
            "/v1/responses/compact",
            "/v1/responses/resp_1",
            "/v1/responses/resp_1/input_items",
            "/v1/completions",
            "/v1/embeddings",
            "/v1/models",
            "/v1/models/light",
            "/v1/files",
            "/v1/files/file-1",
            "/v1/files/file-1/content",
            "/v1/uploads",
            "/v1/uploads/upload_1/complete",
            "/v1/uploads/upload_1/cancel",
            "/v1/batches",
            "/v1/batches/batch_1/cancel",
            "/v1/route/explain",
            "/v1/key",
            "/v1beta/models/light:generateContent",
            "/v1beta/models/light:streamGenerateContent",
            "/v1beta/models/light:countTokens",
            "/v1beta/models/light:embedContent",
            "/api/chat",
            "/api/generate",
            "/api/embed",
            "/api/tags",
            "/api/show",
            "/api/v1/keys",
            "/key/generate",
            "/key/info",
            "/user/info",
            "/team/info",
            "/model/info",
            "/admin/providers",
            "/admin/routes",
            "/admin/session",
            "/admin/requests",
            "/admin/usage",
            "/metrics",
            "/health",
            "/",
            "/nothing",
            "/v1/../admin/providers",
            "//v1//chat/completions",
            "/%2e%2e/etc/passwd");

    private static final List<String> HEADERS = List.of(
            "x-serai-wait",
            "x-serai-timeout",
            "x-serai-task",
            "x-serai-prompt",
            "x-serai-batch",
            "x-serai-cache",
            "x-serai-tags",
            "x-request-id",
            "authorization",
            "x-api-key",
            "x-goog-api-key",
            "cookie",
            "accept",
            "accept-encoding",
            "content-type",
            "content-encoding",
            "expect",
            "range",
            "origin",
            "upgrade",
            "connection",
            "cache-control",
            "x-forwarded-for",
            "CamelHttpUri",
            "anthropic-version",
            "openai-beta",
            "");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "0",
            "-1",
            "99999999999999999999",
            "1e999",
            "30s",
            "10000000h",
            "light",
            "Bearer x",
            "Bearer ",
            "gzip",
            "br, gzip;q=0",
            "100-continue",
            "close",
            "h2c",
            "null",
            "\u0000",
            "\u00ff\u00fe",
            "${exchangeId}",
            "{{serai.admin.keys}}",
            "a=b; c=%zz",
            "application/json; charset=utf-99",
            "multipart/form-data; boundary=",
            "text/event-stream",
            "http://evil.example",
            "bytes=0-1,5-",
            "../../x",
            "\t",
            "x".repeat(9_000));

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD");

    /** What is a request in any case, so that it is answered. */
    private static final List<String> WHOLE = List.of("json", "head");

    private static final int ANSWERED_MILLIS = 10_000;
    private static final int MOST_READ = 1 << 20;

    private final int port;
    private final int broker;
    private final @Nullable Queues queues;
    private final Path directory;
    private final Judge judge;
    private final int patienceMillis;
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    /**
     * @param broker the port at which the broker listens
     * @param queues somebody who is known there; null if there is no broker
     * @param directory has the inbox
     * @param patienceMillis how long an answer to what may be no request is waited for
     */
    HostileClients(int port, int broker, @Nullable Queues queues, Path directory, Judge judge, int patienceMillis) {
        this.port = port;
        this.broker = broker;
        this.queues = queues;
        this.directory = directory;
        this.judge = judge;
        this.patienceMillis = patienceMillis;
    }

    /** What was sent and came back, by kind. */
    Map<String, LongAdder> counts() {
        return counts;
    }

    /** Sends something. */
    void once(Random random) throws IOException {
        switch (random.nextInt(queues == null ? 10 : 14)) {
            case 0 -> send("noise", port, noise(random), random);
            case 1, 2 -> send("framing", port, damaged(request(random), random), random);
            case 3 -> send("upload", port, upload(random), random);
            case 4 -> send("head", port, request(random), random);
            case 5 -> file(random);
            case 10 -> send("broker noise", broker, noise(random), random);
            case 11, 12 -> message(queues, random);
            case 13 -> send("broker frames", broker, damaged(frames(random), random), random);
            default -> send("json", port, json(random), random);
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 300_000 : 2_000)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            byte[] begin = METHODS.get(random.nextInt(METHODS.size())).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(begin, 0, bytes, 0, Math.min(begin.length, bytes.length));
        }
        return bytes;
    }

    /** A request in one of the dialects of which some values are odd. */
    private static byte[] json(Random random) throws IOException {
        Documents.Request valid = Documents.request(random.nextInt(5) == 0 ? "demo/echo" : "light", random);
        String path = random.nextInt(4) == 0 ? any(PATHS, random) : valid.path();
        byte[] body = random.nextInt(8) == 0 ? valid.body() : Mutations.of(valid.body(), random);
        boolean packed = random.nextInt(8) == 0;
        String head = random.nextInt(3) == 0 ? headers(random) : "";
        byte[] sent = packed ? gzip(body) : body;
        if (packed && random.nextBoolean()) {
            sent = damaged(sent, random);
        }
        return whole(
                "POST",
                path,
                "Content-Type: application/json\r\n" + (packed ? "Content-Encoding: gzip\r\n" : "") + head,
                sent);
    }

    /** Any method, path, query and headers, with or without a body. */
    private static byte[] request(Random random) {
        StringBuilder path = new StringBuilder(any(PATHS, random));
        for (int i = random.nextInt(3); i > 0; i--) {
            path.append(path.indexOf("?") < 0 ? '?' : '&')
                    .append(any(List.of("key", "limit", "after", "order", "purpose", "days", "by", "%zz"), random))
                    .append('=')
                    .append(URLEncoder.encode(any(VALUES, random), StandardCharsets.UTF_8));
        }
        byte[] body = random.nextBoolean()
                ? Mutations.of(Documents.request("light", random).body(), random)
                : new byte[0];
        return whole(any(METHODS, random), path.toString(), headers(random), body);
    }

    private static String headers(Random random) {
        StringBuilder headers = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 400 : 6); i > 0; i--) {
            headers.append(any(HEADERS, random))
                    .append(": ")
                    .append(any(VALUES, random))
                    .append("\r\n");
        }
        return headers.toString();
    }

    private static byte[] upload(Random random) {
        String path = random.nextBoolean() ? "/v1/files" : "/v1/uploads/upload_" + random.nextInt(3) + "/parts";
        StringBuilder form = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            String name =
                    any(List.of("file", "data", "purpose", "serai.upload.path", "expires_after[seconds]"), random);
            form.append("--b\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append('"');
            if (random.nextBoolean()) {
                form.append("; filename=\"")
                        .append(any(List.of("a.jsonl", "../../x", "a.csv", "", "C:\\x", "\u0001\u0002", "%00"), random))
                        .append('"');
            }
            form.append("\r\n\r\n");
            form.append(any(List.of("batch", "{}\n", "", "x".repeat(20_000), "--b", any(VALUES, random)), random));
            form.append("\r\n");
        }
        form.append("--b--\r\n");
        byte[] whole = whole(
                "POST",
                path,
                "Content-Type: multipart/form-data; boundary=b\r\n",
                form.toString().getBytes(StandardCharsets.ISO_8859_1));
        return random.nextBoolean() ? whole : damaged(whole, random);
    }

    private static byte[] frames(Random random) {
        String stomp = "CONNECT\naccept-version:1.2\nlogin:fuzz\npasscode:" + any(VALUES, random) + "\n\n\0\n"
                + "SEND\ndestination:prompts\ncontent-length:" + any(VALUES, random) + "\n\nhello\0";
        String core = "ARTEMIS\0\0\0\u0010" + (char) random.nextInt(128) + "\0\0\0\0\0\0\0" + any(VALUES, random);
        return (random.nextBoolean() ? stomp : core).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] whole(String method, String path, String headers, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes((method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    /** Some bytes changed, taken out, doubled or cut off, mostly near the beginning. */
    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes;
        for (int i = random.nextInt(5); i >= 0 && damaged.length > 1; i--) {
            int near = random.nextInt(3) == 0 ? damaged.length : Math.min(damaged.length, 300);
            int at = random.nextInt(near);
            int to = Math.min(damaged.length, at + random.nextInt(40));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(damaged, 0, at);
            switch (random.nextInt(5)) {
                case 0 -> out.write(random.nextInt(256));
                case 1 -> out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
                case 2 -> out.write(damaged, at, to - at);
                case 3 ->
                    out.writeBytes(any(
                                    List.of(
                                            "Transfer-Encoding: chunked\r\n",
                                            "\r\n5\r\n{\"a\":\r\nffffffffff\r\n",
                                            "Content-Length: 5\r\n",
                                            "Expect: 100-continue\r\n",
                                            "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                                            "\0"),
                                    random)
                            .getBytes(StandardCharsets.US_ASCII));
                default -> at = to;
            }
            out.write(damaged, at, damaged.length - at);
            damaged = out.toByteArray();
        }
        return damaged;
    }

    private void send(String kind, int to, byte[] bytes, Random random) throws IOException {
        byte[] answer = new byte[0];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to)) {
            socket.setSoTimeout(WHOLE.contains(kind) ? ANSWERED_MILLIS : patienceMillis);
            OutputStream out = socket.getOutputStream();
            int cut = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1);
            out.write(bytes, 0, cut);
            out.flush();
            out.write(bytes, cut, bytes.length - cut);
            if (random.nextInt(3) == 0) {
                socket.shutdownOutput();
            }
            answer = read(socket.getInputStream());
        } catch (SocketTimeoutException e) {
            // It waits for more; or it thinks.
        } catch (IOException e) {
            // It has closed the connection.
        }
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        count(kind + (text.startsWith("HTTP/1.") ? " " + text.substring(9, Math.min(12, text.length())) : ""));
        String wrong = to == port ? judge.ofConnection(text) : judge.ofText(text);
        if (!wrong.isEmpty()) {
            String sent = new String(bytes, StandardCharsets.ISO_8859_1);
            throw new IOException(kind + ", " + wrong + "\n" + sent.substring(0, Math.min(2_000, sent.length()))
                    + "\n-> " + text.substring(0, Math.min(2_000, text.length())));
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try {
            for (int count = in.read(part); count >= 0 && all.size() < MOST_READ; count = in.read(part)) {
                all.write(part, 0, count);
            }
        } catch (IOException e) {
            // What has come is judged.
        }
        return all.toByteArray();
    }

    private void file(Random random) throws IOException {
        Path inbox = directory.resolve("inbox");
        String name = "f" + Math.abs(random.nextInt())
                + any(
                        List.of(".json", ".txt", ".md", ".jsonl", ".csv", "", ".part", "\n.json", "%s ${body}.txt"),
                        random);
        byte[] content = switch (random.nextInt(4)) {
            case 0 -> noise(random);
            case 1 ->
                ("---\nmodel: light\nstop: " + any(VALUES, random) + "\n---\nhello").getBytes(StandardCharsets.UTF_8);
            case 2 -> Mutations.of(RunningSerai.chat("light", "hello", false).getBytes(StandardCharsets.UTF_8), random);
            default -> Mutations.of(Documents.request("light", random).body(), random);
        };
        Path file = inbox.resolve(name);
        switch (random.nextInt(12)) {
            case 0 -> Files.createSymbolicLink(file, Path.of("/etc/hostname"));
            case 1 -> Files.createDirectory(file);
            case 2 -> Files.delete(Files.write(file, content));
            default -> Files.write(file, content);
        }
        count("file");
    }

    private void message(@Nullable Queues to, Random random) throws IOException {
        if (to == null) {
            return;
        }
        synchronized (to) {
            try {
                var unused = to.send(RandomMessages.next(random, to));
            } catch (JMSException e) {
                throw new IOException(e);
            }
            to.drain("answers");
            to.drain("prompts.failed");
        }
        count("message");
    }

    private void count(String kind) {
        counts.computeIfAbsent(kind, name -> new LongAdder()).increment();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
