package io.serai.batch;

import io.serai.journal.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder {@code batches} in the data folder: stored files, uploads that come in, and what each job works with. */
public final class Shelf {
    private static final Pattern ID = Pattern.compile("[\\w-]{1,64}");

    private static final long MOST_RESERVE = 1L << 30;

    private final Path folder;
    private final long made = System.currentTimeMillis();

    /** @param data the data folder */
    public Shelf(Path data) {
        this.folder = data.resolve("batches").toAbsolutePath();
    }

    /** Whether anything was ever kept here. */
    boolean isThere() {
        return Files.isDirectory(folder);
    }

    /** The identity of this data folder among those that share a database. */
    String node() throws IOException {
        Path file = folder.resolve("node");
        if (!Files.exists(file)) {
            PrivateFiles.createFolder(folder);
            Path made = folder.resolve("node.new");
            try (FileChannel out = PrivateFiles.create(made)) {
                out.write(StandardCharsets.UTF_8.encode(UUID.randomUUID().toString()));
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }

    /** A name for a body that comes in. */
    public Path upload() throws IOException {
        Path uploads = folder.resolve("uploads");
        PrivateFiles.createFolder(folder);
        PrivateFiles.createFolder(uploads);
        leaveRoom(uploads.toFile());
        return uploads.resolve(id(""));
    }

    /** What comes in here must not take the last room from counters, keys and answers on the same disk. */
    private static void leaveRoom(File disk) throws IOException {
        long reserve = Math.min(MOST_RESERVE, disk.getTotalSpace() / 10);
        if (disk.getUsableSpace() < reserve) {
            throw new IOException("the disk has less than " + reserve + " bytes left");
        }
    }

    /** Deletes what was left over by uploads that a kill has cut. */
    void tidy() throws IOException {
        Path uploads = folder.resolve("uploads");
        if (Files.isDirectory(uploads)) {
            try (Stream<Path> left = Files.list(uploads)) {
                for (Path file : left.toList()) {
                    // What comes in already since the start stays.
                    if (Files.getLastModifiedTime(file).toMillis() < made) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    /** The stored files that lie here. */
    List<Path> files() throws IOException {
        Path files = folder.resolve("files");
        if (!Files.isDirectory(files)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(files)) {
            return all.toList();
        }
    }

    /** The ids of the jobs that have a folder here. */
    List<String> jobs() throws IOException {
        Path jobs = folder.resolve("jobs");
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(jobs)) {
            return all.map(path -> String.valueOf(path.getFileName()))
                    .filter(Shelf::isId)
                    .toList();
        }
    }

    /** Whether a job has nothing but its source, if that. */
    boolean isUnbegun(String job) throws IOException {
        try (Stream<Path> files = Files.list(job(job))) {
            return files.allMatch(file -> file.equals(source(job)));
        }
    }

    /** A stored file. */
    Path file(String id) {
        return folder.resolve("files").resolve(checked(id));
    }

    /** The folder of a job. */
    Path job(String id) {
        return folder.resolve("jobs").resolve(checked(id));
    }

    Path source(String job) {
        return job(job).resolve("source");
    }

    Path answers(String job) {
        return job(job).resolve("answers");
    }

    /** Whether there can be anything of an id. */
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    private static String checked(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("No id: " + id);
        }
        return id;
    }

    /** Lets a file be the source of a job, whatever becomes of the file itself. */
    void link(Path file, String job) throws IOException {
        PrivateFiles.createFolder(job(job));
        try {
            Files.createLink(source(job), file);
        } catch (UnsupportedOperationException | IOException e) {
            copy(file, source(job));
        }
        sync(job(job));
    }

    /** Copies a file so that it is there after a power cut. */
    static void copy(Path from, Path to) throws IOException {
        PrivateFiles.createFolder(folderOf(to));
        // Somebody else may have put a link in its place meanwhile.
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileChannel out = PrivateFiles.create(to)) {
            long size = in.size();
            for (long at = 0; at < size; ) {
                at += in.transferTo(at, size - at, out);
            }
            out.force(true);
        }
    }

    /** Moves a file to its place, there after a power cut. */
    static void place(Path from, Path to) throws IOException {
        PrivateFiles.createFolder(folderOf(to));
        try (FileChannel written = FileChannel.open(from, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folderOf(to));
    }

    private static void sync(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system can do that with a folder.
        }
    }

    /** Deletes the folder of a job. */
    void delete(String job) throws IOException {
        Path of = job(job);
        if (Files.isDirectory(of)) {
            try (Stream<Path> files = Files.list(of)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(of);
        }
    }

    /** The folder in which a file lies. */
    public static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /** A new id. */
    static String id(String prefix) {
        byte[] random = new byte[16];
        ThreadLocalRandom.current().nextBytes(random);
        return prefix + HexFormat.of().formatHex(random);
    }

    /** The first bytes of a file, which show its kind. */
    static byte[] beginning(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(4);
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
