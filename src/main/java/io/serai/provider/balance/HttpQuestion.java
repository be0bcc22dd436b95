package io.serai.provider.balance;

import io.serai.provider.query.VendorQueries;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks by HTTP. */
final class HttpQuestion implements Question, AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int LARGEST = 1 << 20;

    private final VendorQueries queries = new VendorQueries();

    @Override
    public byte[] ask(Account account) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = queries.get(account.uri(), account.headers(), ANSWER);
        try (InputStream body = response.body()) {
            byte[] answer = body.readNBytes(LARGEST);
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
            return answer;
        }
    }

    @Override
    public void close() {
        queries.close();
    }
}
