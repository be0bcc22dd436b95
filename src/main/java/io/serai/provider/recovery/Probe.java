package io.serai.provider.recovery;

import io.serai.provider.Provider;
import io.serai.provider.query.VendorQueries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a vendor for something that uses no quota, to see whether it answers and takes a key. */
class Probe implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final VendorQueries queries = new VendorQueries();

    /**
     * The status of its answer.
     *
     * @throws IOException if there is none
     */
    int ask(Provider provider, String key) throws IOException, InterruptedException {
        URI uri = address(provider).orElseThrow(() -> new IOException("nothing to ask for"));
        HttpResponse<InputStream> response = queries.get(uri, provider.showing(key), ANSWER);
        response.body().close();
        return response.statusCode();
    }

    /** Whether a provider can be probed. */
    boolean can(Provider provider) {
        return address(provider).isPresent();
    }

    private static Optional<URI> address(Provider provider) {
        return VendorQueries.address(
                provider.vendor(), provider.url(), provider.vendor().probe());
    }

    @Override
    public void close() {
        queries.close();
    }
}
