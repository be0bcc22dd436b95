package io.serai.provider.discovery;

import io.serai.catalog.Flag;
import io.serai.catalog.Vendor;
import io.serai.dialect.MalformedException;
import io.serai.provider.health.BackOff;
import io.serai.provider.query.VendorQueries;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that each provider lists itself. A provider is asked when somebody first needs to know, again an hour later if somebody still
 * does, and after an edit; each by at most one question at a time. A provider that does not answer is asked less and less often.
 */
public final class Discovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 8 << 20;
    private static final int AT_ONCE = 16;

    private final InstantSource clock;
    private final VendorQueries queries = new VendorQueries();
    private final Executor threads;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final Map<String, Listed> lists = new ConcurrentHashMap<>();

    public Discovery(InstantSource clock) {
        this(clock, Executors.newVirtualThreadPerTaskExecutor());
    }

    Discovery(InstantSource clock, Executor threads) {
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Whom to ask.
     *
     * @param headers those that show its key
     */
    public record Source(String name, Vendor vendor, String url, boolean keyed, Map<String, String> headers) {

        /** Where its list is; empty if it has none that may be asked for: a stranger's server without a key is left alone. */
        Optional<URI> address() {
            boolean own = keyed || vendor.has(Flag.LOCAL) || !url.equals(vendor.url());
            return own ? VendorQueries.address(vendor, url, ModelListing.path(vendor.dialect())) : Optional.empty();
        }
    }

    /** What a provider has listed last; empty before it has. */
    public List<String> models(String provider) {
        Listed list = lists.get(provider);
        return list == null ? List.of() : list.models;
    }

    /** Asks those that are due, and waits a bounded time for those that have never answered. */
    public void look(Collection<Source> sources, Duration atMost) {
        Instant now = clock.instant();
        CompletableFuture<?>[] first = sources.stream()
                .map(source -> lists.computeIfAbsent(source.name(), name -> new Listed())
                        .ask(source, now))
                .filter(future -> !future.isDone())
                .toArray(CompletableFuture[]::new);
        if (first.length == 0 || atMost.isZero()) {
            return;
        }
        try {
            CompletableFuture.allOf(first).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("Some lists of models are late");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says that providers may be others now: what was listed holds until they are asked again. */
    public void edited(Collection<String> providers) {
        lists.keySet().retainAll(providers);
        lists.values().forEach(Listed::due);
    }

    @Override
    public void close() {
        queries.close();
    }

    /** A provider's list. */
    private final class Listed {
        private volatile List<String> models = List.of();
        private Instant next = Instant.MIN;
        private int failures;
        private @Nullable CompletableFuture<Void> running;

        /** Asks if it is due; gives what there is to wait for: nothing if there is a list already. */
        synchronized CompletableFuture<Void> ask(Source source, Instant now) {
            CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
            if (running == null && now.isBefore(next)) {
                return done;
            }
            if (running == null) {
                Optional<URI> address = source.address();
                if (address.isEmpty()) {
                    next = Instant.MAX;
                    return done;
                }
                CompletableFuture<Void> asking = new CompletableFuture<>();
                running = asking;
                threads.execute(() -> run(source, address.get(), asking));
            }
            return models.isEmpty() && failures == 0 ? running : done;
        }

        private void run(Source source, URI address, CompletableFuture<Void> asking) {
            try {
                free.acquire();
                try {
                    answered(list(source, address));
                } finally {
                    free.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed();
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} lists no models: {}", source.name(), e.toString());
                failed();
            } finally {
                asking.complete(null);
            }
        }

        private synchronized void answered(List<String> names) {
            models = List.copyOf(names);
            failures = 0;
            next = clock.instant().plus(HOUR);
            running = null;
        }

        private synchronized void failed() {
            next = clock.instant().plus(BackOff.after(failures, FIRST_BACK_OFF, HOUR));
            failures++;
            running = null;
        }

        synchronized void due() {
            next = Instant.MIN;
            failures = 0;
        }
    }

    /** A server that does not know how to give a long page may still give its usual one. */
    private List<String> list(Source source, URI address) throws IOException, InterruptedException {
        String whole = address.toString();
        int query = whole.indexOf('?');
        try {
            return page(source, address);
        } catch (IOException e) {
            if (query < 0) {
                throw e;
            }
            return page(source, URI.create(whole.substring(0, query)));
        }
    }

    private List<String> page(Source source, URI address) throws IOException, InterruptedException {
        VendorQueries.Reply reply = queries.read(address, source.headers(), ANSWER, MOST_BYTES);
        if (reply.status() != 200) {
            throw new IOException("status " + reply.status());
        }
        try {
            return ModelListing.read(reply.body());
        } catch (MalformedException e) {
            throw new IOException(e.reason());
        }
    }
}
