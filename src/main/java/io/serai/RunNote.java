package io.serai;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file {@code OUT.job} beside the answers of {@code serai run}, which names the uploaded file and the batch for the next run. */
final class RunNote {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final Path path;
    private final Path file;

    RunNote(RunOptions wish) {
        this.path = wish.output().resolveSibling(wish.output().getFileName() + ".job");
        this.file = wish.file();
    }

    /** The id of the file that an earlier run has uploaded; null if it did not get so far, or the file has changed. */
    @Nullable
    String uploaded() throws IOException {
        return noted().get("file") instanceof String id ? id : null;
    }

    /** The id of the batch that an earlier run has begun; null if it did not get so far, or the file has changed. */
    @Nullable
    String batch() throws IOException {
        return noted().get("batch") instanceof String id ? id : null;
    }

    private Map<?, ?> noted() throws IOException {
        if (!Files.exists(path)) {
            return Map.of();
        }
        try {
            return Json.parse(Files.readAllBytes(path)) instanceof Map<?, ?> note && source().equals(note.get("source"))
                    ? note
                    : Map.of();
        } catch (MalformedException e) {
            LOG.warn("{} is damaged and ignored: the batch starts again", path);
            return Map.of();
        }
    }

    /** Notes the uploaded file, and the batch once there is one, in one step: after half a note the next run would pay for everything again. */
    void write(String source, String uploaded, @Nullable String batch) throws IOException {
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("source", source);
        note.put("file", uploaded);
        if (batch != null) {
            note.put("batch", batch);
        }
        Path part = path.resolveSibling(path.getFileName() + ".part");
        Files.write(part, Json.write(note));
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    /** What distinguishes the file from another one, and from itself after a change. */
    String source() throws IOException {
        return file.toAbsolutePath() + " " + Files.size(file) + ' ' + Files.getLastModifiedTime(file);
    }
}
