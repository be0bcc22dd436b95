package io.serai;

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

    @Override
    public void close() throws Exception {
        server.close();
    }
}
