package io.serai.clients.nodes;

import io.serai.clients.ClientKey;
import io.serai.clients.KeyRecords;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The statements for client keys. Each change has a version of its own, so that nodes read only what has changed. */
final class KeyTables {
    private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

    /** A node that has been silent for this long does not run. */
    private static final long GONE_MILLIS = 30_000;

    private KeyTables() {}

    /** The version of the last change. */
    static long version(Connection connection) throws SQLException {
        return version(connection, "");
    }

    /** The same; nobody else changes keys until this transaction ends. */
    static long lock(Connection connection) throws SQLException {
        return version(connection, " for update");
    }

    private static long version(Connection connection, String how) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select version from client_key_version where one = 1" + how)) {
            if (!row.next()) {
                throw new SQLException("The table client_key_version is empty; insert into it values (1, 0)");
            }
            return row.getLong(1);
        }
    }

    /** The keys that were changed since, by id. */
    static Map<String, ClientKey> since(Connection connection, long version) throws SQLException {
        Map<String, ClientKey> keys = new LinkedHashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select fields from client_key where version > ? order by version, id")) {
            select.setLong(1, version);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ClientKey key = key(row.getString(1));
                    keys.put(key.id(), key);
                }
            }
        }
        return keys;
    }

    /** A key as the database has it now; null if it has none. */
    static @Nullable ClientKey get(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select fields from client_key where id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? key(row.getString(1)) : null;
            }
        }
    }

    private static ClientKey key(String text) throws SQLException {
        Map<String, Object> fields = new HashMap<>();
        if (Json.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        }
        try {
            return KeyRecords.read(fields);
        } catch (RuntimeException e) {
            throw new SQLException("A row of client_key is no key of this version of Serai: " + fields.get("id"), e);
        }
    }

    /** Writes a key. The caller has the {@link #lock}, and its version is the next. */
    static void put(Connection connection, ClientKey key, long version) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into client_key (id, fields, version) values (?, ?, ?) on conflict"
                        + " (id) do update set fields = excluded.fields, version = excluded.version")) {
            insert.setString(1, key.id());
            insert.setString(2, new String(Json.write(KeyRecords.write(key)), StandardCharsets.UTF_8));
            insert.setLong(3, version);
            insert.executeUpdate();
        }
        try (PreparedStatement update =
                connection.prepareStatement("update client_key_version set version = ? where one = 1")) {
            update.setLong(1, version);
            update.executeUpdate();
        }
    }

    /** Notes up to which change a node has the keys in force. */
    static void seen(Connection connection, String node, long version) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into client_key_seen (node, version, seen)"
                + " values (?, ?, " + NOW + ") on conflict (node) do update set version = excluded.version, seen ="
                + " excluded.seen")) {
            insert.setString(1, node);
            insert.setLong(2, version);
            insert.executeUpdate();
        }
    }

    /** Whether a node that runs has not seen a change yet. */
    static boolean isUnseen(Connection connection, long version) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select 1 from client_key_seen where version < ? and seen > " + NOW + " - " + GONE_MILLIS)) {
            select.setLong(1, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Forgets a node that ends, and those that are long gone. */
    static void leave(Connection connection, String node) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from client_key_seen where node = ? or seen < " + NOW + " - 2 * " + GONE_MILLIS)) {
            delete.setString(1, node);
            delete.executeUpdate();
        }
    }

    /** When keys were used last, by id. */
    static Map<String, Instant> used(Connection connection) throws SQLException {
        Map<String, Instant> used = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id, used from client_key_used")) {
            while (row.next()) {
                used.put(row.getString(1), Instant.ofEpochMilli(row.getLong(2)));
            }
        }
        return used;
    }

    /** Notes when keys were used; a later moment that another node has noted stays. */
    static void used(Connection connection, Map<String, Instant> moments) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into client_key_used values (?, ?) on"
                + " conflict (id) do update set used = greatest(client_key_used.used, excluded.used)")) {
            // In the same order at all nodes, so that none waits for another that waits for it.
            for (Map.Entry<String, Instant> moment : new TreeMap<>(moments).entrySet()) {
                insert.setString(1, moment.getKey());
                insert.setLong(2, moment.getValue().toEpochMilli());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
