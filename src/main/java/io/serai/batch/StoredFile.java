package io.serai.batch;

/**
 * A file that a client has uploaded, or that a job has made.
 *
 * @param node the data folder that has it; empty if it is in the store, for all nodes
 * @param owner as {@link Owner#id} tells owners apart
 * @param created in milliseconds
 */
public record StoredFile(String id, String node, String owner, String name, String purpose, long bytes, long created) {}
