package io.serai.revision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A route file that is written whole: who reads it meanwhile finds what it said before, or what it says then. */
final class RouteFile {
    private static final int VERSION_BYTES = 12;

    private final Path file;

    RouteFile(Path file) {
        this.file = file;
    }

    /** By which it is known whether a file was changed meanwhile. */
    static String version(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, VERSION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            // A link goes on leading to the file.
            Path real = file.toRealPath();
            Path next = real.resolveSibling('.' + real.getFileName().toString() + ".part");
            try {
                Files.write(next, bytes);
                keepRights(real, next);
                Files.move(next, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                // A single file that is mounted, or a folder that must not be written to.
                Files.deleteIfExists(next);
                Files.write(real, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keepRights(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(Files.getPosixFilePermissions(from));
        }
    }
}
