package io.serai.provider.key;

import io.serai.journal.LineLog;
import io.serai.provider.key.KeyState.Kind;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The states of all keys that last, in one file, so that they hold after a restart. It knows the keys by their {@link KeyNames names} only.
 * Where the file cannot be written the states hold until the end of the process.
 */
public final class KeyJournal implements AutoCloseable {
    private static final int WORDS = 8;
    private static final int MOST_TIMES = 1000;
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    private final InstantSource clock;
    private final @Nullable LineLog file;
    private final TreeMap<String, Entry> entries = new TreeMap<>();

    /** @param trouble hears when the file is damaged, cannot be used, or can again */
    public KeyJournal(Path file, InstantSource clock, Consumer<String> trouble) {
        this.clock = clock;
        this.file = new LineLog(file, clock, trouble, new Lines());
    }

    private KeyJournal() {
        this.clock = InstantSource.system();
        this.file = null;
    }

    /** One that keeps nothing over a restart. */
    public static KeyJournal none() {
        return new KeyJournal();
    }

    synchronized List<Entry> of(String provider) {
        open();
        return entries.values().stream()
                .filter(entry -> entry.provider().equals(provider))
                .toList();
    }

    synchronized void put(String provider, String key, String model, KeyState state) {
        open();
        Entry entry = new Entry(provider, key, model, state);
        entries.put(entry.name(), entry);
        append(entry);
    }

    synchronized void remove(String provider, String key, String model) {
        open();
        Entry gone = entries.remove(Entry.name(provider, key, model));
        if (gone != null) {
            append(new Entry(provider, key, model, KeyState.OK));
        }
    }

    private void open() {
        if (file != null) {
            file.open();
        }
    }

    private void append(Entry entry) {
        if (file != null) {
            file.append(entry.line());
        }
    }

    private static @Nullable Entry read(String[] words) {
        if (words.length != WORDS) {
            return null;
        }
        try {
            KeyState state = new KeyState(
                    Kind.valueOf(words[3]),
                    words[7],
                    Instant.parse(words[4]),
                    Instant.parse(words[5]),
                    Math.clamp(Integer.parseInt(words[6]), 0, MOST_TIMES));
            return new Entry(words[0], words[1], words[2], state);
        } catch (IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            file.close();
        }
    }

    /** The entries as lines of the file; the last that is about a key and model counts. */
    private final class Lines implements LineLog.Content {
        @Override
        public String name() {
            return "The states of the keys";
        }

        @Override
        public boolean take(String line) {
            Entry entry = read(line.split("\t", -1));
            if (entry == null) {
                return false;
            }
            if (entry.state().kind() == Kind.OK) {
                entries.remove(entry.name());
            } else {
                entries.put(entry.name(), entry);
            }
            return true;
        }

        @Override
        public void give(Consumer<String> lines) {
            Instant now = clock.instant();
            entries.values().removeIf(entry -> !entry.state().rests(now));
            entries.values().forEach(entry -> lines.accept(entry.line()));
        }
    }

    /** A state and whose it is. */
    record Entry(String provider, String key, String model, KeyState state) {
        static String name(String provider, String key, String model) {
            return word(provider) + '\t' + key + '\t' + word(model);
        }

        String name() {
            return name(provider, key, model);
        }

        String line() {
            return String.join(
                    "\t",
                    name(),
                    state.kind().name(),
                    state.since().toString(),
                    state.until().toString(),
                    Integer.toString(state.times()),
                    word(state.why()));
        }

        private static String word(String text) {
            return CONTROLS.matcher(text).replaceAll(" ");
        }
    }
}
