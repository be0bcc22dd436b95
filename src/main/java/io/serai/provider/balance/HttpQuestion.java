package io.serai.provider.balance;

import io.serai.provider.query.VendorQueries;
import java.io.IOException;
import java.time.Duration;

/** Asks by HTTP. */
final class HttpQuestion implements Question, AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int LARGEST = 1 << 20;

    private final VendorQueries queries = new VendorQueries();

    @Override
    public byte[] ask(Account account) throws IOException, InterruptedException {
        VendorQueries.Reply reply = queries.read(account.uri(), account.headers(), ANSWER, LARGEST);
        if (reply.status() != 200) {
            throw new IOException("HTTP " + reply.status());
        }
        return reply.body();
    }

    @Override
    public void close() {
        queries.close();
    }
}
