package io.serai.cache;

import io.serai.settings.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lifetimes of answers. */
final class Lifetimes {
    private static final Pattern TASK = Pattern.compile("([^\\s=]+)(?:\\s*=\\s*|\\s+)(\\S+)");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*%?");
    private static final int ALL = 100;

    private Duration usual = Duration.ofMinutes(10);
    private Duration stale = Duration.ZERO;
    private Duration named = Duration.ofHours(24);
    private Map<String, Duration> byTask = Map.of();
    private int jitter = 10;

    /** How long an answer for a task is given again: the lifetime, less a part by chance. */
    Duration of(String task) {
        Duration whole = byTask.getOrDefault(task, usual);
        long nanos = whole.compareTo(Duration.ofDays(ALL * ALL)) > 0 ? 0 : whole.toNanos() / ALL * jitter;
        return nanos <= 0 ? whole : whole.minusNanos(ThreadLocalRandom.current().nextLong(nanos));
    }

    Duration stale() {
        return stale;
    }

    /** For those that their clients have named. */
    Duration named() {
        return named;
    }

    void usual(String text) {
        usual = Kind.time(text);
    }

    void stale(String text) {
        stale = Kind.time(text);
    }

    void named(String text) {
        named = Kind.time(text);
    }

    void byTask(String text) {
        Map<String, Duration> read = new HashMap<>();
        for (String part : Kind.list(text)) {
            Matcher task = TASK.matcher(part);
            if (!task.matches()) {
                throw new IllegalArgumentException("it must be tasks with their times, such as code 1h, light 5m");
            }
            read.put(task.group(1), Kind.time(task.group(2)));
        }
        byTask = read;
    }

    void jitter(String text) {
        Matcher percent = PERCENT.matcher(text.strip());
        if (!percent.matches() || Integer.parseInt(percent.group(1)) > ALL) {
            throw new IllegalArgumentException("it must be a part from 0% to 100%");
        }
        jitter = Integer.parseInt(percent.group(1));
    }
}
