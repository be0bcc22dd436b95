package io.serai.provider.balance;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks by HTTP. A client that nobody needs is never made. */
final class HttpQuestion implements Question, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int LARGEST = 1 << 20;

    private @Nullable HttpClient client;
    private boolean closed;

    @Override
    public byte[] ask(Account account) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(account.uri()).timeout(ANSWER).header("Accept", "application/json");
        account.headers().forEach(request::setHeader);
        HttpResponse<InputStream> response = client().send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] answer = body.readNBytes(LARGEST);
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
            return answer;
        }
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
