package io.serai.ingress.job;

import io.serai.chat.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options that each folder's {@code defaults.yaml} sets for the jobs in it, read again when the file has changed. While the file is
 * broken its folder's jobs wait where they are, and the log says so once.
 */
final class FolderDefaults {
    /** The name of the file; it is never a job. */
    static final String NAME = "defaults.yaml";

    private static final Logger LOG = LoggerFactory.getLogger(FolderDefaults.class);
    static final int MOST_BYTES = 4 * OptionFields.MOST;

    private final OptionFields fields;
    private final RestingFiles resting;
    private final Map<Path, Known> folders = new ConcurrentHashMap<>();

    FolderDefaults(OptionFields fields, RestingFiles resting) {
        this.fields = fields;
        this.resting = resting;
    }

    /**
     * What is known of a folder's file.
     *
     * @param look how it was; null if there was none
     * @param options empty while it is broken
     */
    private record Known(@Nullable FileLook look, Optional<JobOptions> options) {}

    /** @return empty if the jobs of the folder must wait */
    Optional<JobOptions> of(Path folder) {
        Path file = folder.resolve(NAME);
        FileLook look = FileLook.at(file);
        Known known = folders.get(folder);
        if (known == null && look == null) {
            return Optional.of(JobOptions.NONE);
        }
        if (known != null && Objects.equals(known.look, look)) {
            return known.options;
        }
        if (look != null && !resting.isWhole(file, look)) {
            return Optional.empty();
        }
        Known now = look == null ? new Known(null, Optional.of(JobOptions.NONE)) : read(folder, file, look);
        if (known != null && known.options.isEmpty() && now.options.isPresent()) {
            LOG.info("Files in {} are taken again: {} is mended", folder, NAME);
        }
        folders.put(folder, now);
        return now.options;
    }

    private Known read(Path folder, Path file, FileLook look) {
        String problem;
        try {
            byte[] content = PlainFiles.read(folder, file, MOST_BYTES)
                    .orElseThrow(() -> new IOException("it is larger than " + MOST_BYTES + " bytes"));
            return new Known(look, Optional.of(fields.defaults(Texts.decode(content, "file"), file.toString())));
        } catch (IOException e) {
            problem = file + " cannot be read: " + e.getMessage();
        } catch (RejectedException e) {
            problem = e.reason().startsWith(file.toString()) ? e.reason() : file + ": " + e.reason();
        }
        LOG.warn("{} Files in {} wait until it is mended", problem, folder);
        return new Known(look, Optional.empty());
    }
}
