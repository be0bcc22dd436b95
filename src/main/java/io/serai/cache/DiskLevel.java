package io.serai.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.serai.cache.Kept.About;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in files, which survive a restart. An index in memory bounds them by the bytes that they take on disk; the least used go first. Writes are
 * behind: one thread does them, and those beyond its bound are dropped.
 */
final class DiskLevel implements Level {
    /** What is waiting to be written takes no more memory. */
    static final long MOST_WAITING = 16 << 20;

    private static final Logger LOG = LoggerFactory.getLogger("cache");

    /** The smallest unit of usual file systems. */
    private static final int BLOCK = 4096;

    /** One answer takes no more than this part of the disk's bound. */
    private static final int PART = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CacheFolder folder;
    private final InstantSource clock;
    private final Backlog backlog;
    private final Cache<Slot, Entry> index;
    private final long largest;
    private final CountDownLatch walked = new CountDownLatch(1);
    private final LongAdder damaged = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private volatile boolean closed;
    private volatile String trouble = "";

    /**
     * A file.
     *
     * @param bytes that it takes on disk
     * @param over when its answer is, in milliseconds since 1970
     */
    private record Entry(int bytes, long over) {}

    /** @param most bytes on disk */
    DiskLevel(Path place, long most, InstantSource clock, long mostWaiting) {
        this.folder = new CacheFolder(place);
        this.clock = clock;
        this.largest = most / PART;
        this.backlog = new Backlog("cache-disk", mostWaiting);
        this.index = Caffeine.newBuilder()
                .maximumWeight(most)
                .weigher((Slot slot, Entry entry) -> entry.bytes())
                .expireAfter(Expiry.creating((Slot slot, Entry entry) -> left(entry)))
                .executor(backlog)
                .scheduler(Scheduler.systemScheduler())
                .removalListener(
                        (@Nullable Slot slot, @Nullable Entry entry, RemovalCause cause) -> removed(slot, cause))
                .build();
        try {
            folder.open();
        } catch (IOException e) {
            isInTrouble(e);
        }
        Thread.ofVirtual().name("cache-walk").start(this::walk);
    }

    private Duration left(Entry entry) {
        return Duration.ofMillis(Math.max(0, entry.over() - clock.millis()));
    }

    @Override
    public @Nullable Kept find(String key) {
        Slot slot = Slot.of(key);
        if (index.getIfPresent(slot) == null && walked.getCount() == 0) {
            return null;
        }
        try {
            byte[] all = folder.read(slot);
            if (all == null) {
                index.invalidate(slot);
                return null;
            }
            return read(slot, key, all);
        } catch (IOException e) {
            failed.increment();
            return null;
        }
    }

    private @Nullable Kept read(Slot slot, String key, byte[] all) {
        Packed.State state = Packed.state(all);
        if (state == Packed.State.WHOLE) {
            try {
                return Packed.kept(key, all);
            } catch (RuntimeException e) {
                state = Packed.State.DAMAGED;
            }
        }
        discard(slot, state);
        return null;
    }

    private void discard(Slot slot, Packed.State state) {
        if (state == Packed.State.DAMAGED) {
            damaged.increment();
        }
        index.invalidate(slot);
        backlog.execute(() -> delete(slot));
    }

    @Override
    public void keep(String key, Kept kept) {
        backlog.offer(kept.weight(), () -> write(key, kept));
    }

    private void write(String key, Kept kept) {
        Slot slot = Slot.of(key);
        try {
            byte[] all = Packed.of(key, kept);
            if (all.length > largest) {
                backlog.drop();
                index.invalidate(slot);
                return;
            }
            folder.write(slot, all);
            index.put(slot, entry(all.length, kept.at().plus(kept.time()).toEpochMilli()));
            trouble = "";
        } catch (IOException e) {
            backlog.drop();
            isInTrouble(e);
        } catch (IllegalArgumentException e) {
            backlog.drop();
            LOG.debug("An answer is not written: {}", e.getMessage());
        }
    }

    private static Entry entry(long length, long over) {
        return new Entry(Math.toIntExact((length + BLOCK - 1) / BLOCK * BLOCK), over);
    }

    /** Once, until a write succeeds. */
    private void isInTrouble(IOException why) {
        if (trouble.isEmpty()) {
            LOG.warn("Answers cannot be kept on disk now, requests go on: {}", why.toString());
        }
        trouble = why.toString();
    }

    /** By the thread that writes, as all deletions are. */
    private void removed(@Nullable Slot slot, RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            evicted.increment();
        }
        if (slot != null && cause != RemovalCause.REPLACED) {
            delete(slot);
        }
    }

    /** Deletes a file, unless it was written anew. */
    private void delete(Slot slot) {
        if (index.asMap().containsKey(slot)) {
            return;
        }
        try {
            folder.delete(slot);
        } catch (IOException e) {
            LOG.debug("A file of the cache cannot be deleted: {}", e.toString());
        }
    }

    private void walk() {
        try {
            folder.walk(this::found);
        } finally {
            walked.countDown();
        }
    }

    private void found(Slot slot, FileChannel channel) throws IOException {
        if (closed) {
            throw new IOException("Serai is stopping");
        }
        long size = channel.size();
        ByteBuffer head = ByteBuffer.wrap(CacheFolder.bytes(channel, Packed.HEAD));
        Packed.State state = Packed.state(head, size);
        if (state == Packed.State.WHOLE && Packed.over(head) > clock.millis()) {
            var unused = index.asMap().putIfAbsent(slot, entry(size, Packed.over(head)));
        } else if (index.getIfPresent(slot) == null) {
            discard(slot, state);
        }
    }

    @Override
    public long remove(Predicate<About> which) {
        settle();
        long count = 0;
        for (Slot slot : index.asMap().keySet()) {
            About about = about(slot);
            if ((about == null || which.test(about)) && index.asMap().remove(slot) != null) {
                count++;
            }
        }
        backlog.await(PATIENCE);
        return count;
    }

    private @Nullable About about(Slot slot) {
        try {
            byte[] all = folder.read(slot);
            return all == null ? null : Packed.about(all);
        } catch (IOException e) {
            return null;
        }
    }

    /** Waits until what is there is known, and what is to be written is. */
    void settle() {
        try {
            var unused = walked.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        backlog.await(PATIENCE);
        // The next caller finds what is beyond the bound; here that is now.
        index.cleanUp();
        backlog.await(PATIENCE);
    }

    @Override
    public Size size() {
        long bytes = index.policy().eviction().orElseThrow().weightedSize().orElse(0);
        return new Size(
                "disk",
                index.estimatedSize(),
                bytes,
                evicted.sum(),
                damaged.sum(),
                backlog.dropped(),
                failed.sum(),
                trouble);
    }

    @Override
    public void close() {
        closed = true;
        backlog.close();
    }
}
