package io.serai.ingress.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a folder that are files to read: regular ones, and links to such that stay in the folder, as those of a mounted ConfigMap do.
 * Opening a pipe, a socket or a device would wait for somebody or never end, and a link out of the folder would show what whoever put it
 * there may not read. Each of them is named in the log, once.
 */
public final class PlainFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PlainFiles.class);
    private static final int PIECE = 8192;

    private final Once said = new Once();

    /** Whether a file of a folder, or below it, may be read. */
    public boolean takes(Path folder, String file) {
        try {
            return takes(folder, Path.of(file));
        } catch (InvalidPathException e) {
            misnamed(folder, file);
            return false;
        }
    }

    private boolean takes(Path folder, Path file) {
        String why = fault(folder, file);
        if (why == null) {
            return true;
        }
        if (!why.isEmpty() && said.first(file, why)) {
            LOG.warn("{} is left alone: it is {}", file, why);
        }
        return false;
    }

    /** What is wrong with it: null if nothing is, empty if it is gone. */
    private @Nullable String fault(Path folder, Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile() && folder.equals(file.getParent())) {
                return null;
            }
            Path real = file.toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                return "a link out of its folder";
            }
            return Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS) ? null : kind(real);
        } catch (NoSuchFileException e) {
            return Files.isSymbolicLink(file) ? "a link to nothing" : gone(folder, file);
        } catch (IOException e) {
            return "nothing that can be looked at (" + e.getClass().getSimpleName() + ")";
        }
    }

    private static String kind(Path file) {
        return Files.isDirectory(file) ? "a folder" : "no regular file but a pipe, a socket or a device";
    }

    /** A name that cannot be read stands for no file. */
    private String gone(Path folder, Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.indexOf('\uFFFD') >= 0) {
            misnamed(folder, name);
        }
        return "";
    }

    private void misnamed(Path folder, String name) {
        if (said.first(folder.resolve(String.valueOf(name.hashCode())), name)) {
            LOG.warn(
                    "{} in {} is left alone: its name is not in {}. {}",
                    name,
                    folder,
                    FileNames.encoding(),
                    FileNames.unicode() ? "Rename it" : FileNames.REMEDY);
        }
    }

    /**
     * Where a file really lies that may be read.
     *
     * @throws IOException if it may not be read
     */
    static Path real(Path folder, Path file) throws IOException {
        Path real = file.toRealPath();
        if (!real.startsWith(folder.toRealPath()) || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is not a regular file of its folder");
        }
        return real;
    }

    /**
     * The content of a file that may be read, if it is no larger than a bound in bytes.
     *
     * @return empty if it is larger
     * @throws IOException if it may not be read
     */
    static Optional<byte[]> read(Path folder, Path file, long most) throws IOException {
        Path real = real(folder, file);
        try (SeekableByteChannel channel =
                Files.newByteChannel(real, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            if (size > most) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(size + 1, Integer.MAX_VALUE - 8));
            while (channel.read(content) >= 0) {
                if (content.position() > most) {
                    return Optional.empty();
                }
                if (!content.hasRemaining()) {
                    content = ByteBuffer.allocate(content.capacity() + Math.max(content.capacity(), PIECE))
                            .put(content.flip());
                }
            }
            byte[] bytes = new byte[content.flip().remaining()];
            content.get(bytes);
            return Optional.of(bytes);
        }
    }
}
