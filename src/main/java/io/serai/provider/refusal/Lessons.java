package io.serai.provider.refusal;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Notes;
import io.serai.provider.refusal.Lesson.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What vendors have refused, by target, for {@link #LIFETIME}; in one file, so that it holds after a restart. At most {@link #MOST_TARGETS}
 * targets and {@link #MOST_EACH} lessons each. Where the file cannot be written they hold until the end of the process.
 */
public final class Lessons {
    /** After this a vendor is asked as if it had refused nothing: it may have changed. */
    static final Duration LIFETIME = Duration.ofDays(7);

    static final int MOST_TARGETS = 500;
    static final int MOST_EACH = 30;
    private static final int WORDS = 5;

    private final @Nullable Path file;
    private final InstantSource clock;
    private final Consumer<String> trouble;
    private final Map<String, List<Learned>> learned = new ConcurrentHashMap<>();
    private boolean failed;

    /**
     * A lesson and how long it holds.
     *
     * @param until when it is forgotten
     */
    public record Learned(Lesson lesson, Instant until) {}

    /** @param trouble is told once if the file cannot be used */
    public Lessons(@Nullable Path file, InstantSource clock, Consumer<String> trouble) {
        this.file = file;
        this.clock = clock;
        this.trouble = trouble;
        read();
    }

    /** One that keeps nothing over a restart. */
    public static Lessons none() {
        return new Lessons(null, InstantSource.system(), text -> {});
    }

    /** What holds for a target, oldest first. */
    public List<Learned> of(String target) {
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
            all.removeIf(old ->
                    old.lesson().kind() == lesson.kind() && old.lesson().path().equals(lesson.path()));
            all.add(new Learned(lesson, until));
        }
        while (all.size() > MOST_EACH) {
            all.removeFirst();
        }
        learned.put(word(target), List.copyOf(all));
        forgetOldest();
        write();
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
            write();
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

    private void read() {
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            Instant now = clock.instant();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] words = line.split("\t", -1);
                Learned one = words.length == WORDS ? read(words) : null;
                if (one != null && now.isBefore(one.until()) && learned.size() < MOST_TARGETS) {
                    List<Learned> all = new ArrayList<>(learned.getOrDefault(words[0], List.of()));
                    if (all.size() < MOST_EACH) {
                        all.add(one);
                        learned.put(words[0], List.copyOf(all));
                    }
                }
            }
        } catch (IOException e) {
            fail(e);
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

    private void write() {
        if (file == null || failed) {
            return;
        }
        List<String> lines = new ArrayList<>();
        learned.forEach((target, all) -> all.forEach(one -> lines.add(String.join(
                "\t",
                target,
                one.lesson().kind().name(),
                word(one.lesson().path()),
                word(one.lesson().value()),
                one.until().toString()))));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.write(next, lines, StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(IOException e) {
        if (!failed) {
            failed = true;
            trouble.accept("What vendors refuse is not kept in " + file + " and will be forgotten at the end: " + e);
        }
    }

    private static String word(String text) {
        return text.replaceAll("[\t\r\n]", " ");
    }
}
