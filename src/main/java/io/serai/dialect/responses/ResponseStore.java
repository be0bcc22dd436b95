package io.serai.dialect.responses;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The store of answers to which clients refer later. What one client's key has is nobody else's. An implementation forgets what is too old
 * or too much; it may be called by many threads at once.
 */
public interface ResponseStore {
    /** One that keeps nothing, so that references are refused. */
    ResponseStore NONE = new ResponseStore() {
        @Override
        public boolean keeps() {
            return false;
        }

        @Override
        public void put(String client, Kept response) {
            // Nothing is kept.
        }

        @Override
        public @Nullable Kept get(String client, String id) {
            return null;
        }

        @Override
        public @Nullable Kept ofItem(String client, String item) {
            return null;
        }

        @Override
        public long bytes(String client, @Nullable String id, Collection<String> items) {
            return 0;
        }

        @Override
        public boolean remove(String client, String id) {
            return false;
        }
    };

    /** Whether it keeps anything at all. */
    boolean keeps();

    /** @param client a digest of its key, empty for those without one */
    void put(String client, Kept response);

    /** Null if there is none, or no longer. */
    @Nullable
    Kept get(String client, String id);

    /** The answer that has an item; null if there is none, or no longer. */
    @Nullable
    Kept ofItem(String client, String item);

    /**
     * How many bytes are to be read for an answer with all that came before it, and for the answers that have items.
     *
     * @param id of the answer; null for none
     * @param items their ids
     */
    long bytes(String client, @Nullable String id, Collection<String> items);

    /** @return whether there was one */
    boolean remove(String client, String id);

    /**
     * An answer and what it was an answer to.
     *
     * @param previous the answer that it continues; null if none
     * @param input the items of the request itself, without those of the answer before
     * @param response the whole response object
     */
    record Kept(String id, @Nullable String previous, List<Object> input, Map<String, Object> response) {

        List<?> output() {
            return response.get("output") instanceof List<?> items ? items : List.of();
        }
    }
}
