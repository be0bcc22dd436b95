package io.serai;

import io.serai.promptlog.Export;
import io.serai.promptlog.Export.Format;
import io.serai.promptlog.Export.Wanted;
import io.serai.promptlog.PromptStore;
import io.serai.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code serai export ...} makes a dataset of the prompt log; {@code serai prompts erase --key ID} takes away what a client key has asked. */
final class PromptsCommand {
    static final int FINE = 0;
    static final int CANNOT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(PromptsCommand.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> OPTIONS = List.of("format", "from", "to", "key", "min-feedback");

    private final Path data;
    private final Settings settings;

    PromptsCommand(Path directory, Settings settings) {
        this.data = directory.resolve(settings.text("serai.data"));
        this.settings = settings;
    }

    /** Prints the dataset, and gives the exit code. */
    int export(List<String> words, PrintStream out) {
        try {
            Wanted wanted = wanted(Words.named(words, OPTIONS));
            try (PromptStore store = PromptRecords.store(data)) {
                long count =
                        new Export(store, wanted).write(line -> out.append(line).append('\n'));
                out.flush();
                LOG.info("{} lines", count);
            }
            return FINE;
        } catch (IllegalArgumentException | IOException e) {
            LOG.error("Cannot export: {}", e.getMessage());
            return CANNOT;
        }
    }

    private static Wanted wanted(Map<String, String> options) {
        LocalDate from = day("--from", options.getOrDefault("from", "1970-01-01"));
        LocalDate to = day("--to", options.getOrDefault("to", "9999-12-31"));
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("--to is before --from");
        }
        return new Wanted(
                Format.of(options.getOrDefault("format", "openai")),
                from,
                to,
                options.get("key"),
                number(options.get("min-feedback")));
    }

    private static LocalDate day(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(name + " must be a day such as 2026-11-30, not '" + text + "'", e);
        }
    }

    private static @Nullable Double number(@Nullable String text) {
        try {
            return text == null ? null : Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--min-feedback must be a number from -10 to 10, not '" + text + "'", e);
        }
    }

    /** Runs {@code erase --key ID}, and gives the exit code. */
    int prompts(List<String> words, PrintStream out) throws InterruptedException {
        try {
            if (words.isEmpty() || !words.getFirst().equals("erase")) {
                throw new IllegalArgumentException("'prompts' takes 'erase --key ID'");
            }
            String key =
                    Words.named(words.subList(1, words.size()), List.of("key")).get("key");
            if (key == null || !key.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,47}")) {
                throw new IllegalArgumentException("'prompts erase' needs the public id of a client key: --key ID");
            }
            out.println(erase(key));
            return FINE;
        } catch (IllegalArgumentException | IOException | StartException e) {
            LOG.error("Cannot erase: {}", e.getMessage());
            return CANNOT;
        }
    }

    /** The Serai that runs does it, if one does: it may have more to write. */
    private String erase(String key) throws IOException, InterruptedException {
        try {
            return new AdminClient(settings).answer("DELETE", "/admin/prompts", Map.of("key", key), PATIENCE);
        } catch (ConnectException e) {
            LOG.debug("None runs: {}", e.toString());
        }
        if (!Files.isDirectory(data)) {
            return "{\"erased\":0}";
        }
        try (DataLock lock = DataLock.take(data);
                PromptStore store = PromptRecords.store(data)) {
            return "{\"erased\":" + store.erase(key) + '}';
        }
    }
}
