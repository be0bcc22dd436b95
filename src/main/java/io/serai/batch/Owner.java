package io.serai.batch;

import io.serai.chat.Caller;

/**
 * The owner of files and jobs: nobody sees those of others.
 *
 * @param key the id of the client key to which the work is charged; empty if it came without one
 * @param client a digest of the credentials with which it came; empty without any
 */
public record Owner(String key, String client) {
    /** Work that came in without a key, such as a file in a folder. */
    public static final Owner NOBODY = new Owner("", "");

    /** The sender of a request. */
    public static Owner of(Caller caller, String client) {
        return new Owner(caller.key(), client);
    }

    /** Tells owners apart. A key stays the same when its secret is replaced. */
    public String id() {
        return key.isEmpty() ? "~" + client : key;
    }
}
