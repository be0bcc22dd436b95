package io.serai.ingress.job;

import io.serai.chat.RejectedException;
import io.serai.dialect.ServerDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the {@code defaults.yaml} of a folder without taking anything from the folder. */
public final class DefaultsFile {
    private static final Pattern PLACED =
            Pattern.compile(Pattern.quote(FolderDefaults.NAME) + ":(\\d+) (.*)", Pattern.DOTALL);

    private DefaultsFile() {}

    /**
     * What is wrong with it.
     *
     * @param line from 1; 0 for the whole file
     */
    public record Mistake(int line, String text) {}

    /**
     * What is wrong with the file of a folder; empty if nothing is, or there is none.
     *
     * @param dialects in which requests may be written, OpenAI's first
     */
    public static Optional<Mistake> mistake(List<ServerDialect> dialects, Path folder) {
        Path file = folder.resolve(FolderDefaults.NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] content = PlainFiles.read(folder, file, FolderDefaults.MOST_BYTES)
                    .orElseThrow(() -> new IOException("it is larger than " + FolderDefaults.MOST_BYTES + " bytes"));
            var unused = JobReader.fields(dialects).defaults(Texts.decode(content, "file"), FolderDefaults.NAME);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Mistake(0, "cannot be read: " + e.getMessage()));
        } catch (RejectedException e) {
            Matcher placed = PLACED.matcher(e.reason());
            return Optional.of(
                    placed.matches()
                            ? new Mistake(Integer.parseInt(placed.group(1)), placed.group(2))
                            : new Mistake(0, e.reason()));
        }
    }
}
