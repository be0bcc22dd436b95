package io.serai;

import io.serai.batch.vendor.Vendors;
import io.serai.dialect.BatchWire;
import io.serai.dialect.BatchWire.Ask;
import io.serai.provider.Provider;
import io.serai.provider.Providers;
import io.serai.provider.connection.Addresses;
import io.serai.provider.key.KeyNames;
import io.serai.provider.query.VendorQueries;
import io.serai.revision.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The accounts of the providers of the revision that serves, for batches of their vendors' own. */
final class VendorAccounts implements Vendors, AutoCloseable {
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final Duration UPLOAD = Duration.ofMinutes(15);

    private final Supplier<@Nullable Revision> serving;
    private final VendorQueries queries = new VendorQueries();

    VendorAccounts(Supplier<@Nullable Revision> serving) {
        this.serving = serving;
    }

    @Override
    public boolean isReady() {
        return serving.get() != null;
    }

    @Override
    public Vendors.@Nullable Account account(String provider, String key) {
        Revision revision = serving.get();
        Providers providers = revision == null ? null : revision.providers();
        Provider found = providers == null ? null : providers.find(provider);
        BatchWire wire = found == null || !found.on() ? null : found.dialect().batches();
        return found == null || wire == null ? null : new Account(found, wire, key);
    }

    /** One of them, at the moment of asking. */
    private final class Account implements Vendors.Account {
        private final Provider provider;
        private final BatchWire wire;
        private final String shown;

        Account(Provider provider, BatchWire wire, String key) {
            this.provider = provider;
            this.wire = wire;
            this.shown = provider.keys().stream()
                    .filter(one -> KeyNames.of(one).equals(key))
                    .findFirst()
                    .orElse(provider.keys().isEmpty() ? "" : provider.keys().getFirst());
        }

        @Override
        public BatchWire wire() {
            return wire;
        }

        @Override
        public Reply send(Ask ask, @Nullable Path requests) throws IOException, InterruptedException {
            BodyPublisher body = ask.body() != null
                    ? BodyPublishers.ofByteArray(ask.body())
                    : requests == null ? BodyPublishers.noBody() : BodyPublishers.ofFile(requests);
            return send(
                    ask.method(),
                    ask.path(),
                    ask.headers(),
                    body,
                    requests == null ? ANSWER : UPLOAD,
                    "application/json");
        }

        @Override
        public Reply upload(Path requests) throws IOException, InterruptedException {
            String boundary = "serai-" + UUID.randomUUID();
            String head = "--" + boundary + "\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--"
                    + boundary + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"serai.jsonl\"\r\n"
                    + "content-type: application/jsonl\r\n\r\n";
            BodyPublisher body = BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofFile(requests),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
            return send("POST", "/files", Map.of(), body, UPLOAD, "multipart/form-data; boundary=" + boundary);
        }

        private Reply send(
                String method,
                String path,
                Map<String, String> headers,
                BodyPublisher body,
                Duration atMost,
                String type)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(Addresses.of(provider.url(), "", path)))
                    .timeout(atMost)
                    .header("Accept", "application/json")
                    .header("User-Agent", "serai");
            if (method.equals("POST")) {
                request.header("Content-Type", type);
            }
            provider.showing(shown).forEach(request::setHeader);
            headers.forEach(request::setHeader);
            HttpResponse<InputStream> response =
                    queries.send(request.method(method, body).build());
            InputStream answer = response.body();
            // The time-out of a request ends with the head of its answer.
            CompletableFuture.delayedExecutor(UPLOAD.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> close(answer));
            return new Reply(response.statusCode(), answer);
        }
    }

    private static void close(InputStream answer) {
        try {
            answer.close();
        } catch (IOException e) {
            // Nobody reads it any more.
        }
    }

    @Override
    public void close() {
        queries.close();
    }
}
