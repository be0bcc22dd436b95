package io.serai.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** The rows of nodes that share the store, each with the end of its lease, by the clock of the database. All of it is PostgreSQL's SQL. */
final class NodeTable {
    private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";
    private static final long FORGOTTEN = Duration.ofDays(7).toMillis();

    private NodeTable() {}

    /** Prolongs a lease that has not ended; false if it has. */
    static boolean renew(Connection connection, String node, Duration length) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update batch_node set ends = " + NOW + " + ? where id = ? and ends > " + NOW)) {
            update.setLong(1, length.toMillis());
            update.setString(2, node);
            return update.executeUpdate() == 1;
        }
    }

    /** Begins a lease. Those of earlier processes with the same data folder end. */
    static void enter(Connection connection, String node, String home, Duration length) throws SQLException {
        try (PreparedStatement others =
                        connection.prepareStatement("update batch_node set ends = 0 where home = ? and id <> ?");
                PreparedStatement old = connection.prepareStatement(
                        "delete from batch_node where ends < " + NOW + " - ? and ends > 0");
                PreparedStatement own =
                        connection.prepareStatement("insert into batch_node (id, home, ends) values (?, ?, " + NOW
                                + " + ?)" + " on conflict (id) do update set ends = excluded.ends")) {
            others.setString(1, home);
            others.setString(2, node);
            others.executeUpdate();
            old.setLong(1, FORGOTTEN);
            old.executeUpdate();
            own.setString(1, node);
            own.setString(2, home);
            own.setLong(3, length.toMillis());
            own.executeUpdate();
        }
    }

    static void leave(Connection connection, String node) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update batch_node set ends = 0 where id = ?")) {
            update.setString(1, node);
            update.executeUpdate();
        }
    }

    /** Whether the lease of a node has not ended. The answer holds until the transaction ends: the row is locked. */
    static boolean lives(Connection connection, String node) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select ends > " + NOW + " from batch_node where id = ? for update")) {
            query.setString(1, node);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Whether another node whose lease has not ended may ask lines of a job. */
    static boolean othersAsk(Connection connection, String job, String node) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select exists (select 1 from batch_lease l join batch_node n on n.id = l.node"
                        + " where l.job = ? and l.chunk >= 0 and n.id <> ? and n.ends > " + NOW + ")")) {
            query.setString(1, job);
            query.setString(2, node);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
