package io.serai.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of batches of vendors in which lines of shared jobs are. Their results are contents under their tag. */
final class VendorTable {
    /**
     * A batch as its node keeps it.
     *
     * @param sheet what is known of it; empty until all lines are there
     * @param lines which lines it has
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Row(String tag, byte[] sheet, byte[] lines) {}

    private VendorTable() {}

    static void add(Connection connection, String job, String tag, byte[] lines) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into batch_vendor (job, tag, sheet, lines) values (?, ?, ?, ?) on conflict (job, tag) do nothing")) {
            insert.setString(1, job);
            insert.setString(2, tag);
            insert.setBytes(3, new byte[0]);
            insert.setBytes(4, lines);
            insert.executeUpdate();
        }
    }

    static void update(Connection connection, String job, String tag, byte[] sheet) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update batch_vendor set sheet = ? where job = ? and tag = ?")) {
            update.setBytes(1, sheet);
            update.setString(2, job);
            update.setString(3, tag);
            update.executeUpdate();
        }
    }

    static List<Row> all(Connection connection, String job) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select tag, sheet, lines from batch_vendor where job = ? order by tag")) {
            query.setString(1, job);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getString(1), row.getBytes(2), row.getBytes(3)));
                }
            }
            return rows;
        }
    }

    static void delete(Connection connection, String job, String tag) throws SQLException {
        Contents.delete(connection, tag);
        try (PreparedStatement delete =
                connection.prepareStatement("delete from batch_vendor where job = ? and tag = ?")) {
            delete.setString(1, job);
            delete.setString(2, tag);
            delete.executeUpdate();
        }
    }

    /** Deletes all of a job, and lets nobody have them any more. */
    static void deleteAll(Connection connection, String job) throws SQLException {
        for (Row row : all(connection, job)) {
            delete(connection, job, row.tag());
        }
        try (PreparedStatement delete =
                connection.prepareStatement("delete from batch_lease where job = ? and chunk = " + Leases.VENDORS)) {
            delete.setString(1, job);
            delete.executeUpdate();
        }
    }
}
