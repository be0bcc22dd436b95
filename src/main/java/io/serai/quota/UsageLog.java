package io.serai.quota;

import io.serai.journal.LineLog;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The uses of all providers in one file, a line each, written before the vendor is called: what is in it counts after a crash of the
 * process (not of the machine). What a call gives back follows within a second. In memory they are joined by the second, soon by the
 * minute, after a day by the hour, and forgotten after the longest window. Where the file cannot be written the uses count in memory all
 * the same.
 */
public final class UsageLog implements Book, AutoCloseable {
    private static final Duration LONGEST = Duration.ofDays(32);
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final Duration FINE = Duration.ofDays(1);
    private static final Duration FINEST = Duration.ofMinutes(2);
    private static final int WORDS = 6;

    /** Of a line with separate tokens, and money. */
    private static final int MORE_WORDS = 9;

    private static final int LONGEST_NAME = 256;

    /** The models of a key that count separately; all others count together. */
    private static final int MOST_MODELS = 2000;

    /** More in a second, minute or hour was never used. */
    private static final long MOST = 1_000_000_000_000L;

    /** More money was never spent either: a billion dollars. */
    private static final long MOST_NANOS = 1_000_000_000_000_000_000L;

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final InstantSource clock;
    private final LineLog file;
    private final Map<Account, TreeMap<Long, Sum>> sums = new HashMap<>();
    private final Map<String, Integer> models = new HashMap<>();
    private final boolean forever;
    private long joined;
    private boolean flushes;

    /** @param trouble hears when the file is damaged, cannot be used, or can again */
    public UsageLog(Path file, InstantSource clock, Consumer<String> trouble) {
        this(file, clock, trouble, false);
    }

    private UsageLog(Path file, InstantSource clock, Consumer<String> trouble, boolean forever) {
        this.clock = clock;
        this.forever = forever;
        this.file = new LineLog(file, clock, trouble, new Lines());
    }

    /** One of which no sum is ever forgotten: what is older than the longest window is joined to one. */
    public static UsageLog forever(Path file, InstantSource clock, Consumer<String> trouble) {
        return new UsageLog(file, clock, trouble, true);
    }

    @Override
    public synchronized void addAll(List<Owned> uses) {
        file.open();
        StringBuilder lines = new StringBuilder();
        for (Owned owned : uses) {
            lines.append(lines.isEmpty() ? "" : "\n").append(line(owned.owner(), remember(owned.owner(), owned.use())));
        }
        append(
                lines.toString(),
                uses.stream().allMatch(owned -> owned.use().amount().givesBack()));
    }

    /** A use, and whose it is. */
    public record Owned(String owner, Use use) {}

    /** The uses of one provider. */
    @Override
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

    /** All uses, and whose they are. */
    public synchronized List<Owned> all() {
        file.open();
        List<Owned> all = new ArrayList<>();
        sums.forEach((account, buckets) -> buckets.forEach((at, sum) -> all.add(new Owned(
                account.provider(), new Use(Instant.ofEpochMilli(at), account.key(), account.model(), sum.amount)))));
        return all;
    }

    private synchronized void write(String provider, Use use) {
        file.open();
        Use known = remember(provider, use);
        append(line(provider, known), use.amount().givesBack());
    }

    /** What gives back can wait a second for other lines: if the process is killed before, too much counts, never too little. */
    private void append(String lines, boolean givesBack) {
        if (!givesBack) {
            file.append(lines);
            return;
        }
        file.appendLater(lines);
        if (!flushes) {
            flushes = true;
            SOON.execute(this::flush);
        }
    }

    private synchronized void flush() {
        flushes = false;
        file.flush();
    }

    private static String line(String provider, Use use) {
        Amount amount = use.amount();
        String line = use.at().toEpochMilli() + "\t" + word(provider) + '\t' + word(use.key()) + '\t'
                + word(use.model()) + '\t' + amount.requests() + '\t' + amount.tokens();
        boolean more = amount.input() != 0 || amount.output() != 0 || amount.nanos() != 0;
        return more ? line + '\t' + amount.input() + '\t' + amount.output() + '\t' + amount.nanos() : line;
    }

