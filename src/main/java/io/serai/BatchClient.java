package io.serai;

import io.serai.dialect.Json;
import io.serai.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client of a Serai's files and batches. */
final class BatchClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration QUICKLY = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final HttpClient client =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private final String url;
    private final String key;

    /** @param key a client key or an admin key; empty for none */
    BatchClient(String url, String key) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.key = key;
    }

    /** Where the Serai of a directory answers, if it runs. */
    static String url(Settings settings) {
        return "http://" + HttpSettings.authority(HttpSettings.near(settings), settings.port("serai.http.port"));
    }

    /** Whether a Serai answers there. */
    static boolean answers(String url) throws InterruptedException {
        if (url.endsWith(":0")) {
            return false;
        }
        try (BatchClient client = new BatchClient(url, "")) {
            return client.send(client.request("/health").timeout(QUICKLY).GET().build())
                            .statusCode()
                    == 200;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
        return key.isEmpty() ? request : request.header("authorization", "Bearer " + key);
    }

    /** The Serai is not there, stops, or starts: it may answer later. */
    static final class AwayException extends IOException {
        private static final long serialVersionUID = 1L;

        AwayException(String message) {
            super(message);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private Map<?, ?> json(HttpRequest request) throws IOException, InterruptedException {
        return json(send(request));
    }

    private Map<?, ?> json(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() == UNAVAILABLE) {
            throw new AwayException("The Serai at " + url + " does not answer now");
        }
        if (answer.statusCode() != 200) {
            throw new IOException("The Serai at " + url + " answers " + answer.statusCode() + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return Json.parse(answer.body()) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Uploads a file, and returns its id. */
    String upload(Path file) throws IOException, InterruptedException {
        String boundary = UUID.randomUUID().toString();
        String name = file.getFileName().toString().replaceAll("[\"\\r\\n]", "_");
        String head =
                "--" + boundary + "\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + boundary
                        + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\ncontent-type: application/octet-stream\r\n\r\n";
        HttpRequest request = request("/v1/files")
                .header("content-type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofFile(file),
                        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")))
                .build();
        return String.valueOf(json(request).get("id"));
    }

    /** Begins a batch of a file, and returns its id; asked once more for the same, that of the same batch. */
    String create(String file, Map<String, Object> defaults) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("input_file_id", file);
        body.put("endpoint", "auto");
        body.put("completion_window", "30d");
        if (!defaults.isEmpty()) {
            body.put("serai", defaults);
        }
        HttpRequest request = request("/v1/batches")
                .header("content-type", "application/json")
                .header("idempotency-key", "run " + file)
                .POST(BodyPublishers.ofByteArray(Json.write(body)))
                .build();
        return String.valueOf(json(request).get("id"));
    }

    /** @throws AwayException if the Serai does not answer now */
    Map<?, ?> get(String batch) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer;
        try {
            answer = send(request("/v1/batches/" + batch).timeout(QUICKLY).GET().build());
        } catch (IOException e) {
            AwayException away = new AwayException("The Serai at " + url + " does not answer now");
            away.initCause(e);
            throw away;
        }
        return json(answer);
    }

    /** A batch; null if there is none of that id. */
    @Nullable
    Map<?, ?> find(String batch) throws IOException, InterruptedException {
        return found("/v1/batches/" + batch);
    }

    /** Whether there is a file of that id. */
    boolean has(String file) throws IOException, InterruptedException {
        return found("/v1/files/" + file) != null;
    }

    private @Nullable Map<?, ?> found(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(request(path).GET().build());
        return answer.statusCode() == NOT_FOUND ? null : json(answer);
    }

    /** What operators see of it; empty if the client is no operator's. */
    Map<?, ?> report(String batch) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(request("/admin/jobs/" + batch).GET().build());
        return answer.statusCode() == 200 && Json.parse(answer.body()) instanceof Map<?, ?> map ? map : Map.of();
    }

    void download(String file, Path to) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/files/" + file + "/content").GET().build();
        int status = client.send(request, BodyHandlers.ofFile(to)).statusCode();
        if (status != 200) {
            throw new IOException("The results cannot be fetched: " + url + " answers " + status);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
