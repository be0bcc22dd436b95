package io.serai.provider.query;

import io.serai.catalog.Vendor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks vendors by HTTP, beside the calls. A client that nobody needs is never made. */
public final class VendorQueries implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private @Nullable HttpClient client;
    private boolean closed;

    /**
     * Where a vendor is asked; empty if it cannot be. A server in the vendor's place has its own keys, which are nobody else's
     * business.
     *
     * @param path what follows the base URL, or a whole URL; null if there is none
     * @param url where the provider's API is, which may be another place than the vendor's own
     */
    public static Optional<URI> address(Vendor vendor, String url, @Nullable String path) {
        if (path == null || url.isEmpty() || url.contains("?")) {
            return Optional.empty();
        }
        if (path.startsWith("/")) {
            return Optional.of(URI.create(url + path));
        }
        return url.equals(vendor.url()) ? Optional.of(URI.create(path)) : Optional.empty();
    }

    /** The answer, whose body is to be closed. */
    public HttpResponse<InputStream> get(URI uri, Map<String, String> headers, Duration atMost)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(atMost).header("Accept", "application/json");
        headers.forEach(request::setHeader);
        return client().send(request.build(), BodyHandlers.ofInputStream());
    }

    /**
     * Asks, and reads the whole answer.
     *
     * @param atMost how long its head may take, and then its body
     * @param most how many bytes its body may have
     * @throws IOException if it does not come in time, or is longer
     */
    public Reply read(URI uri, Map<String, String> headers, Duration atMost, int most)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = get(uri, headers, atMost);
        // The time-out of a request ends with the head of its answer.
        CompletableFuture<Boolean> late =
                new CompletableFuture<Boolean>().completeOnTimeout(true, atMost.toMillis(), TimeUnit.MILLISECONDS);
        try (InputStream body = response.body()) {
            var unused = late.thenRun(() -> close(body));
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("its answer is longer than " + most + " bytes");
            }
            if (!late.isDone()) {
                return new Reply(response.statusCode(), bytes);
            }
        } catch (IOException e) {
            if (!late.isDone()) {
                throw e;
            }
        } finally {
            late.cancel(false);
        }
        throw new IOException("its answer does not end in time");
    }

    /** An answer. */
    @SuppressWarnings("ArrayRecordComponent") // Read once, and compared by nobody.
    public record Reply(int status, byte[] body) {}

    private static void close(InputStream answer) {
        try {
            answer.close();
        } catch (IOException e) {
            // Its reader gets an error.
        }
    }

    /** Sends a request of any kind; the answer's body is to be closed. */
    public HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        return client().send(request, BodyHandlers.ofInputStream());
    }

    private synchronized HttpClient client() throws IOException {
        if (closed) {
            throw new IOException("it is the end");
        }
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
        }
        return client;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.shutdownNow();
        }
    }
}
