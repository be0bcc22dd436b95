package io.serai.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of short lines that outlives the process (not a crash of the machine). A change costs one appended line, however large the file
 * is; now and then the file is written anew with what still counts. A line that cannot be read is set aside in a file beside it, and costs
 * nothing but itself. While the file cannot be written its owner goes on in memory, and it is tried again every half minute. Not
 * thread-safe: its owner guards it.
 */
public final class LineLog implements AutoCloseable {
    /** So much is appended in any case before the file is written anew; beyond it as much as the file had then. */
    private static final long LEAST = 256 << 10;

    private static final long MOST_ASIDE = 1 << 20;
    private static final int BLOCK = 64 << 10;
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Path file;
    private final Content content;
    private final InstantSource clock;
    private final Consumer<String> trouble;
    private final Disk disk;
    private final StringBuilder pending = new StringBuilder();
    private @Nullable WritableByteChannel channel;
    private @Nullable Instant failed;
    private boolean opened;
    private boolean read;
    private long size;
    private long appended;

    /** What the file is about. */
    public interface Content {
        /** What cannot be kept while the file cannot be written, for people: {@code the states of the keys}. */
        String name();

        /** Takes a line that was read; false if it is none of these. */
        boolean take(String line);

        /** Gives all lines that count now. */
        void give(Consumer<String> lines);

        /** Says that a part of the file could not be read. It is set aside, and what was given so far is all there is. */
        default void damaged() {}
    }

    /** How a file is begun. */
    @FunctionalInterface
    interface Disk {
        WritableByteChannel create(Path file) throws IOException;
    }

    /** @param trouble hears once of each kind of trouble, in words for people */
    public LineLog(Path file, InstantSource clock, Consumer<String> trouble, Content content) {
        this(file, clock, trouble, content, PrivateFiles::create);
    }

    LineLog(Path file, InstantSource clock, Consumer<String> trouble, Content content, Disk disk) {
        this.file = file;
        this.clock = clock;
        this.trouble = trouble;
        this.content = content;
        this.disk = disk;
    }

    /** Reads the file before it is first needed, so that a process that only checks its routes leaves no trace. */
    public void open() {
        if (!opened) {
            opened = true;
            renew();
        }
    }

    /** Appends a line, of which its owner's content knows already. */
    public void append(String line) {
        appendLater(line);
        flush();
    }

    /** Appends a line together with the next one, or by {@link #flush}. If the process is killed before, the line is lost. */
    public void appendLater(String line) {
        open();
        pending.append(line).append('\n');
        if (pending.length() > BLOCK) {
            flush();
        }
    }

    /** Writes what was to be appended later. */
    public void flush() {
        if (pending.isEmpty()) {
            return;
        }
        byte[] bytes = pending.toString().getBytes(StandardCharsets.UTF_8);
        pending.setLength(0);
        WritableByteChannel out = channel;
        if (out == null) {
            if (isDue()) {
                renew();
            }
            return;
        }
        try {
            write(out, ByteBuffer.wrap(bytes));
            appended += bytes.length;
        } catch (IOException e) {
            // Half a line may stand at the end: the file is written anew before anything follows.
            shut();
            fail(e);
            return;
        }
        if (appended > Math.max(LEAST, size) && isDue()) {
            renew();
        }
    }

    private boolean isDue() {
        Instant last = failed;
        Instant now = clock.instant();
        return last == null || now.isBefore(last) || !now.isBefore(last.plus(AGAIN));
    }

    private void renew() {
        try {
            if (!read) {
                read();
                read = true;
            }
            rewrite();
            if (failed != null) {
                failed = null;
                trouble.accept(content.name() + " are kept in " + file + " again");
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        if (!Files.isRegularFile(file)) {
            content.damaged();
            throw new IOException(file + " is no file");
        }
        try (InputStream in = Files.newInputStream(file);
                Aside aside = new Aside(beside(".damaged"), MOST_ASIDE)) {
            read = true;
            int damaged = take(new LineReader(in), aside);
            if (damaged > 0) {
                content.damaged();
                trouble.accept(damaged + (damaged == 1 ? " line of " : " lines of ") + file
                        + " cannot be read: set aside in " + beside(".damaged") + "; the rest counts");
            }
        } catch (IOException e) {
            if (!read) {
                content.damaged();
                throw e;
            }
            Files.move(file, beside(".unreadable"), StandardCopyOption.REPLACE_EXISTING);
            content.damaged();
            trouble.accept(file + " cannot be read to its end and is set aside as " + beside(".unreadable") + ": " + e);
        }
    }

    /** Gives every line to the content, and says how many are damaged. */
    private int take(LineReader lines, Aside aside) throws IOException {
        int damaged = 0;
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            String text = lines.text(line);
            boolean cutOff = !lines.ended() && text != null;
            if ((text == null || !content.take(text)) && line.length > 0 && !cutOff) {
                damaged++;
                aside.add(line);
            }
        }
        return damaged;
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Writes what still counts into a new file, and goes on there. */
    private void rewrite() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            PrivateFiles.createFolder(folder);
        }
        Path next = beside(".new");
        WritableByteChannel out = disk.create(next);
        try {
            size = writeAll(out);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            out.close();
            Files.deleteIfExists(next);
            throw e;
        }
        shut();
        channel = out;
        appended = 0;
    }

    private long writeAll(WritableByteChannel out) throws IOException {
        Block block = new Block(out);
        try {
            content.give(block::add);
            block.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return block.written;
    }

    private static void write(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private void fail(IOException e) {
        if (failed == null) {
            trouble.accept(content.name() + " are not kept in " + file + " until it can be written again: " + e);
        }
        failed = clock.instant();
    }

    private void shut() {
        WritableByteChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // What was written is written, and the rest is known in memory.
                failed = clock.instant();
            }
        }
    }

    @Override
    public void close() {
        flush();
        if (failed != null && channel == null) {
            renew();
        }
        shut();
    }

    /** Lines on their way to the file. */
    private static final class Block {
        private final WritableByteChannel out;
        private final StringBuilder lines = new StringBuilder();
        private long written;

        Block(WritableByteChannel out) {
            this.out = out;
        }

        void add(String line) {
            lines.append(line).append('\n');
            if (lines.length() > BLOCK) {
                flush();
            }
        }

        void flush() {
            byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
            lines.setLength(0);
            written += bytes.length;
            try {
                write(out, ByteBuffer.wrap(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
