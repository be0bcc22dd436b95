package io.serai;

import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.Usage;
import io.serai.clients.ClientException;
import io.serai.clients.ClientGate;
import io.serai.clients.ClientKeys;
import io.serai.clients.ClientStore;
import io.serai.clients.FileClientStore;
import io.serai.clients.KeyDesk;
import io.serai.clients.LimitReachedException;
import io.serai.clients.Prices;
import io.serai.clients.nodes.SharedBook;
import io.serai.clients.nodes.SharedClientStore;
import io.serai.cost.Spending;
import io.serai.cost.Used;
import io.serai.ingress.http.ClientKeyRing;
import io.serai.provider.Target;
import io.serai.provider.view.ProviderViews;
import io.serai.quota.Allowances;
import io.serai.quota.Allowances.Crossing;
import io.serai.quota.Book;
import io.serai.quota.Limit;
import io.serai.quota.UsageLog;
import io.serai.routing.ModelNames;
import io.serai.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Client keys and what they may use, put together from their parts. */
final class Clients implements Prices, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("clients");
    private static final Duration FLUSH = Duration.ofSeconds(30);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final int MOST_TOLD = 1_000;

    private final Set<String> withoutLimits = ConcurrentHashMap.newKeySet();
    private final ClientKeys keys;
    private final KeyDesk desk;
    private final @Nullable UsageLog usage;
    private final @Nullable SharedBook sharedBook;
    private final @Nullable SharedClientStore sharedKeys;
    private final ClientGate gate;
    private final Supplier<@Nullable ModelNames> names;
    private final Supplier<@Nullable ProviderViews> providers;
    private volatile boolean wanted;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param data where keys, and what was used, are written down if the store is not shared
     * @param store has both for all nodes if it can be shared
     * @param names the models that serve, with their prices; null while none do
     * @param providers the providers that serve; null while none do
     */
    Clients(
            Path data,
            Store store,
            InstantSource clock,
            Supplier<@Nullable ModelNames> names,
            Supplier<@Nullable ProviderViews> providers) {
        this.providers = providers;
        this.names = names;
        Path ofKeys = data.resolve("clients.log");
        Path ofUses = data.resolve("budgets.log");
        boolean shared = store.isShared();
        this.sharedKeys = shared ? new SharedClientStore(store, ofKeys, clock, LOG::warn) : null;
        this.sharedBook = shared ? new SharedBook(store, ofUses, clock, LOG::warn) : null;
        this.usage = shared ? null : UsageLog.forever(ofUses, clock, LOG::warn);
        ClientStore kept = sharedKeys != null ? sharedKeys : new FileClientStore(ofKeys, clock, LOG::warn);
        Book book = sharedBook != null ? sharedBook : Objects.requireNonNull(usage);
        this.keys = new ClientKeys(clock, kept);
        this.desk = new KeyDesk(keys, clock);
        this.gate = new ClientGate(keys, new Allowances(clock, book, Clients::warn), () -> this, this::allowed, clock);
    }

    private static void warn(Crossing crossing) {
        String words = LimitReachedException.used(crossing.owner(), crossing.limit(), crossing.used());
        if (crossing.refuses()) {
            LOG.warn("A request would have been refused: {}", words);
        } else {
            LOG.warn("{}", words);
        }
    }

    /** Begins to share keys and counts with other nodes, if the store can be shared. */
    void share() {
        if (sharedKeys != null && sharedBook != null) {
            sharedKeys.begin();
            sharedBook.begin();
        }
    }

    /** Reads the keys now, for a process that only looks at them or changes them. */
    void readKeys() {
        try {
            keys.refresh();
        } catch (ClientException e) {
            LOG.warn("{}", e.reason());
        }
    }

    /** Has a key wanted even if there is none any more, where others than this machine can ask. */
    void want(boolean key) {
        wanted = key;
    }

    /** Waits until keys and counts of other nodes are known, which other parts of the start take as long as; not long if they cannot be. */
    void awaitShared() {
        if (sharedKeys != null && sharedBook != null) {
            sharedKeys.awaitFirst(FIRST);
            sharedBook.awaitFirst(FIRST);
        }
    }

    /** Notes now and then when keys were used. */
    void begin() {
        Thread.ofVirtual().name("clients").start(() -> {
            try {
                while (!closed.await(FLUSH.toMillis(), TimeUnit.MILLISECONDS)) {
                    keys.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    ClientKeys keys() {
        return keys;
    }

    KeyDesk desk() {
        return desk;
    }

    ClientGate gate() {
        return gate;
    }

    /** The keys as the HTTP server sees them. */
    ClientKeyRing ring() {
        return new ClientKeyRing() {
            @Override
            public boolean any() {
                return wanted || keys.any();
            }

            @Override
            public boolean unread() {
                return keys.unread();
            }

            @Override
            public @Nullable Caller caller(String shown) {
                return keys.caller(shown);
            }

            @Override
            public @Nullable Caller callerOf(String digest) {
                return keys.callerOf(Base64.getUrlDecoder().decode(digest));
            }
        };
    }

    /** What all keys of a provider may use together; where each model has a limit of its own, one for each that is listed. */
    private List<Limit> allowed(String provider) {
        ProviderViews now = providers.get();
        ModelNames known = names.get();
        if (now == null || known == null) {
            return List.of();
        }
        List<Limit> all = new ArrayList<>();
        for (Limit limit : now.together(provider)) {
            if (limit.models().equals(Limit.EACH)) {
                known.targets().stream()
                        .filter(target -> target.provider().equals(provider))
                        .forEach(target -> all.add(limit.of(target.model())));
            } else {
                all.add(limit);
            }
        }
        if (all.isEmpty() && withoutLimits.size() < MOST_TOLD && withoutLimits.add(provider)) {
            LOG.warn(
                    "A share of what '{}' allows limits nothing: no provider of that name has limits that are known",
                    provider);
        }
        return all;
    }

    @Override
    public @Nullable Price price(String target) {
        ModelNames now = names.get();
        return now == null || target.indexOf('/') <= 0 ? null : price(now, Target.of(target));
    }

    /** What a call has cost, in nano-dollars, attempts that were lost included; 0 if nobody knows, or a cache has answered. */
    long cost(Call call) {
        return Spending.of(call, this::price).nanos();
    }

    private static @Nullable Price price(ModelNames names, Target target) {
        return names.known(target).map(Model::price).orElse(null);
    }

    @Override
    public @Nullable Long most(String model, long input, long output) {
        ModelNames now = names.get();
        if (now == null) {
            return null;
        }
        Long most = null;
        for (Target target : candidates(now, model)) {
            Price price = price(now, target);
            if (price != null) {
                long cost = Used.nanos(price, Usage.of(input, output));
                most = most == null ? cost : Math.max(most, cost);
            }
        }
        return most;
    }

    private static List<Target> candidates(ModelNames now, String model) {
        if (now.isPool(model)) {
            return now.pool(model).targets();
        }
        List<Target> all = new ArrayList<>();
        if (model.isEmpty() || model.equals(ChatRequest.AUTO)) {
            now.pools().forEach(pool -> all.addAll(now.pool(pool).targets()));
            return all;
        }
        try {
            return now.named(model);
        } catch (ChatException e) {
            // The request itself gets the error.
            return all;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        keys.close();
        if (usage != null) {
            usage.close();
        }
        if (sharedBook != null) {
            sharedBook.close();
        }
    }
}
