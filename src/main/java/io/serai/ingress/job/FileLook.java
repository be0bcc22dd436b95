package io.serai.ingress.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a file, against one that was written later under its name.
 *
 * @param size in bytes
 * @param key the file system's number for it; null where it has none
 */
record FileLook(long size, Instant modified, @Nullable Object key) {

    /** Null if there is no such file. */
    static @Nullable FileLook at(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileLook(attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }
}
