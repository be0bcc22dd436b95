package io.serai.batch.vendor;

import io.serai.journal.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of the batches of one job, in the job's folder: a sheet, the requests, the numbers of their lines, the results. All but the
 * requests are in the register, too.
 */
record Folder(Path path, Register register) {
    private static final String PREFIX = "vendor-";
    private static final String SHEET = ".json";

    Path requests(String tag) {
        return file(tag, ".requests");
    }

    Path lines(String tag) {
        return file(tag, ".lines");
    }

    Path results(String tag) {
        return file(tag, ".results");
    }

    private Path file(String tag, String kind) {
        return path.resolve(PREFIX + tag + kind);
    }

    /** Lets the folder be as the register says. Requests that lie here stay, for no other node has them. */
    void takeUp() throws IOException {
        List<Register.Entry> entries = register.takeUp();
        if (entries == null) {
            return;
        }
        Set<String> tags = entries.stream().map(Register.Entry::tag).collect(Collectors.toSet());
        for (Path file : files()) {
            if (!tags.contains(tag(file))) {
                Files.deleteIfExists(file);
            }
        }
        for (Register.Entry entry : entries) {
            write(lines(entry.tag()), entry.lines());
            if (Sheet.read(entry.sheet()).ended() && !Files.exists(results(entry.tag()))) {
                register.fetch(entry.tag(), results(entry.tag()));
            }
            write(file(entry.tag(), SHEET), entry.sheet());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(PREFIX))
                    .sorted()
                    .toList();
        }
    }

    private static String tag(Path file) {
        String name = String.valueOf(file.getFileName()).substring(PREFIX.length());
        int dot = name.indexOf('.');
        return name.substring(0, dot < 0 ? name.length() : dot);
    }

    /** The sheets that are there. What has none was never sealed, so that no vendor knows of it, and is deleted. */
    List<Sheet> sheets() throws IOException {
        List<Sheet> sheets = new ArrayList<>();
        for (Path file : files()) {
            Path sheet = file(tag(file), SHEET);
            if (file.equals(sheet)) {
                sheets.add(Sheet.read(Files.readAllBytes(file)));
            } else if (!Files.exists(sheet)) {
                Files.deleteIfExists(file);
            }
        }
        return sheets;
    }

    /** Keeps a sheet in place of the one before, there after a power cut. */
    void save(Sheet sheet) throws IOException {
        byte[] bytes = sheet.write();
        register.sheet(sheet.tag(), bytes);
        write(file(sheet.tag(), SHEET), bytes);
    }

    /** Keeps which lines a batch has. */
    void saveLines(String tag, BitSet lines) throws IOException {
        byte[] bytes = lines.toByteArray();
        register.lines(tag, bytes);
        write(lines(tag), bytes);
    }

    /** Keeps the results for whoever takes over the job. */
    void saveResults(String tag) throws IOException {
        register.results(tag, results(tag));
    }

    BitSet readLines(String tag) throws IOException {
        return BitSet.valueOf(Files.readAllBytes(lines(tag)));
    }

    private static void write(Path to, byte[] bytes) throws IOException {
        Path hidden = to.resolveSibling(to.getFileName() + ".new");
        try (FileChannel out = PrivateFiles.create(hidden)) {
            for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                int unused = out.write(left);
            }
        }
        place(hidden, to);
    }

    /** Moves what is written to its place, there after a power cut. */
    static void place(Path from, Path to) throws IOException {
        force(from);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void force(Path file) throws IOException {
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    static OutputStream stream(Path file) throws IOException {
        return new BufferedOutputStream(Channels.newOutputStream(PrivateFiles.create(file)), 1 << 16);
    }

    /** Deletes all of a batch. */
    void delete(String tag) throws IOException {
        Files.deleteIfExists(file(tag, SHEET));
        Files.deleteIfExists(requests(tag));
        Files.deleteIfExists(lines(tag));
        Files.deleteIfExists(results(tag));
        register.forget(tag);
    }
}
