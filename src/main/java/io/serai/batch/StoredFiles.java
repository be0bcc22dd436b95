package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that clients have uploaded and that their batches have written: rows in the store, and contents on the disk. Its methods throw
 * {@link RejectedException} if a client is to blame, or the database is away.
 */
public final class StoredFiles {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    /** How the ids of files begin. */
    static final String FILE = "file-";

    private final Rows rows;
    private final Shelf shelf;
    private final Contents contents;
    private final Room room;
    private final InstantSource clock;
    private final boolean shared;
    private final Supplier<String> node;

    /**
     * @param shared whether nodes share the store
     * @param node the name of this node
     */
    StoredFiles(
            Rows rows,
            Shelf shelf,
            Contents contents,
            Room room,
            InstantSource clock,
            boolean shared,
            Supplier<String> node) {
        this.rows = rows;
        this.shelf = shelf;
        this.contents = contents;
        this.room = room;
        this.clock = clock;
        this.shared = shared;
        this.node = node;
    }

    /** Where new jobs and files belong: to this node, or to all that share the store. */
    String place() {
        String own = node.get();
        return shared ? "" : own;
    }

    /**
     * Keeps a file that was uploaded, and takes it away from where it is.
     *
     * @param lasts for how many seconds; 0 for as long as all others
     */
    public StoredFile keep(Owner owner, String name, String purpose, Path upload, long lasts) {
        return keep(FILE, owner, name, purpose, upload, lasts == 0 ? 0 : clock.millis() + 1_000 * lasts);
    }

    /**
     * @param prefix of its id; only those of {@link #FILE} are files to clients
     * @param expires in milliseconds; 0 for as long as all others
     */
    StoredFile keep(String prefix, Owner owner, String name, String purpose, Path upload, long expires) {
        try (Room.Taken unused = take(owner, Files.size(upload))) {
            String id = Shelf.id(prefix);
            long now = clock.millis();
            StoredFile file = new StoredFile(id, place(), owner.id(), name, purpose, Files.size(upload), now, expires);
            Shelf.place(upload, shelf.file(id));
            save(id, shelf.file(id));
            rows.add(connection -> FileTable.insert(connection, file), () -> Files.deleteIfExists(shelf.file(id)));
            return file;
        } catch (IOException e) {
            throw full(e);
        }
    }

    /** Takes room for bytes of an owner. */
    Room.Taken take(Owner owner, long bytes) {
        deleteExpired();
        try {
            return room.take(owner, bytes);
        } catch (StoreException e) {
            throw Rows.away(e);
        }
    }

    /** The error for what cannot be stored: the disk is full, or the database is away that has the files. */
    static RejectedException full(IOException why) {
        if (why.getCause() instanceof StoreException) {
            return Rows.away(why);
        }
        LOG.warn("A file cannot be kept: {}", why.toString());
        return new RejectedException(
                507, "storage_full", "Serai cannot store the file now; make room, and send it again.", null);
    }

    /** Lets other nodes have a file, if there are any. */
    void save(String id, Path file) throws IOException {
        if (shared) {
            contents.save(id, file);
        }
    }

    /**
     * A file of an owner.
     *
     * @param param the field that names it
     */
    public StoredFile find(Owner owner, String id, String param) {
        boolean known = id.startsWith(FILE) && Shelf.isId(id);
        return (known ? rows.read(connection -> FileTable.find(connection, id)) : Optional.<StoredFile>empty())
                .filter(file -> file.owner().equals(owner.id()) && !file.isExpired(clock.millis()))
                .orElseThrow(() -> new RejectedException(404, "not_found", "There is no file '" + id + "'.", param));
    }

    /** Where the content of a file lies. */
    public Path content(StoredFile file) {
        Path path = shelf.file(file.id());
        if (!Files.exists(path) && !isFetched(file, path)) {
            throw new RejectedException(
                    404, "not_found", "The content of '" + file.id() + "' is not kept by this Serai.", null);
        }
        return path;
    }

    private boolean isFetched(StoredFile file, Path path) {
        try {
            return file.node().isEmpty() && contents.fetch(file.id(), path);
        } catch (IOException e) {
            throw Rows.away(e);
        }
    }

    /** Files of an owner in the order of their creation, from behind one of them on. */
    public List<StoredFile> list(Owner owner, String purpose, String after, boolean newestFirst, int most) {
        StoredFile from = after.isEmpty()
                ? new StoredFile(newestFirst ? "~" : "", "", "", "", "", 0, newestFirst ? Long.MAX_VALUE : 0, 0)
                : find(owner, after, "after");
        return rows.read(
                connection -> FileTable.list(connection, owner, purpose, from, newestFirst, clock.millis(), most));
    }

    /** Deletes a file, and the copies that ended jobs have of it or of what it was made from: those cannot be replayed any more. */
    public void delete(StoredFile file) {
        List<Job> with = rows.read(connection -> JobTable.endedOf(connection, file));
        rows.write(connection -> {
            FileTable.delete(connection, file.id());
            for (Job job : with) {
                JobTable.empty(connection, job.id());
            }
        });
        try {
            Files.deleteIfExists(shelf.file(file.id()));
            for (Job job : with) {
                shelf.delete(job.id());
            }
        } catch (IOException e) {
            LOG.warn("{} stays: {}", file.id(), e.toString());
        }
    }

    /** Deletes the content of a file that has no row any more. */
    void forget(StoredFile file) {
        try {
            Files.deleteIfExists(shelf.file(file.id()));
        } catch (IOException e) {
            LOG.warn("{} stays: {}", file.id(), e.toString());
        }
    }

    /** Deletes files that a client has let expire. */
    void deleteExpired() {
        rows.read(connection -> FileTable.expired(connection, node.get(), clock.millis()))
                .forEach(this::delete);
    }

    /** Deletes files that were created before a moment, in milliseconds. */
    void deleteOld(long before) {
        rows.read(connection -> FileTable.createdBefore(connection, node.get(), before))
                .forEach(this::delete);
    }
}