    private static String word(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return CONTROLS.matcher(text).replaceAll(" ");
            }
        }
        return text;
    }

    /** Remembers a use, and says as what: one in the future counts as now, and only a bounded number of models count separately. */
    private Use remember(String provider, Use use) {
        Instant now = clock.instant();
        Instant when = use.at().isAfter(now) ? now : use.at();
        long size = when.isAfter(now.minus(FINEST)) ? SECOND : when.isAfter(now.minus(FINE)) ? MINUTE : HOUR;
        Account account = account(provider, use);
        Sum sum = sums.computeIfAbsent(account, same -> new TreeMap<>())
                .computeIfAbsent(bucket(when.toEpochMilli(), size), bucket -> new Sum());
        sum.add(use.amount());
        join(now);
        return new Use(when, account.key(), account.model(), use.amount());
    }

    private Account account(String provider, Use use) {
        Account account = new Account(provider, use.key(), use.model());
        if (sums.containsKey(account)) {
            return account;
        }
        String of = provider + '\t' + use.key();
        if (use.model().length() > LONGEST_NAME || models.getOrDefault(of, 0) >= MOST_MODELS) {
            return new Account(provider, use.key(), Quota.OTHERS);
        }
        models.merge(of, 1, Integer::sum);
        return account;
    }

    /** The last moment of its second, minute or hour: in a window that rolls it counts rather too long than too short. */
    private static long bucket(long at, long size) {
        return Math.floorDiv(at, size) * size + size - 1;
    }

    /** Joins by the minute what was kept by the second, once in a minute. */
    private void join(Instant now) {
        if (now.toEpochMilli() < joined) {
            // The clock was set back.
            joined = now.toEpochMilli();
        }
        if (now.toEpochMilli() - joined <= MINUTE) {
            return;
        }
        long end = now.minus(FINEST).toEpochMilli();
        long begin = Math.min(end, joined - FINEST.toMillis() - MINUTE);
        for (TreeMap<Long, Sum> buckets : sums.values()) {
            NavigableMap<Long, Sum> old = buckets.subMap(begin, true, end, false);
            List<Map.Entry<Long, Sum>> seconds = old.entrySet().stream()
                    .filter(entry -> bucket(entry.getKey(), MINUTE) != entry.getKey())
                    .toList();
            for (Map.Entry<Long, Sum> second : seconds) {
                buckets.remove(second.getKey());
                Sum sum = second.getValue();
                buckets.computeIfAbsent(bucket(second.getKey(), MINUTE), minute -> new Sum())
                        .add(sum.amount);
            }
        }
        joined = now.toEpochMilli();
    }

    private synchronized List<Use> uses(String provider, Instant start) {
        file.open();
        List<Use> uses = new ArrayList<>();
        Instant now = clock.instant();
        sums.forEach((account, buckets) -> {
            if (account.provider().equals(provider)) {
                pull(buckets, now);
                buckets.tailMap(start.toEpochMilli())
                        .forEach((at, sum) -> uses.add(
                                new Use(Instant.ofEpochMilli(at), account.key(), account.model(), sum.amount)));
            }
        });
        return uses;
    }

    /** What a clock that was ahead has put into the future counts as now. */
    private static void pull(TreeMap<Long, Sum> buckets, Instant now) {
        long end = bucket(now.toEpochMilli(), MINUTE);
        NavigableMap<Long, Sum> ahead = buckets.tailMap(end, false);
        if (!ahead.isEmpty()) {
            Sum all = new Sum();
            ahead.values().forEach(sum -> all.add(sum.amount));
            ahead.clear();
            buckets.computeIfAbsent(bucket(now.toEpochMilli(), SECOND), second -> new Sum())
                    .add(all.amount);
        }
    }

    @Override
    public synchronized void close() {
        file.close();
    }

    /** The uses as lines of the file. */
    private final class Lines implements LineLog.Content {
        @Override
        public String name() {
            return "The quotas used";
        }

        @Override
        public boolean take(String line) {
            String[] words = line.split("\t", -1);
            if (words.length != WORDS && words.length != MORE_WORDS) {
                return false;
            }
            try {
                Instant at = Instant.ofEpochMilli(Long.parseLong(words[0]));
                Amount amount = amount(words);
                if (amount == null) {
                    return false;
                }
                remember(words[1], new Use(at, words[2], words[3], amount));
                return true;
            } catch (NumberFormatException | DateTimeException e) {
                return false;
            }
        }

        private static @Nullable Amount amount(String[] words) {
            long[] numbers = new long[MORE_WORDS - WORDS + 2];
            for (int i = 0; i + WORDS - 2 < words.length; i++) {
                numbers[i] = Long.parseLong(words[i + WORDS - 2]);
                long most = i + WORDS - 1 == MORE_WORDS ? MOST_NANOS : MOST;
                if (numbers[i] > most || numbers[i] < -most) {
                    return null;
                }
            }
            return new Amount(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }

        @Override
        public void give(Consumer<String> lines) {
            Instant now = clock.instant();
            long oldest = now.minus(LONGEST).toEpochMilli();
            sums.values().forEach(buckets -> {
                pull(buckets, now);
                NavigableMap<Long, Sum> old = buckets.headMap(oldest, false);
                Sum ever = new Sum();
                old.values().forEach(sum -> ever.add(sum.amount));
                old.clear();
                if (forever && !ever.amount.equals(Amount.NONE)) {
                    buckets.put(0L, ever);
                }
            });
            sums.values().removeIf(TreeMap::isEmpty);
            models.clear();
            sums.forEach((account, buckets) -> {
                if (!account.model().equals(Quota.OTHERS)) {
                    models.merge(account.provider() + '\t' + account.key(), 1, Integer::sum);
                }
                buckets.forEach((at, sum) -> lines.accept(line(
                        account.provider(),
                        new Use(Instant.ofEpochMilli(at), account.key(), account.model(), sum.amount))));
            });
        }
    }

    private record Account(String provider, String key, String model) {}

    private static final class Sum {
        private Amount amount = Amount.NONE;

        void add(Amount more) {
            amount = new Amount(
                    sum(amount.requests(), more.requests()),
                    sum(amount.tokens(), more.tokens()),
                    sum(amount.input(), more.input()),
                    sum(amount.output(), more.output()),
                    Math.clamp(amount.nanos() + more.nanos(), -MOST_NANOS, MOST_NANOS));
        }

        private static long sum(long one, long other) {
            return Math.clamp(one + other, -MOST, MOST);
        }
    }
}
