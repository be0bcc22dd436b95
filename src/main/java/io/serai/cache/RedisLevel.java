package io.serai.cache;

import io.serai.cache.Kept.About;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Answers in Redis, which several nodes share. Redis bounds them, and ends them with their time. If it is away no request waits for it: from the first
 * failure on it is left out, until a thread of its own has reached it again.
 */
final class RedisLevel implements Level {
    private static final Logger LOG = LoggerFactory.getLogger("cache");

    /** All that Serai keeps there, in whatever form. */
    private static final String PREFIX = "serai:cache:";

    /** A longer answer would take too much of the time that a command may take. */
    private static final int LARGEST = 8 << 20;

    /** The bytes at the beginning of an answer that name its owner. */
    private static final int BEGINNING = 4096;

    private static final int BATCH = 500;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisClient redis;
    private final String where;
    private final InstantSource clock;
    private final Backlog backlog;
    private final String prefix = PREFIX + HexFormat.of().toHexDigits(Shapes.FORM) + ':';
    private final AtomicBoolean away = new AtomicBoolean(true);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final LongAdder damaged = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile String trouble = "not reached yet";

    /**
     * @param address such as {@code redis://127.0.0.1:6379/0}
     * @param user empty for that of the address, or none
     * @param password empty for that of the address, or none
     */
    RedisLevel(URI address, String user, String password, InstantSource clock) {
        this.clock = clock;
        this.where = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
        this.redis = RedisClients.of(address, user, password);
        this.backlog = new Backlog("cache-redis", DiskLevel.MOST_WAITING);
        Thread.ofVirtual().name("cache-redis-reach").start(this::reach);
    }

    @Override
    public @Nullable Kept find(String key) {
        if (away.get()) {
            failed.increment();
            return null;
        }
        try {
            byte[] name = name(key);
            byte[] all = redis.get(name);
            return all == null ? null : read(key, name, all);
        } catch (JedisException e) {
            failed.increment();
            isAway(e);
            return null;
        }
    }

    private @Nullable Kept read(String key, byte[] name, byte[] all) {
        if (Packed.state(all) == Packed.State.WHOLE) {
            try {
                return Packed.kept(key, all);
            } catch (RuntimeException e) {
                LOG.debug("An answer in Redis cannot be read: {}", e.toString());
            }
        }
        damaged.increment();
        backlog.offer(0, () -> delete(name));
        return null;
    }

    private void delete(byte[] name) {
        try {
            redis.unlink(name);
        } catch (JedisException e) {
            isAway(e);
        }
    }

    @Override
    public void keep(String key, Kept kept) {
        if (away.get()) {
            backlog.drop();
        } else {
            backlog.offer(kept.weight(), () -> write(key, kept));
        }
    }

    private void write(String key, Kept kept) {
        long left = kept.at().plus(kept.time()).toEpochMilli() - clock.millis();
        if (left <= 0) {
            return;
        }
        try {
            byte[] all = Packed.of(key, kept);
            if (all.length > LARGEST || away.get()) {
                backlog.drop();
            } else {
                redis.psetex(name(key), left, all);
            }
        } catch (JedisException e) {
            backlog.drop();
            isAway(e);
        } catch (IllegalArgumentException e) {
            backlog.drop();
            LOG.debug("An answer is not written: {}", e.getMessage());
        }
    }

    private byte[] name(String key) {
        return (prefix + Slot.digest(key)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Once for each time that it goes. */
    private void isAway(JedisException why) {
        if (RedisClients.isBusy(why) || closed.getCount() == 0 || !away.compareAndSet(false, true)) {
            return;
        }
        trouble = String.valueOf(why.getMessage());
        LOG.warn("Redis at {} does not answer as it should, requests go on without it: {}", where, trouble);
        // They may lead to the one that has gone.
        redis.getPool().clear();
        Thread.ofVirtual().name("cache-redis-reach").start(this::reach);
    }

    /** Tries until it is there. */
    private void reach() {
        boolean told = !trouble.equals("not reached yet");
        try {
            do {
                String why = ping();
                if (why.isEmpty()) {
                    trouble = "";
                    away.set(false);
                    LOG.info("Redis at {} keeps answers", where);
                    return;
                }
                trouble = why;
                if (!told) {
                    LOG.warn("Redis at {} cannot be reached, requests go on without it: {}", where, why);
                    told = true;
                }
            } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why it does not answer; empty if it does. */
    private String ping() {
        try {
            redis.ping();
            return "";
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return String.valueOf(cause.getMessage());
        }
    }

    @Override
    public long remove(Predicate<About> which) {
        backlog.await(PATIENCE);
        long count = 0;
        try {
            // Those of other versions too, of which nobody can say whose they are.
            ScanParams params = new ScanParams().match(PREFIX + "*").count(BATCH);
            byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
            ScanResult<byte[]> some;
            do {
                some = redis.scan(cursor, params);
                cursor = some.getCursorAsBytes();
                count += remove(some.getResult(), which);
            } while (!some.isCompleteIteration());
        } catch (JedisException e) {
            failed.increment();
            isAway(e);
        }
        return count;
    }

    private long remove(List<byte[]> names, Predicate<About> which) {
        List<byte[]> gone = new ArrayList<>();
        for (byte[] name : names) {
            About about = Packed.about(redis.getrange(name, 0, BEGINNING - 1));
            if (about == null || which.test(about)) {
                gone.add(name);
            }
        }
        return gone.isEmpty() ? 0 : redis.unlink(gone.toArray(byte[][]::new));
    }

    @Override
    public Size size() {
        return new Size("redis", -1, -1, -1, damaged.sum(), backlog.dropped(), failed.sum(), trouble);
    }

    @Override
    public void close() {
        backlog.close();
        closed.countDown();
        redis.close();
    }
}
