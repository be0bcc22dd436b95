package io.serai.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Reads something from the database. */
@FunctionalInterface
public interface SqlFunction<T> {
    T apply(Connection connection) throws SQLException;
}
