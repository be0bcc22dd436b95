package io.serai.provider.refusal;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Notes;
import io.serai.journal.LineLog;
import io.serai.provider.refusal.Lesson.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of vendors, by target, for {@link #LIFETIME}; in one file, so that it holds after a restart. At most {@link #MOST_TARGETS}
 * targets and {@link #MOST_EACH} lessons each. Where the file cannot be written they hold until the end of the process.
 */
public final class Lessons {
    /** After this a vendor is asked as if it had refused nothing: it may have changed. */
    static final Duration LIFETIME = Duration.ofDays(7);

    static final int MOST_TARGETS = 500;
    static final int MOST_EACH = 30;
    private static final int WORDS = 5;

    /** A provider and a model of 256 characters. */
    private static final int LONGEST_TARGET = 400;

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    private final @Nullable LineLog file;
    private final InstantSource clock;
    private final Map<String, List<Learned>> learned = new ConcurrentHashMap<>();
    private volatile boolean opened;

    /**
     * A lesson and how long it holds.
     *
     * @param until when it is forgotten
     */
    public record Learned(Lesson lesson, Instant until) {}

    /** @param trouble hears if the file is damaged, cannot be used, or can again */
    public Lessons(@Nullable Path file, InstantSource clock, Consumer<String> trouble) {
        this.clock = clock;
        this.file = file == null ? null : new LineLog(file, clock, trouble, new Lines());
    }

    /** One that keeps nothing over a restart. */
    public static Lessons none() {
        return new Lessons(null, InstantSource.system(), text -> {});
    }

    /** What holds for a target, oldest first. */
    public List<Learned> of(String target) {
        open();
        if (learned.isEmpty()) {
            return List.of();
        }
        List<Learned> all = learned.get(word(target));
        if (all == null) {
            return List.of();
        }
        Instant now = clock.instant();
        return all.stream().filter(one -> now.isBefore(one.until())).toList();
    }

    /** All that holds for a provider, by model. */
    public Map<String, List<Learned>> ofProvider(String provider) {
        open();
        Map<String, List<Learned>> all = new java.util.TreeMap<>();
        learned.keySet().forEach(target -> {
            if (target.startsWith(provider + '/')) {
                List<Learned> some = of(target);
                if (!some.isEmpty()) {
                    all.put(target.substring(provider.length() + 1), some);
                }
            }
        });
        return all;
    }

    /** Keeps what has helped; of two of the same kind for a field the newer one. */
    public synchronized void add(String target, List<Lesson> lessons) {
        List<Lesson> lasting = lessons.stream().filter(Lesson::lasting).toList();
        if (lasting.isEmpty()) {
            return;
        }
        Instant until = clock.instant().plus(LIFETIME);
        List<Learned> all = new ArrayList<>(of(target));
        for (Lesson lesson : lasting) {
            all.removeIf(old -> lesson.replaces(old.lesson()));
            all.add(new Learned(lesson, until));
        }
        boolean kept = target.length() <= LONGEST_TARGET;
        while (all.size() > MOST_EACH) {
            all.removeFirst();
        }
        if (kept) {
            learned.put(word(target), List.copyOf(all));
            forgetOldest();
            lasting.forEach(lesson -> append(target, new Learned(lesson, until)));
        }
    }

    /** Forgets what has not helped. */
    public synchronized void remove(String target, List<Lesson> lessons) {
        List<Learned> all = new ArrayList<>(of(target));
        if (all.removeIf(old -> lessons.contains(old.lesson()))) {
            if (all.isEmpty()) {
                learned.remove(word(target));
            } else {
                learned.put(word(target), List.copyOf(all));
            }
            lessons.forEach(lesson -> append(target, new Learned(lesson, Instant.EPOCH)));
        }
    }

    private void forgetOldest() {
        Instant now = clock.instant();
        learned.values().removeIf(all -> !now.isBefore(all.getLast().until()));
        while (learned.size() > MOST_TARGETS) {
            learned.entrySet().stream()
                    .min(java.util.Comparator.comparing(
                            entry -> entry.getValue().getLast().until()))
                    .ifPresent(oldest -> learned.remove(oldest.getKey()));
        }
    }

    /**
     * Fits a payload.
     *
     * @param tokens counts the prompt as Serai does
     * @param notes gets what was left out or changed
     * @return the payload itself if nothing in it has to change
     */
    public static byte[] fit(byte[] payload, List<Lesson> lessons, LongSupplier tokens, Notes notes) {
        Map<String, Object> tree;
        try {
            tree = Json.parseObject(payload).rest();
        } catch (MalformedException e) {
            return payload;
        }
        boolean changed = false;
        for (Lesson lesson : lessons) {
            changed |= lesson.apply(tree, tokens, notes);
        }
        return changed ? Json.write(tree) : payload;
    }

    private void open() {
        if (!opened) {
            synchronized (this) {
                if (!opened && file != null) {
                    file.open();
                }
                opened = true;
            }
        }
    }

    private void append(String target, Learned one) {
        if (file != null) {
            file.append(line(word(target), one));
        }
    }

    private static String line(String target, Learned one) {
        return String.join(
                "\t",
                target,
                one.lesson().kind().name(),
                word(one.lesson().path()),
                word(one.lesson().value()),
                one.until().toString());
    }

    /** What was learned as lines of the file; of two about the same field the later one counts. */
    private final class Lines implements LineLog.Content {
        @Override
        public String name() {
            return "What vendors refuse";
        }

        @Override
        public boolean take(String line) {
            String[] words = line.split("\t", -1);
            Learned one = words.length == WORDS ? read(words) : null;
            if (one == null) {
                return false;
            }
            Instant now = clock.instant();
            List<Learned> all = new ArrayList<>(learned.getOrDefault(words[0], List.of()));
            all.removeIf(old -> one.lesson().replaces(old.lesson()));
            boolean room = all.size() < MOST_EACH && (!all.isEmpty() || learned.size() < MOST_TARGETS);
            if (now.isBefore(one.until()) && room && words[0].length() <= LONGEST_TARGET) {
                Instant latest = now.plus(LIFETIME);
                all.add(one.until().isAfter(latest) ? new Learned(one.lesson(), latest) : one);
            }
            if (all.isEmpty()) {
                learned.remove(words[0]);
            } else {
                learned.put(words[0], List.copyOf(all));
            }
            return true;
        }

        @Override
        public void give(Consumer<String> lines) {
            learned.forEach((target, all) -> all.forEach(one -> lines.accept(line(target, one))));
        }
    }

    private static @Nullable Learned read(String[] words) {
        try {
            Lesson lesson = Lesson.of(Kind.valueOf(words[1]), words[2], words[3]);
            return lesson.isWhole() ? new Learned(lesson, Instant.parse(words[4])) : null;
        } catch (RuntimeException e) {
            // Written by another version, or by hand.
            return null;
        }
    }

    private static String word(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }
}
