package io.serai.revision.check;

import io.serai.settings.KnownSettings;
import io.serai.settings.Mistake;
import io.serai.settings.Overrides;
import io.serai.settings.PropertiesFile;
import io.serai.settings.Settings;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;

/** Finds mistakes in the settings: in application.properties, in the environment, on the command line. */
final class SettingsCheck {
    private static final String OURS = "serai.";
    private static final Set<String> NAMES = KnownSettings.byName().keySet();

    private final PropertiesFile file;
    private final Overrides overrides;
    private final Settings settings;
    private final Report report;
    private final Path directory;

    /** @param directory from which relative paths begin */
    SettingsCheck(byte[] content, Overrides overrides, Report report, Path directory) {
        this.directory = directory;
        this.file = PropertiesFile.read(content);
        this.overrides = overrides;
        this.settings = Settings.read(content, overrides);
        this.report = report;
    }

    Properties properties() {
        return file.properties();
    }

    /**
     * Checks them.
     *
     * @param used whether a route uses a property that is not among the settings
     * @param declared whether {@code clients.yaml} has client keys
     * @param running whether a process runs with them already, which listens where it listened when it started
     */
    void check(Predicate<String> used, boolean running, boolean declared) {
        file.mistakes().forEach(this::add);
        file.valueMistakes().forEach(it -> add(it.mistake()));
        overrides.mistakes(used, Suggestion::of).forEach(this::add);
        if (!running) {
            settings.mistakes(declared || mayHaveMade()).forEach(this::add);
        }
        file.lines().forEach((name, line) -> {
            if (name.startsWith(OURS) && !NAMES.contains(name) && !used.test(name)) {
                report.add(
                        PropertiesFile.NAME, line, "there is no setting '" + name + "'" + Suggestion.of(name, NAMES));
            }
        });
    }

    /** Whether client keys may have been made, which only the process that runs there can know for certain. */
    private boolean mayHaveMade() {
        if (!settings.valueMistakes().isEmpty()) {
            return false;
        }
        Path kept = directory.resolve(settings.text("serai.data")).resolve("clients.log");
        return kept.toFile().length() > 0 || settings.text("serai.store.url").startsWith("jdbc:postgresql:");
    }

    private void add(Mistake mistake) {
        report.add(mistake.place(), mistake.line(), mistake.message());
    }
}
