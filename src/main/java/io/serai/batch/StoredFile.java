package io.serai.batch;

/**
 * A file that a client has uploaded, or that a job has made.
 *
 * @param node the data folder that has it; empty if it is in the store, for all nodes
 * @param owner as {@link Owner#id} names it
 * @param created in milliseconds
 * @param expires when it is there no more, in milliseconds; 0 if its client has set no time
 */
public record StoredFile(
        String id, String node, String owner, String name, String purpose, long bytes, long created, long expires) {

    /** Whether its time is over. */
    boolean isExpired(long now) {
        return expires > 0 && now >= expires;
    }
}
