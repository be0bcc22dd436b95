package io.serai.cache;

import io.serai.journal.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file for each answer, in 256 folders that no other user of the machine can read. A file is written under another name and moved, so that it is
 * there as a whole or not at all. Links below the folder are not followed. One thread writes.
 */
final class CacheFolder {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Logger LOG = LoggerFactory.getLogger("cache");
    private static final int FOLDERS = 256;
    private static final String UNFINISHED = ".tmp";

    private final Path folder;
    private final Path unfinished;
    private final Path[] folders = new Path[FOLDERS];
    private final boolean[] made = new boolean[FOLDERS];
    private FileAttribute<?> @Nullable [] privately;

    /** Says what it has found. */
    interface Found {
        void file(Slot slot, FileChannel channel) throws IOException;
    }

    CacheFolder(Path folder) {
        this.folder = folder;
        this.unfinished = folder.resolve("writing" + UNFINISHED);
        for (int i = 0; i < FOLDERS; i++) {
            folders[i] = folder.resolve(HexFormat.of().toHexDigits((byte) i));
        }
    }

    /** Makes the folder private, and forgets what was not finished. */
    void open() throws IOException {
        PrivateFiles.createFolder(folder);
        PrivateFiles.close(folder);
        privately = PrivateFiles.attributes(folder);
        Files.deleteIfExists(unfinished);
    }

    /** The bytes of an answer; null if there is none. */
    byte @Nullable [] read(Slot slot) throws IOException {
        try (FileChannel channel = FileChannel.open(file(slot), READ)) {
            return bytes(channel, channel.size());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The first bytes of a file, no more than there are. */
    static byte[] bytes(FileChannel channel, long most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Math.min(most, channel.size())));
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = channel.read(bytes);
        }
        return bytes.hasRemaining() ? new byte[0] : bytes.array();
    }

    void write(Slot slot, byte[] all) throws IOException {
        if (privately == null) {
            open();
        }
        makeFolder(slot.folder());
        try (FileChannel channel = create()) {
            ByteBuffer bytes = ByteBuffer.wrap(all);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        Files.move(unfinished, file(slot), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private FileChannel create() throws IOException {
        FileAttribute<?>[] attributes = privately == null ? new FileAttribute<?>[0] : privately;
        try {
            return FileChannel.open(unfinished, WRITE, attributes);
        } catch (FileAlreadyExistsException e) {
            Files.delete(unfinished);
            return FileChannel.open(unfinished, WRITE, attributes);
        }
    }

    private void makeFolder(int number) throws IOException {
        if (made[number]) {
            return;
        }
        Path place = folders[number];
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.createFolder(place);
        } else if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(place + " is no folder");
        }
        made[number] = true;
    }

    void delete(Slot slot) throws IOException {
        Files.deleteIfExists(file(slot));
    }

    /** Finds all answers; those that cannot be opened are left out. */
    void walk(Found found) {
        for (Path place : folders) {
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(
                    place, file -> Slot.isName(file.getFileName().toString()))) {
                for (Path file : files) {
                    look(file, found);
                }
            } catch (IOException e) {
                LOG.debug("{} is not read before the next start: {}", place, e.toString());
            }
        }
    }

    private static void look(Path file, Found found) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, READ)) {
            found.file(Slot.named(file.getFileName().toString()), channel);
        } catch (IOException e) {
            LOG.debug("{} has gone meanwhile, or is not ours: {}", file, e.toString());
        }
    }

    private Path file(Slot slot) {
        return folders[slot.folder()].resolve(slot.name());
    }
}
