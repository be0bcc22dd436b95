package io.serai.store;

import java.sql.Connection;
import java.sql.SQLException;

/** A unit of work: all of it is committed, or nothing. It may run more than once, so it must do nothing outside the database. */
@FunctionalInterface
public interface SqlWork {
    void run(Connection connection) throws SQLException;
}
