package io.serai.brake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Slows down guesses of keys and passwords: each further wrong one from an address is answered later, until it has rested for a minute. */
public final class Brake {
    private static final Duration MEMORY = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;
    private static final int FREE = 3;
    private static final int MOST = 20;
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private final Cache<String, AtomicInteger> wrong;

    /** One by the clock of the system. */
    public Brake() {
        this(Ticker.systemTicker());
    }

    Brake(Ticker ticker) {
        wrong = Caffeine.newBuilder()
                .expireAfterAccess(MEMORY)
                .maximumSize(ADDRESSES)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Counts a wrong key, and returns how long its refusal is held back.
     *
     * @param address where it came from; null if that is not known
     */
    public Duration wrongKey(@Nullable String address) {
        int count = wrong.get(network(address), unknown -> new AtomicInteger()).incrementAndGet();
        int doublings = Math.min(count - FREE - 1, 10);
        if (doublings < 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST.multipliedBy(1L << doublings);
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    /** Whether an address has to rest after too many wrong keys. */
    public boolean isExhausted(@Nullable String address) {
        AtomicInteger count = wrong.getIfPresent(network(address));
        return count != null && count.get() >= MOST;
    }

    /** The owner of one address of IPv6 owns its whole network of 64 bits. */
    private static String network(@Nullable String address) {
        if (address == null) {
            return "";
        }
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        return parsed instanceof Inet6Address six ? Arrays.toString(Arrays.copyOf(six.getAddress(), 8)) : address;
    }
}
