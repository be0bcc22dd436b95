package io.serai.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of damaged lines, for people to look at, up to a number of bytes. They are lost if it cannot be written. */
final class Aside implements AutoCloseable {
    private final Path file;
    private final long most;
    private @Nullable FileChannel channel;
    private boolean full;

    Aside(Path file, long most) {
        this.file = file;
        this.most = most;
    }

    void add(byte[] line) {
        if (full) {
            return;
        }
        try {
            FileChannel out = channel == null ? PrivateFiles.append(file) : channel;
            channel = out;
            full = out.size() + line.length >= most;
            if (!full) {
                ByteBuffer bytes = ByteBuffer.allocate(line.length + 1)
                        .put(line)
                        .put((byte) '\n')
                        .flip();
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
        } catch (IOException e) {
            full = true;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
