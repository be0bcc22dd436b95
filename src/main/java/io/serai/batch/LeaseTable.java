package io.serai.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The rows that say which node asks which lines of a shared job, a chunk of lines each. */
final class LeaseTable {
    private LeaseTable() {}

    /** Takes a chunk that nobody has; false if somebody was quicker. */
    static boolean take(Connection connection, String job, int chunk, String node) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into batch_lease (job, chunk, node) values (?, ?, ?) on conflict (job, chunk) do nothing")) {
            insert.setString(1, job);
            insert.setInt(2, chunk);
            insert.setString(3, node);
            return insert.executeUpdate() == 1;
        }
    }

    /** The holder of a chunk; its row is locked until the transaction ends. */
    static @Nullable String holder(Connection connection, String job, int chunk) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select node from batch_lease where job = ? and chunk = ? for update")) {
            query.setString(1, job);
            query.setInt(2, chunk);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Whether a chunk is another node's, whether its lease has ended or not. */
    static boolean isOfOther(Connection connection, String job, int chunk, String node) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select 1 from batch_lease where job = ? and chunk = ? and node <> ?")) {
            query.setString(1, job);
            query.setInt(2, chunk);
            query.setString(3, node);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    static void pass(Connection connection, String job, int chunk, String node) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update batch_lease set node = ? where job = ? and chunk = ?")) {
            update.setString(1, node);
            update.setString(2, job);
            update.setInt(3, chunk);
            update.executeUpdate();
        }
    }

    /** Gives back what a node has of a job, but for batches of vendors, which somebody has to have. */
    static void release(Connection connection, String job, String node) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from batch_lease where job = ? and node = ? and chunk <> " + Leases.VENDORS)) {
            delete.setString(1, job);
            delete.setString(2, node);
            delete.executeUpdate();
        }
    }

    /** The lines from one up to another, that one not included, that have a result. */
    static BitSet done(Connection connection, String job, long from, long to) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select line from batch_line where job = ? and line >= ? and line < ?")) {
            query.setString(1, job);
            query.setLong(2, from);
            query.setLong(3, to);
            BitSet lines = new BitSet();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    lines.set((int) row.getLong(1));
                }
            }
            return lines;
        }
    }
}
