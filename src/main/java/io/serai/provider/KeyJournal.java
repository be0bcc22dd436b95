package io.serai.provider;

import io.serai.provider.KeyState.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The states of all keys that last, in one file, so that they hold after a restart. It knows the keys by their {@link KeyNames names} only.
 * Where the file cannot be written the states hold until the end of the process.
 */
public final class KeyJournal {
    private static final int WORDS = 8;

    private final @Nullable Path file;
    private final InstantSource clock;
    private final Consumer<String> trouble;
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private boolean opened;
    private boolean failed;

    /** @param trouble is told once when the file cannot be used */
    public KeyJournal(Path file, InstantSource clock, Consumer<String> trouble) {
        this.file = file;
        this.clock = clock;
        this.trouble = trouble;
    }

    private KeyJournal() {
        this.file = null;
        this.clock = InstantSource.system();
        this.trouble = text -> {};
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
        write();
    }

    synchronized void remove(String provider, String key, String model) {
        open();
        if (entries.remove(Entry.name(provider, key, model)) != null) {
            write();
        }
    }

    private void open() {
        if (opened) {
            return;
        }
        opened = true;
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                Entry entry = read(line.split("\t", -1));
                if (entry != null) {
                    entries.put(entry.name(), entry);
                }
            }
        } catch (IOException e) {
            fail(e);
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
                    Integer.parseInt(words[6]));
            return new Entry(words[0], words[1], words[2], state);
        } catch (RuntimeException e) {
            // Written by another version, or by hand.
            return null;
        }
    }

    private void write() {
        if (file == null || failed) {
            return;
        }
        Instant now = clock.instant();
        entries.values().removeIf(entry -> !entry.state().rests(now));
        List<String> lines = new ArrayList<>();
        entries.values().forEach(entry -> lines.add(entry.line()));
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
            trouble.accept(
                    "The states of the keys are not kept in " + file + " and will be forgotten at the end: " + e);
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
            return text.replaceAll("[\t\r\n]", " ");
        }
    }
}
