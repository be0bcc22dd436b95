package io.serai.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of stored files. */
final class FileTable {
    private static final String COLUMNS = "id, node, owner, name, purpose, bytes, created, expires";

    private FileTable() {}

    /** Adds a file, or replaces it. */
    static void insert(Connection connection, StoredFile file) throws SQLException {
        deleteRow(connection, file.id());
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into batch_file (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, file.id());
            insert.setString(2, file.node());
            insert.setString(3, file.owner());
            insert.setString(4, file.name());
            insert.setString(5, file.purpose());
            insert.setLong(6, file.bytes());
            insert.setLong(7, file.created());
            insert.setLong(8, file.expires());
            insert.executeUpdate();
        }
    }

    /** Deletes a file, and what the store has of its content. */
    static void delete(Connection connection, String id) throws SQLException {
        deleteRow(connection, id);
        Contents.delete(connection, id);
    }

    private static void deleteRow(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from batch_file where id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    static Optional<StoredFile> find(Connection connection, String id) throws SQLException {
        return files(connection, "id = ?", id).stream().findFirst();
    }

    /** Those of an owner that are there, in the order of their creation, from behind one of them on. */
    static List<StoredFile> list(
            Connection connection,
            Owner owner,
            String purpose,
            StoredFile after,
            boolean newestFirst,
            long now,
            int most)
            throws SQLException {
        String order = newestFirst ? "<" : ">";
        String sort = newestFirst ? " desc" : "";
        return files(
                connection,
                "owner = ? and id like 'file-%' and (? = '' or purpose = ?) and (expires = 0 or expires > ?) and (created "
                        + order
                        + " ? or (created = ? and id " + order + " ?)) order by created" + sort + ", id" + sort
                        + " limit " + most,
                owner.id(),
                purpose,
                purpose,
                now,
                after.created(),
                after.created(),
                after.id());
    }

    /** The parts of an upload. */
    static List<StoredFile> parts(Connection connection, Upload upload) throws SQLException {
        return files(connection, "owner = ? and id like 'part%' and name = ?", upload.owner(), upload.id());
    }

    /** Those whose time is over. */
    static List<StoredFile> expired(Connection connection, String node, long now) throws SQLException {
        return files(connection, "node in (?, '') and expires > 0 and expires <= ? limit 100", node, now);
    }

    static List<StoredFile> createdBefore(Connection connection, String node, long moment) throws SQLException {
        return files(connection, "node in (?, '') and created < ? order by created limit 100", node, moment);
    }

    private static List<StoredFile> files(Connection connection, String where, Object... values) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select " + COLUMNS + " from batch_file where " + where)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            List<StoredFile> files = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    files.add(new StoredFile(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getLong(6),
                            row.getLong(7),
                            row.getLong(8)));
                }
            }
            return files;
        }
    }
}
