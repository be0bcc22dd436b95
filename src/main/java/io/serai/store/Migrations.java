package io.serai.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Brings the schema up to date: runs the scripts of {@code /store/} that a database has not had yet, in order, each in a transaction, and
 * notes name and checksum in {@code schema_history}. A statement ends with a semicolon at the end of a line. A script that was released
 * never changes.
 */
final class Migrations {
    /** In order; a new script is a file and a line here. */
    static final List<String> SCRIPTS = List.of(
            "001-ledger.sql",
            "002-batches.sql",
            "005-fewer-indexes.sql",
            "006-shared-batches.sql",
            "007-clients.sql",
            "009-rollups.sql",
            "010-stored-bytes.sql",
            "011-spent-and-packs.sql",
            "012-file-expiry.sql",
            "014-tokens-and-uploads.sql",
            "015-vendor-batches.sql");

    /** One node at a time changes the schema of a shared server. Any number does that is used for nothing else. */
    private static final long LOCK = 7_236_470_001L;

    private Migrations() {}

    static void run(Connection connection, boolean shared) throws SQLException {
        run(connection, shared, SCRIPTS);
    }

    static void run(Connection connection, boolean shared, List<String> scripts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (shared) {
                statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            }
            statement.execute("create table if not exists schema_history"
                    + " (script varchar(100) primary key, checksum varchar(16) not null, applied bigint not null)");
            Map<String, String> known = known(statement);
            refuseNewer(known, scripts);
            for (String script : scripts) {
                String text = text(script);
                String checksum = checksum(text);
                String before = known.get(script);
                if (before == null) {
                    apply(connection, script, text, checksum);
                } else if (!before.equals(checksum)) {
                    throw new SQLException("The database was set up by another form of " + script
                            + "; use the Serai that has set it up, or another database");
                }
            }
        }
    }

    private static Map<String, String> known(Statement statement) throws SQLException {
        Map<String, String> known = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("select script, checksum from schema_history")) {
            while (rows.next()) {
                known.put(rows.getString(1), rows.getString(2));
            }
        }
        return known;
    }

    private static void refuseNewer(Map<String, String> known, List<String> scripts) throws SQLException {
        for (String script : known.keySet()) {
            if (!scripts.contains(script)) {
                throw new SQLException("The database has had " + script + ", which this Serai does not know; use a"
                        + " newer Serai, or another database");
            }
        }
    }

    private static void apply(Connection connection, String script, String text, String checksum) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : text.split(";\\s*\\n")) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
        try (PreparedStatement note = connection.prepareStatement("insert into schema_history values (?, ?, ?)")) {
            note.setString(1, script);
            note.setString(2, checksum);
            note.setLong(3, System.currentTimeMillis());
            note.executeUpdate();
        }
    }

    private static String text(String script) {
        try (InputStream in = Migrations.class.getResourceAsStream("/store/" + script)) {
            if (in == null) {
                throw new IllegalStateException("/store/" + script + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
