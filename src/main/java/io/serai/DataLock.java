package io.serai;

import io.serai.journal.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a second Serai out of the folder of the first, whose uses and keys it would overwrite and whose files it would take. */
final class DataLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataLock.class);

    private final @Nullable FileChannel file;

    private DataLock(@Nullable FileChannel file) {
        this.file = file;
    }

    /** @throws StartException if another process has it */
    static DataLock take(Path folder) {
        try {
            PrivateFiles.createFolder(folder);
            if (!Files.exists(folder.resolve("routes"))) {
                PrivateFiles.close(folder);
            }
            FileChannel file = PrivateFiles.append(folder.resolve("lock"));
            if (!locked(file)) {
                file.close();
                throw new StartException("Another Serai runs with the folder " + folder.toAbsolutePath()
                        + "; stop it, or set serai.data (or SERAI_DATA) to another folder");
            }
            return new DataLock(file);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written, so a restart forgets everything: {}", folder.toAbsolutePath(), e.toString());
            return new DataLock(null);
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            @Nullable FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
