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
import java.util.stream.Stream;

/** The files of the batches of one job, in the job's folder: a sheet, the requests, the numbers of their lines, the results. */
record Folder(Path path) {
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

    /** The sheets that are there. What has none was never sealed, so that no vendor knows of it, and is deleted. */
    List<Sheet> sheets() throws IOException {
        List<Sheet> sheets = new ArrayList<>();
        List<Path> all;
        try (Stream<Path> files = Files.list(path)) {
            all = files.filter(file -> String.valueOf(file.getFileName()).startsWith(PREFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : all) {
            String name = String.valueOf(file.getFileName());
            int dot = name.indexOf('.');
            Path sheet = path.resolve(name.substring(0, dot < 0 ? name.length() : dot) + SHEET);
            if (name.endsWith(SHEET)) {
                sheets.add(Sheet.read(file));
            } else if (!Files.exists(sheet)) {
                Files.deleteIfExists(file);
            }
        }
        return sheets;
    }

    /** Keeps a sheet in place of the one before, there after a power cut. */
    void save(Sheet sheet) throws IOException {
        write(file(sheet.tag(), SHEET), sheet.write());
    }

    /** Keeps which lines a batch has. */
    void saveLines(String tag, BitSet lines) throws IOException {
        write(lines(tag), lines.toByteArray());
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
    }
}
