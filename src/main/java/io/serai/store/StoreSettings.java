package io.serai.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * The address of the database.
 *
 * @param url {@code jdbc:postgresql:...} or {@code jdbc:h2:...}
 * @param user empty for none
 * @param password empty for none
 */
public record StoreSettings(String url, String user, String password) {
    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /**
     * The store writes each commit to the file itself. {@code WRITE_DELAY=0} would do so too, but switches off H2's own housekeeping: the
     * file grew to seven times its size. H2 keeps pages of a sixteenth of Java's memory by itself; new rows push old ones out, which costs
     * garbage collections more than reading a page again.
     */
    private static final String OPTIONS = ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096";

    /** Seconds after which a server that is silent counts as away. */
    private static final String CONNECT_TIMEOUT = "5";

    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** @throws IllegalArgumentException if no driver reads the URL */
    public StoreSettings {
        if (!url.startsWith(H2) && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "serai.store.url must begin with jdbc:postgresql: (such as jdbc:postgresql://localhost/serai) or"
                            + " jdbc:h2:");
        }
    }

    /** The file of its own in a data folder. */
    public static StoreSettings in(Path data) {
        return new StoreSettings(H2 + "file:" + data.resolve("usage").toAbsolutePath() + OPTIONS, "", "");
    }

    /** @param url empty for the file in the data folder */
    public static StoreSettings of(String url, String user, String password, Path data) {
        return url.isEmpty() ? in(data) : new StoreSettings(url, user, password);
    }

    boolean isH2() {
        return url.startsWith(H2);
    }

    public boolean isPostgresql() {
        return url.startsWith(POSTGRESQL);
    }

    /** The address without parameters, which may hold a password. */
    public String where() {
        String plain = url.replaceAll("[;?].*", "");
        return plain.replaceAll("//[^/@]*@", "//");
    }

    Connection connect() throws SQLException {
        return connect(ANSWER_TIMEOUT);
    }

    /** @param answer after which silence the server counts as away */
    Connection connect(Duration answer) throws SQLException {
        Properties properties = new Properties();
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
        }
        if (!password.isEmpty()) {
            properties.setProperty("password", password);
        }
        if (isPostgresql()) {
            String seconds = Long.toString(Math.max(1, answer.toSeconds()));
            properties.setProperty("connectTimeout", CONNECT_TIMEOUT);
            properties.setProperty("socketTimeout", seconds);
            properties.setProperty("ApplicationName", "serai");
        }
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public String toString() {
        return where();
    }
}
