package io.serai.provider.balance;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks vendors what is left on the accounts that are used, more often as it runs low, and notifies a listener when a key has too little
 * or enough again. Nobody is asked for a key with which no call was made.
 */
public final class Balances implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Balances.class);
    private static final long MILLIS = 1000;

    private final InstantSource clock;
    private final BalanceListener listener;
    private final Question question;
    private final Executor executor;
    private final Map<Place, Watched> accounts = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService timer;
    private boolean closed;

    public Balances(InstantSource clock, BalanceListener listener) {
        this(
                clock,
                listener,
                new HttpQuestion(),
                ask -> Thread.ofVirtual().name("balance").start(ask));
    }

    Balances(InstantSource clock, BalanceListener listener, Question question, Executor executor) {
        this.clock = clock;
        this.listener = listener;
        this.question = question;
        this.executor = executor;
    }

    /** Notes that a call is made with a key. */
    public void used(Account account) {
        Place place = Place.of(account);
        Watched watched = accounts.get(place);
        if (watched == null) {
            watched = accounts.computeIfAbsent(place, same -> new Watched(account));
            begin();
        }
        watched.used(account, clock.instant());
    }

    /** Forgets all other accounts, and takes these as they are configured now, with what is known of them. */
    public void configure(Collection<Account> now) {
        Map<Place, Account> wanted = now.stream().collect(Collectors.toMap(Place::of, it -> it, (one, same) -> one));
        accounts.keySet().retainAll(wanted.keySet());
        accounts.forEach((place, watched) -> {
            Account account = wanted.get(place);
            if (account != null && watched.configured(account)) {
                tell(watched);
            }
        });
    }

    /** What is known of the account of a key; null if nobody has asked. */
    public @Nullable Known known(String provider, String key) {
        Watched watched = accounts.get(new Place(provider, key));
        return watched == null ? null : watched.known();
    }

    private synchronized void begin() {
        if (timer == null && !closed) {
            timer = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("balances").factory());
            var unused = timer.scheduleWithFixedDelay(this::look, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Asks for those accounts whose time has come. */
    void look() {
        for (Watched watched : accounts.values()) {
            if (watched.begins(clock.instant())) {
                executor.execute(() -> ask(watched));
            }
        }
    }

    private void ask(Watched watched) {
        Account account = watched.account();
        try {
            Balance balance = BalanceReader.read(account.query(), question.ask(account));
            watched.told(balance, clock.instant());
            tell(watched);
        } catch (IOException | RuntimeException e) {
            failed(
                    watched,
                    e instanceof IOException
                            ? String.valueOf(e.getMessage())
                            : e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(watched, "interrupted");
        }
    }

    private void failed(Watched watched, String why) {
        if (watched.failed(clock.instant())) {
            LOG.info(
                    "{} does not report the balance of a key: {}",
                    watched.account().provider(),
                    why);
        }
    }

    private void tell(Watched watched) {
        Account account = watched.account();
        Balance balance = watched.last();
        if (balance != null) {
            LOG.debug(
                    "{}: {} is left for a key, asked again in {}",
                    account.provider(),
                    balance,
                    Duration.between(clock.instant(), watched.earliest()));
            listener.told(account.provider(), account.key(), balance, watched.enough(), watched.earliest());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.shutdownNow();
        }
        if (question instanceof HttpQuestion http) {
            http.close();
        }
    }

    private record Place(String provider, String key) {
        static Place of(Account account) {
            return new Place(account.provider(), account.key());
        }

        /** Without the key. */
        @Override
        public String toString() {
            return provider;
        }
    }
}
