package io.serai.settings;

import java.util.Locale;

/**
 * A setting that Serai has.
 *
 * @param name such as {@code serai.http.port}
 * @param otherwise what holds where it is not set; empty for nothing
 * @param restart whether it takes effect only when Serai starts again
 * @param meaning one sentence in plain English, for {@code docs/settings.md}
 */
public record Setting(String name, Kind kind, String otherwise, boolean restart, String meaning) {

    /** The environment variable that overrides the file. */
    public String variable() {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Its row in {@code docs/settings.md}. */
    public String row() {
        return "| `" + name + "` | " + kind.name() + " | " + (otherwise.isEmpty() ? "" : "`" + otherwise + "`") + " | "
                + (restart ? "yes" : "") + " | " + meaning + " |";
    }
}
