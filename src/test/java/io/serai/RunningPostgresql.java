package io.serai;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A PostgreSQL in a process of its own. */
public final class RunningPostgresql implements AutoCloseable {
    private final AutoCloseable server;
    private final String url;

    /** By name, for there are no binaries of it for every platform. */
    public RunningPostgresql() throws Exception {
        Object builder = Class.forName("io.zonky.test.db.postgres.embedded.EmbeddedPostgres")
                .getMethod("builder")
                .invoke(null);
        for (String setting : List.of("fsync", "synchronous_commit")) {
            builder.getClass()
                    .getMethod("setServerConfig", String.class, String.class)
                    .invoke(builder, setting, "on");
        }
        this.server = (AutoCloseable) builder.getClass().getMethod("start").invoke(builder);
        this.url = (String) server.getClass()
                .getMethod("getJdbcUrl", String.class, String.class)
                .invoke(server, "postgres", "postgres");
    }

    /** For JDBC. */
    public String url() {
        return url;
    }

    public int port() {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    /** For JDBC, by way of another port of this machine. */
    public String url(int port) {
        return url.replace(":" + port() + "/", ":" + port + "/");
    }

    /** The number that a query gives. */
    public long one(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
