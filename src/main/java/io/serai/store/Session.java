package io.serai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A connection for short transactions, one after the other. It is opened when it is needed, and again after a failure. */
public final class Session implements AutoCloseable {
    private final Store store;
    private final Duration answer;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection;

    Session(Store store, Duration answer) {
        this.store = store;
        this.answer = answer;
    }

    /**
     * Does something in a transaction of its own.
     *
     * @throws StoreException if nothing was changed, or nobody knows whether it was
     */
    public <T> T change(SqlFunction<T> work) {
        lock.lock();
        try {
            Connection open = connection;
            if (open == null) {
                open = store.connect(answer);
                connection = open;
            }
            T result = work.apply(open);
            open.commit();
            return result;
        } catch (SQLException e) {
            close();
            throw new StoreException(store.words(e), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try (Connection open = connection) {
            connection = null;
            if (open != null) {
                open.rollback();
            }
        } catch (SQLException e) {
            // It is gone already.
        } finally {
            lock.unlock();
        }
    }
}
