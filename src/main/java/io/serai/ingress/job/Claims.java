package io.serai.ingress.job;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders whose files this process takes. Of several Serais with one inbox, whatever their data folders are, one holds the lock in the
 * file {@code .serai.lock} and answers; another takes over when that one ends, however it ends.
 */
final class Claims implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final String NAME = ".serai.lock";
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** Those of other Serais in this JVM. Opening and closing their file once more would release their locks. */
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

    private final InstantSource clock;
    private final Map<Path, Claim> claims = new HashMap<>();

    Claims(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the files of a folder are this process's. */
    synchronized boolean holds(Path folder) {
        Claim claim = claims.computeIfAbsent(folder, Claim::new);
        Instant now = clock.instant();
        if (now.isBefore(claim.next) && now.plus(BETWEEN_TRIES).isAfter(claim.next)) {
            return claim.held;
        }
        claim.next = now.plus(BETWEEN_TRIES);
        claim.look();
        return claim.held;
    }

    @Override
    public synchronized void close() {
        claims.values().forEach(Claim::release);
        claims.clear();
    }

    private static final class Claim {
        private final Path folder;
        private Instant next = Instant.MIN;
        private boolean held;
        private boolean told;
        private @Nullable Path real;
        private @Nullable FileChannel file;
        private @Nullable Object key;

        Claim(Path folder) {
            this.folder = folder;
        }

        void look() {
            try {
                if (file != null && key != null && key.equals(key(folder))) {
                    return;
                }
                release();
                held = take();
                if (!held && !told) {
                    told = true;
                    LOG.warn("Another Serai answers the files in {}. This one leaves them to it until it ends", folder);
                } else if (held && told) {
                    told = false;
                    LOG.info("The files in {} are this Serai's now", folder);
                }
            } catch (IOException e) {
                // Without a lock there is no telling: a folder that cannot be written, or a mount without locks.
                LOG.debug("{} cannot be claimed: {}", folder, e.toString());
                held = true;
            }
        }

        private boolean take() throws IOException {
            Path place = folder.toRealPath();
            if (!HERE.add(place)) {
                return false;
            }
            real = place;
            FileChannel channel = FileChannel.open(
                    folder.resolve(NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            file = channel;
            if (locked(channel)) {
                key = key(folder);
                return true;
            }
            release();
            return false;
        }

        private static boolean locked(FileChannel channel) throws IOException {
            try {
                @Nullable FileLock lock = channel.tryLock();
                return lock != null;
            } catch (OverlappingFileLockException e) {
                return false;
            }
        }

        private static @Nullable Object key(Path folder) throws IOException {
            Path lock = folder.resolve(NAME);
            if (!Files.exists(lock)) {
                return null;
            }
            FileLook look = FileLook.at(lock);
            return look == null || look.key() == null ? lock : look.key();
        }

        void release() {
            if (file != null) {
                try {
                    file.close();
                } catch (IOException e) {
                    LOG.debug("{} is not released well: {}", folder, e.toString());
                }
            }
            if (real != null) {
                HERE.remove(real);
            }
            file = null;
            real = null;
            key = null;
        }
    }
}
