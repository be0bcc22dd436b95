package io.serai.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files and folders that no other user of the machine can read: 0600 and 0700, where the file system knows such permissions. */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?>[] NONE = {};

    private PrivateFiles() {}

    /** Makes a folder, and those above it, where they are missing. One that is there keeps its permissions. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes(folder, FOLDER));
        }
    }

    /** Keeps others out of a folder that is there and belongs to the user that runs this. */
    public static void close(Path folder) throws IOException {
        if (isPosix(folder) && !Files.getPosixFilePermissions(folder).equals(FOLDER)) {
            try {
                Files.setPosixFilePermissions(folder, FOLDER);
            } catch (FileSystemException e) {
                // Somebody else's folder, who has let this user in.
            }
        }
    }

    /** Opens a file to append to it; one that is there becomes private. */
    public static FileChannel append(Path file) throws IOException {
        return open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Opens an empty file in the place of one that may be there. */
    public static FileChannel create(Path file) throws IOException {
        return open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /** With what files in a folder are made private: nothing where the file system knows no permissions. */
    public static FileAttribute<?>[] attributes(Path folder) throws IOException {
        return attributes(folder, FILE);
    }

    private static FileChannel open(Path file, Set<OpenOption> how) throws IOException {
        boolean there = Files.exists(file);
        FileChannel channel = FileChannel.open(file, how, attributes(file, FILE));
        if (there && isPosix(file)) {
            Files.setPosixFilePermissions(file, FILE);
        }
        return channel;
    }

    private static FileAttribute<?>[] attributes(Path at, Set<PosixFilePermission> permissions) {
        return isPosix(at) ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)} : NONE;
    }

    /** Whether the file system of a file or folder knows owners and permissions. */
    public static boolean knowsPermissions(Path at) {
        try {
            return Files.getFileStore(at).supportsFileAttributeView("posix");
        } catch (IOException e) {
            // In a chroot it is not among the mounts.
            return Files.getFileAttributeView(at, PosixFileAttributeView.class) != null;
        }
    }

    /** Whether the nearest folder that is there knows owners and permissions. */
    private static boolean isPosix(Path path) {
        for (@Nullable Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                return knowsPermissions(at);
            }
        }
        return false;
    }
}
