package io.serai.batch;

import io.serai.journal.PrivateFiles;
import io.serai.store.Session;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Files in a store that several nodes share, in pieces of 1 MiB. */
final class Contents {
    private static final int PIECE = 1 << 20;

    private final Store store;

    Contents(Store store) {
        this.store = store;
    }

    /** Keeps a file, in place of what was kept under its id. */
    void save(String id, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                Session session = store.session()) {
            session.change(connection -> {
                delete(connection, id);
                try (PreparedStatement insert =
                        connection.prepareStatement("insert into batch_content (id, place, bytes) values (?, ?, ?)")) {
                    int place = 0;
                    for (byte[] piece = read(in); piece.length > 0; piece = read(in)) {
                        insert.setString(1, id);
                        insert.setInt(2, place++);
                        insert.setBytes(3, piece);
                        insert.executeUpdate();
                    }
                }
                return true;
            });
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static byte[] read(InputStream in) throws SQLException {
        try {
            return in.readNBytes(PIECE);
        } catch (IOException e) {
            throw new SQLException("A file cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes what is kept to a file; false if nothing is kept under the id. */
    boolean fetch(String id, Path to) throws IOException {
        PrivateFiles.createFolder(Shelf.folderOf(to));
        Path part = to.resolveSibling(to.getFileName() + ".fetched");
        boolean found;
        try (OutputStream out = Channels.newOutputStream(PrivateFiles.create(part));
                Session session = store.session()) {
            int place = 0;
            for (byte[] piece = piece(session, id, place); piece.length > 0; piece = piece(session, id, place)) {
                out.write(piece);
                place++;
            }
            found = place > 0;
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (found) {
            Shelf.place(part, to);
        } else {
            Files.deleteIfExists(part);
        }
        return found;
    }

    private static byte[] piece(Session session, String id, int place) {
        return session.change(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select bytes from batch_content where id = ? and place = ?")) {
                query.setString(1, id);
                query.setInt(2, place);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? row.getBytes(1) : new byte[0];
                }
            }
        });
    }

    static void delete(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from batch_content where id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }
}
