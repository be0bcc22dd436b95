package io.serai.clients.nodes;

import io.serai.clients.nodes.Outbox.Row;
import io.serai.quota.Amount;
import io.serai.quota.Use;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The statements for what all nodes have used. An owner's rows are written under a lock on the owner, so they come in the order of their ids. */
final class CountTables {
    private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";
    private static final String BEGUN = "(extract(epoch from now()) * 1000)::bigint";
    private static final String AMOUNTS = "requests, tokens, in_tokens, out_tokens, cost";

    /** A node that is silent for longer runs no calls any more. */
    private static final long ALIVE_MILLIS = 20_000;

    private static final long FORGOTTEN_MILLIS = 3_600_000;

    private final String node;

    CountTables(String node) {
        this.node = node;
    }

    /**
     * A use that was read.
     *
     * @param number by which this node knows it; 0 if another has written it
     */
    record Read(String owner, long id, long number, Use use) {}

    /** Adds owners that are new. Apart from the turn, so that nobody waits for a name that another node adds. */
    void know(Connection connection, Collection<String> owners) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into client_owner select o from unnest(?::text[]) o order by o on conflict do nothing")) {
            insert.setArray(1, connection.createArrayOf("text", owners.toArray()));
            insert.executeUpdate();
        }
    }

    /** Waits until no other node changes the counts of these owners; always in the same order, so that no two nodes wait for each other. */
    void lock(Connection connection, Collection<String> owners) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select owner from client_owner where owner = any(?) order by owner for update")) {
            select.setArray(1, connection.createArrayOf("text", owners.toArray()));
            select.executeQuery().close();
        }
    }

    /** What other nodes have used since. */
    List<Read> since(Connection connection, Map<String, Long> known) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select u.owner, u.id, u.model, u.used, 0, "
                + AMOUNTS
                + " from unnest(?::text[], ?::bigint[]) k(owner, id) join client_use u on u.owner = k.owner and u.id >"
                + " k.id where u.node <> ? and not u.joined order by u.id")) {
            select.setArray(1, connection.createArrayOf("text", known.keySet().toArray()));
            select.setArray(2, connection.createArrayOf("bigint", known.values().toArray()));
            select.setString(3, node);
            return read(select);
        }
    }

    /** All that was ever used. */
    List<Read> all(Connection connection, Collection<String> owners) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select owner, id, model, used, case when node = ? then"
                        + " place else 0 end, " + AMOUNTS + " from client_use where owner = any(?) order by id")) {
            select.setString(1, node);
            select.setArray(2, connection.createArrayOf("text", owners.toArray()));
            return read(select);
        }
    }

    private static List<Read> read(PreparedStatement select) throws SQLException {
        List<Read> read = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Amount amount =
                        new Amount(row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10));
                read.add(new Read(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(5),
                        new Use(Instant.ofEpochMilli(row.getLong(4)), "", row.getString(3), amount)));
            }
        }
        return read;
    }

    /** Writes uses; one that was written before is not written again. */
    void add(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into client_use (owner, model, used, node, place, put, joined, "
                        + AMOUNTS + ") values (?, ?, ?, ?, ?, " + NOW
                        + ", false, ?, ?, ?, ?, ?) on conflict (node, place) do nothing")) {
            for (Row row : rows) {
                Amount amount = row.use().amount();
                insert.setString(1, row.owner());
                insert.setString(2, row.use().model());
                insert.setLong(3, row.use().at().toEpochMilli());
                insert.setString(4, node);
                insert.setLong(5, row.number());
                insert.setLong(6, amount.requests());
                insert.setLong(7, amount.tokens());
                insert.setLong(8, amount.input());
                insert.setLong(9, amount.output());
                insert.setLong(10, amount.nanos());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** How many calls of an owner run at other nodes, by the limits that count them. */
    Map<String, Integer> elsewhere(Connection connection, String owner) throws SQLException {
        Map<String, Integer> running = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select limited, sum(running) from client_running r join client_node n on"
                        + " n.node = r.node where owner = ? and r.node <> ? and seen > " + NOW + " - " + ALIVE_MILLIS
                        + " group by limited")) {
            select.setString(1, owner);
            select.setString(2, node);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    running.put(row.getString(1), row.getInt(2));
                }
            }
        }
        return running;
    }

    /** Writes how many calls of an owner run here. */
    void running(Connection connection, String owner, Map<String, Integer> running) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from client_running where owner = ? and node = ?")) {
            delete.setString(1, owner);
            delete.setString(2, node);
            delete.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into client_running values (?, ?, ?, ?)")) {
            for (Map.Entry<String, Integer> one : running.entrySet()) {
                insert.setString(1, owner);
                insert.setString(2, one.getKey());
                insert.setString(3, node);
                insert.setInt(4, one.getValue());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Reports that this node lives. */
    void live(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into client_node values (?, " + NOW
                + ") on conflict (node) do update set seen = excluded.seen")) {
            insert.setString(1, node);
            insert.executeUpdate();
        }
    }

    /** Forgets nodes that are gone. */
    void buryNodes(Connection connection) throws SQLException {
        String gone = "(select node from client_node where seen < " + NOW + " - " + FORGOTTEN_MILLIS + ")";
        for (String table : List.of("client_running", "client_node")) {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from " + table + " where node in " + gone)) {
                delete.executeUpdate();
            }
        }
    }

    /** Owners with rows that could be joined. */
    List<String> crowded(Connection connection, long age, int rows) throws SQLException {
        List<String> owners = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select owner from client_use where not joined and"
                + " put < " + NOW + " - ? group by owner having count(*) > ? limit 50")) {
            select.setLong(1, age);
            select.setInt(2, rows);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    owners.add(row.getString(1));
                }
            }
        }
        return owners;
    }

    /** Joins the older rows of an owner: by the minute, after a day by the hour, and to one after the longest window. */
    void join(Connection connection, String owner, long age) throws SQLException {
        try (PreparedStatement join = connection.prepareStatement("with gone as (delete from client_use where owner = ?"
                + " and put < " + BEGUN + " - ? returning *), sums as (select min(id) id, model, case when used < "
                + BEGUN
                + " - 32 * 86400000::bigint then 0 when used < " + BEGUN + " - 86400000 then used / 3600000 * 3600000 +"
                + " 3599999 else used / 60000 * 60000 + 59999 end as at, sum(requests) requests, sum(tokens) tokens,"
                + " sum(in_tokens) in_tokens, sum(out_tokens) out_tokens, sum(cost) cost from gone group by model, at)"
                + " insert into client_use (owner, model, used, node, place, put, joined, " + AMOUNTS
                + ") select ?, model, at, '', id, " + BEGUN + " - ?, true, " + AMOUNTS + " from sums")) {
            join.setString(1, owner);
            join.setLong(2, age);
            join.setString(3, owner);
            join.setLong(4, age);
            join.executeUpdate();
        }
    }
}
