package io.serai.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Collects what is to be written in batches. The store's writer takes it; while the database is away the source keeps it. */
public interface Source {
    /** Whether anything is to be written. */
    boolean waits();

    /** Whether so much is that it should not wait for its time. */
    default boolean isFull() {
        return false;
    }

    /** Writes the next batch in the transaction that is open. If it throws, or the commit fails, the same batch is written later. */
    void write(Connection connection) throws SQLException;

    /** Reports that the batch is committed. */
    void written();

    /** Does what is due from time to time, such as deleting what is old; one small slice. */
    default void tidy(Connection connection) throws SQLException {}
}
