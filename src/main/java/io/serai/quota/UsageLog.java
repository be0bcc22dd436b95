package io.serai.quota;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The uses of all providers in one file, a line each, written before the vendor is called: what is in it counts after a crash of the
 * process (not of the machine). In memory they are joined by the second, soon by the minute, after a day by the hour, and forgotten after the longest window.
 * Where the file cannot be written the uses count in memory all the same.
 */
public final class UsageLog implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofDays(32);
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final Duration FINE = Duration.ofDays(1);
    private static final Duration FINEST = Duration.ofMinutes(2);
    private static final long COMPACT_AFTER = 16L << 20;

    private final Path file;
    private final InstantSource clock;
    private final Consumer<String> trouble;
    private final Map<Account, TreeMap<Long, Sum>> sums = new HashMap<>();
    private @Nullable FileChannel channel;
    private long written;
    private long joined;
    private boolean opened;
    private boolean failed;

    /** @param trouble is told once when the file cannot be used */
    public UsageLog(Path file, InstantSource clock, Consumer<String> trouble) {
        this.file = file;
        this.clock = clock;
        this.trouble = trouble;
    }

    /** Reads the file before it is first needed, so that who only checks its routes leaves no trace. */
    private void open() {
        if (opened) {
            return;
        }
        opened = true;
        try {
            read();
            compact();
        } catch (IOException e) {
            fail(e);
        }
    }

    /** The uses of one provider. */
    public Ledger of(String provider) {
        return new Ledger() {
            @Override
            public void add(Use use) {
                write(provider, use);
            }

            @Override
            public List<Use> since(Instant start) {
                return uses(provider, start);
            }
        };
    }

    private synchronized void write(String provider, Use use) {
        open();
        remember(provider, use);
        FileChannel out = channel;
        if (out == null) {
            return;
        }
        try {
            written += out.write(ByteBuffer.wrap(line(provider, use)));
            if (written > COMPACT_AFTER) {
                compact();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private static byte[] line(String provider, Use use) {
        return (use.at().toEpochMilli() + "\t" + word(provider) + '\t' + word(use.key()) + '\t' + word(use.model())
                        + '\t' + use.requests() + '\t' + use.tokens() + '\n')
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String word(String text) {
        return text.replaceAll("[\t\r\n]", " ");
    }

    private void remember(String provider, Use use) {
        long at = use.at().toEpochMilli();
        Instant now = clock.instant();
        long size = use.at().isAfter(now.minus(FINEST)) ? SECOND : use.at().isAfter(now.minus(FINE)) ? MINUTE : HOUR;
        sums.computeIfAbsent(new Account(provider, use.key(), use.model()), account -> new TreeMap<>())
                .computeIfAbsent(bucket(at, size), bucket -> new Sum())
                .add(use.requests(), use.tokens());
        if (now.toEpochMilli() - joined > MINUTE) {
            join(now.minus(FINEST).toEpochMilli());
        }
    }

    /** The last moment of its second, minute or hour: in a window that rolls it counts rather too long than too short. */
    private static long bucket(long at, long size) {
        return Math.floorDiv(at, size) * size + size - 1;
    }

    /** Joins by the minute what was kept by the second until a moment. */
    private void join(long end) {
        for (TreeMap<Long, Sum> buckets : sums.values()) {
            NavigableMap<Long, Sum> old = buckets.subMap(joined - FINEST.toMillis() - MINUTE, true, end, false);
            List<Map.Entry<Long, Sum>> seconds = old.entrySet().stream()
                    .filter(entry -> bucket(entry.getKey(), MINUTE) != entry.getKey())
                    .toList();
            for (Map.Entry<Long, Sum> second : seconds) {
                buckets.remove(second.getKey());
                Sum sum = second.getValue();
                buckets.computeIfAbsent(bucket(second.getKey(), MINUTE), minute -> new Sum())
                        .add(sum.requests, sum.tokens);
            }
        }
        joined = end + FINEST.toMillis();
    }

    private synchronized List<Use> uses(String provider, Instant start) {
        open();
        List<Use> uses = new ArrayList<>();
        sums.forEach((account, buckets) -> {
            if (account.provider().equals(provider)) {
                buckets.tailMap(start.toEpochMilli())
                        .forEach((at, sum) -> uses.add(new Use(
                                Instant.ofEpochMilli(at), account.key(), account.model(), sum.requests, sum.tokens)));
            }
        });
        return uses;
    }

    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            lines.forEach(text -> {
                String[] words = text.split("\t", -1);
                try {
                    if (words.length == 6) {
                        remember(
                                words[1],
                                new Use(
                                        Instant.ofEpochMilli(Long.parseLong(words[0])),
                                        words[2],
                                        words[3],
                                        Long.parseLong(words[4]),
                                        Long.parseLong(words[5])));
                    }
                } catch (NumberFormatException e) {
                    // The last line of a process that was killed.
                }
            });
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Writes what still matters into a new file, and goes on there. */
    private void compact() throws IOException {
        long oldest = clock.instant().minus(LONGEST).toEpochMilli();
        sums.values().forEach(buckets -> buckets.headMap(oldest).clear());
        sums.values().removeIf(TreeMap::isEmpty);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path next = file.resolveSibling(file.getFileName() + ".new");
        FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        for (Map.Entry<Account, TreeMap<Long, Sum>> entry : sums.entrySet()) {
            Account account = entry.getKey();
            for (Map.Entry<Long, Sum> bucket : entry.getValue().entrySet()) {
                Sum sum = bucket.getValue();
                out.write(ByteBuffer.wrap(line(
                        account.provider(),
                        new Use(
                                Instant.ofEpochMilli(bucket.getKey()),
                                account.key(),
                                account.model(),
                                sum.requests,
                                sum.tokens))));
            }
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        close();
        channel = out;
        written = 0;
    }

    private void fail(IOException e) {
        if (!failed) {
            failed = true;
            trouble.accept("The quotas used are not kept in " + file + " and will be forgotten at the end: " + e);
        }
        close();
    }

    @Override
    public synchronized void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private record Account(String provider, String key, String model) {}

    private static final class Sum {
        private long requests;
        private long tokens;

        void add(long moreRequests, long moreTokens) {
            requests += moreRequests;
            tokens += moreTokens;
        }
    }
}
