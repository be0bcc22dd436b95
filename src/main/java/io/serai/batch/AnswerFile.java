package io.serai.batch;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.journal.PrivateFiles;
import io.serai.store.Store;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Results of one job as lines of a file, {@code HEAD TAB RESULT}, each with a row in the store that says where it is. */
final class AnswerFile implements Answers {
    private final String job;
    private final Path file;
    private final Store store;
    private final FileChannel channel;
    private long end;

    private AnswerFile(String job, Path file, Store store, FileChannel channel) throws IOException {
        this.job = job;
        this.file = file;
        this.store = store;
        this.channel = channel;
        this.end = channel.size();
    }

    /**
     * Opens the file of a job. Results that are in it and not yet in the store, since the process was killed in between, get their rows;
     * half a result at the end goes.
     *
     * @param known up to where the store knows the file, in bytes
     */
    static AnswerFile open(String job, Path file, Store store, long known) throws IOException, InterruptedException {
        PrivateFiles.createFolder(Shelf.folderOf(file));
        try (FileChannel there = PrivateFiles.append(file)) {
            // It is there now, and private.
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.READ);
        AnswerFile answers = new AnswerFile(job, file, store, channel);
        try {
            answers.recover(known);
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return answers;
    }

    private void recover(long known) throws IOException, InterruptedException {
        // Behind a result comes the end of its line.
        long from = known == 0 ? 0 : Math.min(end, known + 1);
        List<LineTable.Row> rows = new ArrayList<>();
        long good = from;
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            InputStream buffered = new BufferedInputStream(in, 1 << 16);
            for (byte @Nullable [] line = line(buffered); line != null; line = line(buffered)) {
                LineTable.Row row = row(line, good);
                if (row == null) {
                    break;
                }
                rows.add(row);
                good += line.length + 1;
            }
        }
        if (good < end) {
            channel.truncate(good);
            end = good;
        }
        if (!rows.isEmpty()) {
            store(rows);
        }
    }

    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        for (int read = in.read(); read >= 0; read = in.read()) {
            if (read == '\n') {
                return line.toByteArray();
            }
            line.write(read);
        }
        return null;
    }

    private static LineTable.@Nullable Row row(byte[] line, long begins) {
        int tab = 0;
        while (tab < line.length && line[tab] != '\t') {
            tab++;
        }
        try {
            if (tab == line.length || !(Json.parse(Arrays.copyOf(line, tab)) instanceof Map<?, ?> head)) {
                return null;
            }
            return new LineTable.Row(
                    number(head, "line"),
                    String.valueOf(head.get("custom_id")),
                    (int) number(head, "status"),
                    head.get("reason") instanceof String reason ? Results.cut(reason) : "",
                    begins + tab + 1,
                    line.length - tab - 1,
                    new Tokens(
                            number(head, "in"), number(head, "cached"), number(head, "out"), number(head, "reasoning")),
                    number(head, "cost"));
        } catch (MalformedException e) {
            return null;
        }
    }

    private static long number(Map<?, ?> head, String name) {
        return head.get(name) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public void keep(List<LineResult> results) throws IOException, InterruptedException {
        store(append(results));
    }

    private List<LineTable.Row> append(List<LineResult> results) throws IOException {
        List<LineTable.Row> rows = new ArrayList<>(results.size());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (LineResult result : results) {
            bytes.writeBytes(head(result));
            bytes.write('\t');
            rows.add(LineTable.Row.of(result, end + bytes.size()));
            bytes.writeBytes(result.output());
            bytes.write('\n');
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        try {
            long at = end;
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
            channel.force(false);
        } catch (IOException e) {
            truncate();
            throw new IOException("The journal " + file + " cannot be written: " + e.getMessage(), e);
        }
        return rows;
    }

    private void truncate() {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            // What is there is written over.
        }
    }

    private static byte[] head(LineResult result) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("line", result.number());
        head.put("custom_id", result.customId());
        head.put("status", result.status());
        if (!result.reason().isEmpty()) {
            head.put("reason", result.reason());
        }
        head.put("in", result.tokens().input());
        head.put("out", result.tokens().output());
        if (result.tokens().cached() > 0) {
            head.put("cached", result.tokens().cached());
        }
        if (result.tokens().reasoning() > 0) {
            head.put("reasoning", result.tokens().reasoning());
        }
        head.put("cost", result.cost());
        return Json.write(head);
    }

    private void store(List<LineTable.Row> rows) throws IOException, InterruptedException {
        try {
            var unused = store.write(connection -> LineTable.add(connection, job, rows))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(Trouble.words(e), e);
        }
        LineTable.Row last = rows.getLast();
        end = Math.max(end, last.place() + last.bytes() + 1);
    }

    /** Reads single results. */
    static final class Reader implements Answers.Reader {
        private final RandomAccessFile file;

        Reader(Path path) throws IOException {
            this.file = new RandomAccessFile(path.toFile(), "r");
        }

        @Override
        public byte[] read(LineTable.Row row) throws IOException {
            byte[] result = new byte[row.bytes()];
            try {
                file.seek(row.place());
                file.readFully(result);
            } catch (EOFException e) {
                throw new IOException("The journal lacks the result of line " + row.line(), e);
            }
            return result;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** How long the file is. */
    static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
