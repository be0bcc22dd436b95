package io.serai.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The rows of files that come in parts. Each part is a row of {@link FileTable} under the name of its upload. */
final class UploadTable {
    private UploadTable() {}

    /** Adds one, and forgets those whose time is over. */
    static void insert(Connection connection, Upload upload) throws SQLException {
        try (PreparedStatement old = connection.prepareStatement("delete from batch_upload where expires <= ?");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into batch_upload (id, owner, name,"
                                + " purpose, bytes, lasts, created, expires, state, file) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            old.setLong(1, upload.created());
            old.executeUpdate();
            insert.setString(1, upload.id());
            insert.setString(2, upload.owner());
            insert.setString(3, upload.name());
            insert.setString(4, upload.purpose());
            insert.setLong(5, upload.bytes());
            insert.setLong(6, upload.lasts());
            insert.setLong(7, upload.created());
            insert.setLong(8, upload.expires());
            insert.setString(9, upload.state().word());
            insert.setString(10, upload.file());
            insert.executeUpdate();
        }
    }

    /** How many of an owner wait for parts. */
    static long pending(Connection connection, String owner, long now) throws SQLException {
        return count(
                connection,
                "select count(*) from batch_upload where owner = ? and state = 'pending' and expires > ?",
                owner,
                now);
    }

    /** How many parts one has. */
    static long parts(Connection connection, Upload upload) throws SQLException {
        return count(
                connection,
                "select count(*) from batch_file where owner = ? and id like 'part%' and name = ?",
                upload.owner(),
                upload.id());
    }

    private static long count(Connection connection, String query, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static Optional<Upload> find(Connection connection, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select id, owner, name, purpose, bytes, lasts,"
                + " created, expires, state, file from batch_upload where id = ?")) {
            query.setString(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Upload(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(8),
                                Upload.State.of(row.getString(9)),
                                row.getString(10)))
                        : Optional.empty();
            }
        }
    }

    /** Ends one, if it has not ended. */
    static void end(Connection connection, Upload upload) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update batch_upload set state = ?, file = ? where id = ? and state = 'pending'")) {
            update.setString(1, upload.state().word());
            update.setString(2, upload.file());
            update.setString(3, upload.id());
            update.executeUpdate();
        }
    }
}
