package io.serai.batch;

import io.serai.journal.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * The lines of a job that are being asked, in a file of eight bytes for each: what is left in it after a kill may have been asked, and is
 * asked again.
 */
final class InFlight implements AutoCloseable {
    /** The place of a line that nobody is asked for. */
    static final int NONE = -1;

    private final FileChannel channel;
    private final Set<Long> left;
    private final BitSet used = new BitSet();

    InFlight(Path file) throws IOException {
        this.left = left(file);
        try (FileChannel made = PrivateFiles.create(file)) {
            // It is empty now, and private.
        }
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    private static Set<Long> left(Path file) throws IOException {
        Set<Long> lines = new HashSet<>();
        if (Files.exists(file)) {
            ByteBuffer slots = ByteBuffer.wrap(Files.readAllBytes(file));
            while (slots.remaining() >= Long.BYTES) {
                long line = slots.getLong();
                if (line > 0) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    /** The lines that were being asked when the process ended. */
    Set<Long> left() {
        return left;
    }

    /** Notes that a line is asked, and returns its place in the file. */
    synchronized int begin(long line) {
        int slot = used.nextClearBit(0);
        used.set(slot);
        write(slot, line);
        return slot;
    }

    synchronized void end(int slot) {
        if (slot == NONE) {
            return;
        }
        used.clear(slot);
        write(slot, 0);
    }

    private void write(int slot, long line) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(line).flip();
            while (bytes.hasRemaining()) {
                channel.write(bytes, (long) slot * Long.BYTES + bytes.position());
            }
        } catch (IOException e) {
            // Only the count of lines that are asked twice after a kill needs it.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
