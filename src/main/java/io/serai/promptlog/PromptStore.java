package io.serai.promptlog;

import io.serai.dialect.Json;
import io.serai.journal.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the prompt log: one for each day (UTC), {@code 2026-11-30.jsonl}, a line for an entry, for no other user of the machine to
 * read. Thread-safe.
 */
public final class PromptStore implements AutoCloseable {
    private static final String ENDING = ".jsonl";

    /** What a file ends in that takes the place of another; one that is left over is from a process that was killed. */
    private static final String NEXT = ENDING + ".new";

    private final Path folder;
    private @Nullable FileChannel open;
    private @Nullable LocalDate day;

    /** @param folder made when the first line is written */
    public PromptStore(Path folder) {
        this.folder = folder;
    }

    /** Adds lines to the file of a day. */
    synchronized void append(LocalDate to, List<String> lines) throws IOException {
        FileChannel file = open;
        if (file == null || !to.equals(day)) {
            close();
            PrivateFiles.createFolder(folder);
            file = PrivateFiles.append(file(to));
            open = file;
            day = to;
            endLine(file, file(to));
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** The end of the process may have cut off the last line. */
    private static void endLine(FileChannel file, Path path) throws IOException {
        long size = file.size();
        if (size > 0) {
            ByteBuffer last = ByteBuffer.allocate(1);
            try (FileChannel read = FileChannel.open(path)) {
                read.read(last, size - 1);
            }
            if (last.get(0) != '\n') {
                file.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    private Path file(LocalDate of) {
        return folder.resolve(of + ENDING);
    }

    /** The days of which there are lines, oldest first. */
    public List<LocalDate> days() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])\\.jsonl"))
                    .map(name -> LocalDate.parse(name.substring(0, 10)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes all files have. */
    long size() throws IOException {
        long size = 0;
        for (LocalDate one : days()) {
            size += Files.size(file(one));
        }
        return size;
    }

    /** Removes the days before one, and the oldest ones until the rest is no larger than it may be; never the one that is written to. */
    synchronized void prune(@Nullable LocalDate first, long most) throws IOException {
        removeLeftOver();
        long size = size();
        for (LocalDate one : days()) {
            boolean old = first != null && one.isBefore(first);
            if (!one.equals(day) && (old || size > most)) {
                size -= Files.size(file(one));
                Files.deleteIfExists(file(one));
            }
        }
    }

    /**
     * Reads all lines of some days, in order; what is no line of the log is passed over.
     *
     * @param reader gets each line as it is, and as an object
     */
    public void read(LocalDate from, LocalDate to, BiConsumer<String, Map<String, Object>> reader) throws IOException {
        for (LocalDate one : days()) {
            if (!one.isBefore(from) && !one.isAfter(to)) {
                read(file(one), reader);
            }
        }
    }

    private static void read(Path file, BiConsumer<String, Map<String, Object>> reader) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Map<String, Object> fields = fields(line);
                if (fields != null) {
                    reader.accept(line, fields);
                }
            }
        }
    }

    /** A line as an object; null if it is none. */
    static @Nullable Map<String, Object> fields(String line) {
        if (line.isBlank() || !(Json.parseIfAny(line.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return fields;
    }

    /** The last lines, oldest first. */
    public List<String> last(int many) throws IOException {
        List<String> last = new java.util.ArrayList<>();
        for (LocalDate one : days().reversed()) {
            if (last.size() < many) {
                last.addAll(0, tail(file(one), many - last.size()));
            }
        }
        return last;
    }

    /** As many of the last lines of a file as fit into some megabytes. */
    private static List<String> tail(Path file, int many) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            int length = (int) Math.min(size, 4 << 20);
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining() && channel.read(bytes, size - length + bytes.position()) >= 0) {}
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            List<String> lines =
                    text.lines().filter(line -> fields(line) != null).toList();
            return lines.subList(Math.max(0, lines.size() - many), lines.size());
        }
    }

    /**
     * Takes away all lines of a client key.
     *
     * @return how many they were
     */
    public synchronized long erase(String key) throws IOException {
        close();
        removeLeftOver();
        long erased = 0;
        for (LocalDate one : days()) {
            erased += erase(file(one), key);
        }
        return erased;
    }

    /** Nobody would find in it what is to be erased, nor when it is too old. */
    private void removeLeftOver() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, '*' + NEXT)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static long erase(Path file, String key) throws IOException {
        String name = String.valueOf(file.getFileName());
        Path next = file.resolveSibling(name.substring(0, name.length() - ENDING.length()) + NEXT);
        long[] erased = {0};
        try (FileChannel out = PrivateFiles.create(next)) {
            read(file, (line, fields) -> {
                if (key.equals(fields.get("key"))) {
                    erased[0]++;
                } else {
                    write(out, line);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            Files.deleteIfExists(next);
            throw e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
        }
        if (erased[0] > 0) {
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(next);
        }
        return erased[0];
    }

    private static void write(FileChannel out, String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        FileChannel file = open;
        open = null;
        day = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // What was written is written.
                return;
            }
        }
    }
}
