package io.serai.clients;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The store of client keys that were made while Serai runs. */
public interface ClientStore extends AutoCloseable {

    /** All keys, deleted ones too. */
    List<ClientKey> keys();

    /**
     * Keeps a key, in place of the one with its id. It is on the disk when this returns.
     *
     * @throws ClientException if it cannot be kept
     */
    void put(ClientKey key);

    /**
     * Reads what others have changed.
     *
     * @throws RuntimeException if that cannot be read
     */
    default void refresh() {}

    /** Sets who hears that others have changed keys. */
    default void report(Runnable listener) {}

    /** Whether the keys could not be read yet, so that one that is not known may be valid all the same. */
    default boolean unread() {
        return false;
    }

    /** Whether keys may have been lost, which nobody has made again since. */
    boolean lost();

    /** When keys were used last, by their ids. */
    Map<String, Instant> used();

    /** Notes when keys were used last. */
    void used(Map<String, Instant> moments);

    @Override
    void close();
}
