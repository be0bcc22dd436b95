package io.serai.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a vendor for something that uses no quota, to see whether it answers and takes a key. */
class Probe implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private @Nullable HttpClient client;

    /**
     * The status of its answer.
     *
     * @throws IOException if there is none
     */
    int ask(Provider provider, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(provider)).timeout(ANSWER).header("Accept", "application/json");
        provider.showing(key).forEach(request::setHeader);
        return client().send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /** Whether a provider can be probed; not one elsewhere than where its vendor's documents say. */
    boolean can(Provider provider) {
        String path = provider.vendor().probe();
        return path != null
                && !provider.url().contains("?")
                && (path.startsWith("/")
                        || provider.url().equals(provider.vendor().url()));
    }

    private static URI uri(Provider provider) throws IOException {
        String path = provider.vendor().probe();
        if (path == null) {
            throw new IOException("nothing to ask for");
        }
        return URI.create(path.startsWith("/") ? provider.url() + path : path);
    }

    private synchronized HttpClient client() {
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
        if (client != null) {
            client.shutdownNow();
        }
    }
}
