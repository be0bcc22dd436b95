package io.serai.ingress.job;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The files of a folder that some program has open for writing: on Linux, of the programs that this one may look at. Elsewhere none is known.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html">proc_pid_fdinfo(5)</a>
 */
final class OpenFiles {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration FRESH_IF_OPEN = Duration.ofMillis(100);
    private static final int ACCESS_MODE = 3;

    private final boolean known = Files.isDirectory(PROCESSES.resolve("self/fd"));
    private Path folder = Path.of("");
    private Set<Path> written = Set.of();
    private Instant seen = Instant.MIN;

    /**
     * Whether a file is being written.
     *
     * @param changed when it was last written
     */
    boolean isWritten(Path file, Instant changed, Instant now) {
        if (!known) {
            return false;
        }
        try {
            Path real = file.toRealPath();
            Path parent = real.getParent();
            if (parent == null) {
                return false;
            }
            boolean stale = !parent.equals(folder) || changed.isAfter(seen) || now.isAfter(seen.plus(FRESH));
            if (stale || (written.contains(real) && now.isAfter(seen.plus(FRESH_IF_OPEN)))) {
                folder = parent;
                seen = now;
                written = find();
            }
            return written.contains(real);
        } catch (IOException e) {
            return false;
        }
    }

    private Set<Path> find() {
        Set<Path> found = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                addOpen(process, found);
            }
        } catch (IOException e) {
            // Nothing can be known then.
        }
        return found;
    }

    private void addOpen(Path process, Set<Path> found) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    Path file = Files.readSymbolicLink(descriptor);
                    if (file.startsWith(folder)
                            && isForWriting(process.resolve("fdinfo").resolve(descriptor.getFileName()))) {
                        found.add(file);
                    }
                } catch (IOException e) {
                    // It has been closed meanwhile.
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // It has ended, or belongs to somebody else.
        }
    }

    private static boolean isForWriting(Path description) throws IOException {
        for (String line : Files.readAllLines(description)) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & ACCESS_MODE) != 0;
            }
        }
        return false;
    }
}
